import math

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.service_kpi.engine.comparison import Difference, Sample, beyond, means, shares
from odoo.addons.service_kpi.tests.properties import patient
from odoo.addons.service_training.engine.effect import student_quantile

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

_counts = st.integers(5, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def share(n, successes):
    return Sample(n, float(successes), float(successes))


def sample(values):
    return Sample(len(values), float(sum(values)), float(sum(value * value for value in values)))


class TestComparisonEngine(TestCase):
    def test_newcombe_s_published_example(self):
        """R. G. Newcombe 1998, table II, (a): 56/70 against 48/80 by method 10: 0.0524 to 0.3339."""
        found = shares(share(80, 48), share(70, 56))
        self.assertEqual([round(found.estimate, 4), round(found.low, 4), round(found.high, 4)], [0.2, 0.0524, 0.3339])

    def test_extreme_shares(self):
        """The same, (h): 10/10 against 0/10: 0.6075 to 1."""
        found = shares(share(10, 0), share(10, 10))
        self.assertEqual([round(found.low, 4), round(found.high, 4)], [0.6075, 1.0])

    def test_welch(self):
        """Worked by hand: variances 2.5 and 10, n 5 each, 5.88 degrees of freedom, t 2.459."""
        found = means(sample([1, 2, 3, 4, 5]), sample([4, 6, 8, 10, 12]), student_quantile)
        self.assertAlmostEqual(found.estimate, 5)
        self.assertAlmostEqual(found.high - found.estimate, 2.459 * math.sqrt(2.5), places=2)

    def test_too_few(self):
        self.assertEqual(shares(share(4, 4), share(100, 0)).verdict, "too_few")
        self.assertEqual(means(sample([1]), sample([1, 2, 3, 4, 5]), student_quantile).verdict, "too_few")
        self.assertEqual(beyond(Difference(), Difference(1, 0, 2)).verdict, "too_few")

    @patient
    @given(_counts, _counts)
    def test_bounded_symmetric_and_around_the_estimate(self, one, other):
        found, back = shares(share(*one), share(*other)), shares(share(*other), share(*one))
        self.assertTrue(-1 - 1e-9 <= found.low <= found.estimate <= found.high <= 1 + 1e-9)
        self.assertAlmostEqual(found.low, -back.high)
        self.assertAlmostEqual(found.estimate, -back.estimate)

    @patient
    @given(_counts, _counts)
    def test_an_unchanged_comparison_group_takes_nothing_off(self, one, other):
        found = shares(share(*one), share(*other))
        same = beyond(found, Difference(0.0, 0.0, 0.0))
        self.assertAlmostEqual(same.low, found.low)
        self.assertAlmostEqual(same.high, found.high)
