import math
import random
from statistics import fmean

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine.effect import difference_in_differences, student_cdf, student_quantile

RUNS = 1000
numbers = st.floats(-100, 100)
people = st.lists(st.tuples(numbers, numbers), min_size=5, max_size=20)


# The machine may be busy with other things
calm = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


class TestEffect(BaseCase):
    def test_student_by_the_printed_table(self):
        # Two-sided 95 % and 99 %, as in any table of the distribution
        for freedom, at_95, at_99 in (
            (1, 12.7062, 63.6567),
            (2, 4.3027, 9.9248),
            (5, 2.5706, 4.0321),
            (10, 2.2281, 3.1693),
            (30, 2.0423, 2.7500),
            (120, 1.9799, 2.6174),
        ):
            self.assertAlmostEqual(student_quantile(0.975, freedom), at_95, 4)
            self.assertAlmostEqual(student_quantile(0.995, freedom), at_99, 4)

    @calm
    @given(st.floats(0, 50), st.integers(1, 100))
    def test_student_by_its_density(self, value, freedom):
        # Simpson's rule on the density is an independent way to the same number
        scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
        steps = 2000
        width = value / steps
        total = sum(
            (1 if n in (0, steps) else 4 if n % 2 else 2) * (1 + (n * width) ** 2 / freedom) ** (-(freedom + 1) / 2)
            for n in range(steps + 1)
        )
        self.assertAlmostEqual(student_cdf(value, freedom), 0.5 + scale * total * width / 3, 5)

    @calm
    @given(people, people, numbers)
    def test_what_happened_to_everybody_is_no_effect(self, trained, others, shift):
        plain = difference_in_differences(trained, others)
        shifted = difference_in_differences(
            [(before, after + shift) for before, after in trained],
            [(before, after + shift) for before, after in others],
        )
        self.assertAlmostEqual(plain.estimate, shifted.estimate, 6)
        self.assertAlmostEqual(plain.high - plain.low, shifted.high - shifted.low, 5)

    @calm
    @given(people, people)
    def test_groups_exchanged(self, trained, others):
        one, other = difference_in_differences(trained, others), difference_in_differences(others, trained)
        self.assertAlmostEqual(one.estimate, -other.estimate, 6)
        self.assertAlmostEqual(one.low, -other.high, 5)

    def test_too_few_is_said(self):
        few, enough = [(0, 1)] * 4, [(0, 0)] * 5
        self.assertEqual(difference_in_differences(few, enough).verdict, "too_few")
        self.assertEqual(difference_in_differences(enough, few).verdict, "too_few")
        self.assertIsNone(difference_in_differences(few, enough).estimate)
        self.assertEqual(difference_in_differences([(0, 1)] * 5, enough).verdict, "better")

    def _simulate(self, seed, trained, others, effect):
        """Shares of kept promises with a level per person, a trend for all and unequal spread."""
        chance = random.Random(seed)

        def person(moved, spread):
            level = chance.gauss(0.8, 0.08)
            return (level + chance.gauss(0, spread), level + 0.03 + moved + chance.gauss(0, spread))

        return difference_in_differences(
            [person(effect, 0.08) for _n in range(trained)], [person(0.0, 0.05) for _n in range(others)]
        )

    def test_bias_and_coverage(self):
        """Over 1,000 runs: bias below 0.005, and the 95 % interval holds the truth in 93.5 to 96.5 %.

        With these seeds: bias +0.0004, +0.0026, +0.0007; coverage 95.2 %, 94.8 %, 94.1 %. A perfect interval would
        leave the bounds by chance in about 3 of 100 sets of 1,000 runs.
        """
        for trained, others, effect in ((8, 20, 0.05), (15, 15, 0.05), (40, 60, 0.0)):
            with self.subTest(trained=trained, others=others, effect=effect):
                found = [self._simulate(seed, trained, others, effect) for seed in range(RUNS)]
                bias = fmean(result.estimate for result in found) - effect
                covered = fmean(result.low <= effect <= result.high for result in found)
                self.assertLess(abs(bias), 0.005)
                self.assertTrue(0.935 <= covered <= 0.965, covered)
