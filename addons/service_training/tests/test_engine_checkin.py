from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine import checkin

KEY = b"a secret"


# The machine may be busy with other things
calm = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


class TestCheckin(BaseCase):
    @calm
    @given(st.integers(1, 10**6), st.integers(0, 2 * 10**9), st.integers(-3 * checkin.PERIOD, 3 * checkin.PERIOD))
    def test_a_code_holds_in_its_window_and_the_next(self, slot, moment, later):
        window = checkin.window_of(moment)
        code = checkin.sign(KEY, slot, window)
        expected = 0 <= (moment + later) // checkin.PERIOD - window <= 1
        self.assertEqual(checkin.verify(KEY, slot, window, code, moment + later), expected)

    @calm
    @given(st.integers(0, 31), st.sampled_from("0123456789abcdef"))
    def test_no_other_signature(self, place, digit):
        code = checkin.sign(KEY, 7, 100)
        forged = code[:place] + digit + code[place + 1 :]
        self.assertEqual(checkin.verify(KEY, 7, 100, forged, 100 * checkin.PERIOD), forged == code)

    def test_of_another_slot_window_or_key(self):
        now = 100 * checkin.PERIOD
        code = checkin.sign(KEY, 7, 100)
        self.assertTrue(checkin.verify(KEY, 7, 100, code, now))
        for key, slot, window in ((b"other", 7, 100), (KEY, 8, 100), (KEY, 7, 101), (KEY, 7, 99)):
            self.assertFalse(checkin.verify(key, slot, window, code, now))
        for nonsense in ("", code[:-1], code + "0", "é" * 32, None):
            self.assertFalse(checkin.verify(KEY, 7, 100, nonsense, now))

    def test_networks(self):
        networks = checkin.parse_networks("192.0.2.0/24, 2001:db8::/32\n198.51.100.7")
        for address, inside in (
            ("192.0.2.9", True),
            ("::ffff:192.0.2.9", True),
            ("192.0.3.9", False),
            ("198.51.100.7", True),
            ("2001:db8::1", True),
            ("2001:db9::1", False),
            ("nonsense", False),
            ("", False),
        ):
            self.assertEqual(checkin.is_inside(address, networks), inside, address)
        self.assertTrue(checkin.is_inside("203.0.113.1", []))
        with self.assertRaises(ValueError):
            checkin.parse_networks("the office")

    @calm
    @given(st.integers(1, 40).map(lambda n: n / 4), st.integers(-3600, 20000))
    def test_credited_hours(self, hours, arrival):
        stop = 14400
        credited = checkin.credited_hours(hours, 0, stop, arrival)
        self.assertTrue(0 <= credited <= hours)
        if arrival <= 900:
            self.assertEqual(credited, hours)
        elif arrival >= stop:
            self.assertEqual(credited, 0)
        else:
            fair = hours * (stop - arrival) / stop
            self.assertTrue(fair - 0.25 < credited <= fair)
