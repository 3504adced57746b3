import math
from random import Random
from statistics import fmean, stdev
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from ..engine.gain import combine, paired_gain, return_on_cost

PERCENT = st.floats(0, 100)


class TestGain(TestCase):
    def test_by_hand(self):
        """Student's example of a paired comparison: the 97.5 % quantile for 4 degrees of freedom is 2.776."""
        pairs = [(50, 60), (40, 60), (70, 75), (60, 85), (55, 70)]
        gain = paired_gain(pairs)
        changes = [10, 20, 5, 25, 15]
        margin = 2.7764451 * stdev(changes) / math.sqrt(5)
        self.assertAlmostEqual(gain.estimate, 15)
        self.assertAlmostEqual(gain.low, 15 - margin, 5)
        self.assertAlmostEqual(gain.high, 15 + margin, 5)
        self.assertEqual((gain.before, gain.after), (55, 70))

    def test_too_few_have_means_and_no_interval(self):
        gain = paired_gain([(50, 60)] * 4)
        self.assertEqual((gain.people, gain.before, gain.after, gain.estimate), (4, 50, 60, None))
        self.assertEqual(paired_gain([]).people, 0)
        self.assertIsNone(paired_gain([]).before)

    @settings(deadline=None, database=None)
    @given(st.lists(st.tuples(PERCENT, PERCENT), min_size=5, max_size=30), st.floats(-50, 50))
    def test_a_shift_of_all_shifts_the_gain(self, pairs, shift):
        one, other = paired_gain(pairs), paired_gain([(before, after + shift) for before, after in pairs])
        self.assertAlmostEqual(other.estimate, one.estimate + shift, 6)
        self.assertAlmostEqual(other.high - other.low, one.high - one.low, 6)
        self.assertLessEqual(one.low, one.estimate)

    def test_the_interval_covers_what_is_true(self):
        """A gain of 8 points among ten people: 95 % of 1,000 intervals hold it, give or take the noise of 1,000."""
        draw, held = Random(7), 0
        for _run in range(1000):
            gain = paired_gain([(0.0, draw.gauss(8, 5)) for _person in range(10)])
            held += gain.low <= 8 <= gain.high
        self.assertTrue(930 <= held <= 970, held)


class TestCombine(TestCase):
    def test_by_hand(self):
        estimate, low, high = combine([(0.10, 0.02), (0.20, 0.04)])
        self.assertAlmostEqual(estimate, (0.10 * 2500 + 0.20 * 625) / 3125)
        self.assertAlmostEqual(high - low, 2 * 1.959964 / math.sqrt(3125), 5)

    def test_of_one_and_of_none(self):
        self.assertIsNone(combine([]))
        self.assertAlmostEqual(combine([(0.1, 0.05)])[0], 0.1)
        self.assertEqual(combine([(0.1, 0.0), (0.3, 0.1)]), (0.1, 0.1, 0.1))

    @settings(deadline=None, database=None)
    @given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 1)), min_size=1, max_size=10))
    def test_it_lies_between_and_is_more_precise_than_each(self, estimates):
        mean, low, high = combine(estimates)
        values = [estimate for estimate, _error in estimates]
        self.assertTrue(min(values) - 1e-9 <= mean <= max(values) + 1e-9)
        self.assertLessEqual(high - low, 2 * 1.96 * min(error for _estimate, error in estimates) + 1e-9)

    def test_equal_precision_is_the_plain_mean(self):
        values = [0.1, 0.4, -0.2]
        self.assertAlmostEqual(combine([(value, 0.1) for value in values])[0], fmean(values))


class TestReturn(TestCase):
    def test_return_on_cost(self):
        self.assertEqual(return_on_cost(150, 100), 0.5)
        self.assertEqual(return_on_cost(-100, 100), -2)
        self.assertIsNone(return_on_cost(100, 0))
