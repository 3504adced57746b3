"""How much to keep, against exact sums and simulated use."""

import math
import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine.restock import Level, Need, enough, propose


def exactly(mean, count):
    """P(Poisson(mean) <= count), with rational weights and e to 40 places."""
    weight = total = Fraction(1)
    for n in range(1, count + 1):
        weight = weight * mean / n
        total += weight
    e = sum(Fraction(1, math.factorial(n)) for n in range(40))
    whole, rest = divmod(mean, 1)
    tail = sum(rest**n / math.factorial(n) for n in range(30))
    return total / (e ** int(whole) * tail)


class TestRestock(BaseCase):
    @settings(max_examples=80, deadline=None)
    @given(st.integers(1, 300), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
    def test_enough_is_the_smallest_that_suffices(self, tenths, probability):
        mean = Fraction(tenths, 10)
        count = enough(float(mean), probability)
        self.assertGreaterEqual(float(exactly(mean, count)) + 1e-9, probability)
        if count:
            self.assertLess(float(exactly(mean, count - 1)) - 1e-9, probability)

    def test_much_used_parts(self):
        """Far out the normal distribution is as good."""
        for mean in (2000, 50000):
            self.assertAlmostEqual(enough(mean, 0.95), mean + 1.645 * math.sqrt(mean), delta=2)

    def test_the_level_keeps_its_word(self):
        """A van with that least quantity at each refill runs short in fewer than a tenth of the refill times."""
        rng = random.Random(4)
        need = Need(used=52, weeks=26, booked=0, refill_weeks=1, review_weeks=1)
        level = propose(need)
        short = 0
        for _week in range(4000):
            moments, time = 0, rng.expovariate(need.weekly)
            while time < 1:
                moments, time = moments + 1, time + rng.expovariate(need.weekly)
            short += moments > level.low
        self.assertLess(short / 4000, 0.06)
        self.assertGreater(level.high, level.low)

    def test_what_is_booked_is_there(self):
        self.assertEqual(propose(Need(0, 26, 3, 1, 1)), Level(3, 3))
        self.assertEqual(propose(Need(0, 26, 0, 1, 1)), Level(0, 0))
        self.assertEqual(propose(Need(1, 26, 0, 1, 1)), Level(0, 0), "one in half a year is not worth carrying")
        self.assertEqual(propose(Need(-2, 26, 0, 1, 1)), Level(0, 0), "more came back than went out")

    def test_refusals(self):
        for mean, probability in ((1, 0), (1, 1), (-1, 0.5)):
            with self.assertRaises(ValueError):
                enough(mean, probability)
