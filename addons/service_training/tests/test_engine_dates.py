from calendar import monthrange
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine.certificate_file import LineError, find_columns, read_line
from ..engine.invitation import calendar_file
from ..engine.qr import QUIET, as_svg
from ..engine.timetable import lay_out
from ..engine.validity import mask, valid_until

# The machine may be busy with other things
calm = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


class TestValidity(BaseCase):
    def test_leap_day(self):
        leap = date(2028, 2, 29)
        self.assertEqual(valid_until(leap, 12), date(2029, 2, 28))
        self.assertEqual(valid_until(leap, 48), date(2032, 2, 29))
        self.assertEqual(valid_until(date(2027, 2, 28), 12), date(2028, 2, 28))
        self.assertIsNone(valid_until(leap, 0))

    @calm
    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
    def test_the_same_day_or_the_last_of_the_month(self, issued, months):
        until = valid_until(issued, months)
        self.assertEqual((until.year - issued.year) * 12 + until.month - issued.month, months)
        self.assertEqual(until.day, min(issued.day, monthrange(until.year, until.month)[1]))

    def test_masked_names(self):
        for name, masked in (
            ("Daniel Brooks", "D*** B***"),
            ("王小明", "王*明"),
            ("李明", "李*"),
            ("欧阳小明", "欧**明"),
            ("", ""),
            (False, ""),
        ):
            self.assertEqual(mask(name), masked)


class TestTimetable(BaseCase):
    @calm
    @given(
        st.lists(st.integers(1, 12), max_size=6),
        st.lists(st.integers(1, 6), max_size=12),
        st.sampled_from([30, 45, 60]),
    )
    def test_in_order_within_openings_and_nothing_lost(self, hours, days, minutes):
        openings = []
        for index, length in enumerate(days):
            start = datetime(2026, 3, 2, 9) + timedelta(days=index)
            openings.append((start, start + timedelta(hours=length)))
        plan = lay_out([(index, amount) for index, amount in enumerate(hours)], openings, minutes)
        room = sum(int(length * 60 / minutes) for length in days)
        self.assertAlmostEqual(sum(part for *_rest, part in plan), min(sum(hours), room))
        self.assertEqual([key for key, *_rest in plan], sorted(key for key, *_rest in plan))
        for (_k, start, stop, part), following in zip(plan, [*plan, None][1:], strict=True):
            self.assertAlmostEqual((stop - start).total_seconds() / 60, part * minutes)
            self.assertTrue(any(begin <= start and stop <= end for begin, end in openings))
            self.assertTrue(following is None or stop <= following[1])


class TestInvitation(BaseCase):
    def test_it_is_folded_and_escaped(self):
        moment = datetime(2026, 3, 2, 8)
        text = calendar_file(
            [
                {
                    "uid": "1",
                    "sequence": 1,
                    "start": moment,
                    "stop": moment + timedelta(hours=1),
                    "stamp": moment,
                    "title": "投诉处理" * 30 + ", part; two\nEND:VEVENT",
                    "attendee": "somebody@example.com\r\nX-EVIL: 1",
                }
            ]
        )
        self.assertTrue(all(len(line.encode()) <= 75 for line in text.split("\r\n")))
        plain = text.replace("\r\n ", "")
        self.assertIn("DTSTART:20260302T080000Z", plain)
        self.assertIn("\\, part\\; two\\nEND:VEVENT", plain)
        self.assertEqual(plain.split("\r\n").count("END:VEVENT"), 1)
        self.assertNotIn("\r\nX-EVIL", plain)


class TestCertificateFile(BaseCase):
    def test_headings_in_both_languages(self):
        english = find_columns(["Course", "Employee", "Issued", "Valid to", "Number", "Badge"])
        chinese = find_columns(["课程", "姓名", "发证日期", "有效期至", "证书编号", "工号"])
        self.assertEqual(english, chinese)
        self.assertEqual(set(english), {"course", "employee", "issued", "valid_to", "number", "key"})

    def test_lines(self):
        columns = {"key": 0, "course": 1, "issued": 2, "valid_to": 3}
        record = read_line([1042.0, "SS90", datetime(2026, 3, 2), "2027年3月2日"], columns)
        self.assertEqual(record["key"], "1042")
        self.assertEqual((record["issued"], record["valid_to"]), (date(2026, 3, 2), date(2027, 3, 2)))
        for line, reason in (
            ([None, "SS90", "2026-03-02"], "no_person"),
            (["7", "", "2026-03-02"], "no_course"),
            (["7", "SS90", ""], "no_date"),
            (["7", "SS90", "2026-02-30"], "bad_date"),
            (["7", "SS90", "2026-03-02", "2026-03-01"], "backwards"),
        ):
            with self.assertRaises(LineError) as caught:
                read_line(line, columns)
            self.assertEqual(caught.exception.reason, reason)


class TestCode(BaseCase):
    def test_finder_patterns_stand_in_three_corners(self):
        image = as_svg("https://example.com/training/verify/" + "x" * 32)
        side = int(image.split('viewBox="0 0 ')[1].split(" ")[0])
        last = side - QUIET - 7
        for column, row, there in ((QUIET, QUIET, True), (last, QUIET, True), (QUIET, last, True), (last, last, False)):
            # The outer ring of a finder pattern is dark all around
            ring = [(column + n, row) for n in range(7)] + [(column, row + n) for n in range(7)]
            self.assertEqual(all(f"M{x} {y}h1" in image for x, y in ring), there, (column, row))
        self.assertNotIn(f"M{QUIET - 1} ", image)
