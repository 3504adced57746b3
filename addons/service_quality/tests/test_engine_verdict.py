from math import comb
from unittest import TestCase

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.proportion import SMALL, Sample, mean_difference, share_difference, wilson
from odoo.addons.service_quality.engine.scales import SCALES, net_promoter
from odoo.addons.service_quality.engine.verdict import Tally, weighted

calm = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def coverage(n, share):
    """How often Wilson's interval holds the true share, summed over the binomial distribution."""
    held = 0.0
    for hits in range(n + 1):
        interval = wilson(hits, n)
        if interval.low <= share <= interval.high:
            held += comb(n, hits) * share**hits * (1 - share) ** (n - hits)
    return held


def tally(scale, asked=0, **scores):
    return Tally(scale, asked or sum(scores.values()), {int(key[1:]): count for key, count in scores.items()})


class TestProportion(TestCase):
    def test_published_values(self):
        # Newcombe 1998, table I (method 3) and table II (method 10)
        for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
            interval = wilson(hits, n)
            self.assertAlmostEqual(interval.low, low, 4)
            self.assertAlmostEqual(interval.high, high, 4)
        for (a, m, b, n), low, high in (
            ((56, 70, 48, 80), 0.0524, 0.3339),
            ((9, 10, 3, 10), 0.1705, 0.8090),
            ((10, 10, 0, 10), 0.6075, 1.0),
        ):
            interval = share_difference(a, m, b, n)
            self.assertAlmostEqual(interval.low, low, 4)
            self.assertAlmostEqual(interval.high, high, 4)

    def test_wilson_holds_what_it_promises(self):
        shares = [number / 40 for number in range(2, 39)]
        for n in (10, 30, 100):
            self.assertGreater(sum(coverage(n, share) for share in shares) / len(shares), 0.94)

    @calm
    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_an_interval_contains_its_share(self, case):
        interval = wilson(*case)
        self.assertTrue(0 <= interval.low <= interval.value <= interval.high <= 1)
        self.assertIsNone(wilson(0, 0))

    @calm
    @given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
    def test_a_difference_turned_around(self, a, m, b, n):
        one, other = share_difference(min(a, m), m, min(b, n), n), share_difference(min(b, n), n, min(a, m), m)
        self.assertAlmostEqual(one.value, -other.value)
        self.assertAlmostEqual(one.low, -other.high)

    def test_refused(self):
        with self.assertRaises(ValueError):
            wilson(3, 2)

    def test_one_value_says_nothing_about_the_spread(self):
        interval = mean_difference(Sample(1, 100, 10000), Sample(50, 0, 0))
        self.assertEqual((interval.low, interval.high), (float("-inf"), float("inf")))


class TestScales(TestCase):
    def test_places(self):
        for name, scale in SCALES.items():
            self.assertEqual(scale.to_five(scale.lowest), 1, name)
            self.assertEqual(scale.to_five(scale.highest), 5, name)
            self.assertEqual([scale.from_share(x) for x in (-1, 0, 1, 2)], [scale.lowest] * 2 + [scale.highest] * 2)
        self.assertEqual([net_promoter(score) for score in (0, 6, 7, 8, 9, 10)], [-100, -100, 0, 0, 100, 100])


class TestTally(TestCase):
    def test_figures(self):
        mixed = tally("csat", 10, s5=3, s4=1, s2=1)
        self.assertEqual((mixed.answered, mixed.satisfied, mixed.mean, mixed.figure().value), (5, 4, 4.2, 0.8))
        self.assertEqual(mixed.response().value, 0.5)
        self.assertEqual(tally("nps", s10=6, s7=2, s0=2).figure().value, 40)
        self.assertEqual(tally("ces", s7=1, s4=1).figure().value, 0.5)

    def test_nobody_is_not_zero(self):
        silent = Tally("csat", 12)
        self.assertIsNone(silent.figure())
        self.assertIsNone(silent.mean)
        self.assertEqual(silent.response().value, 0)
        self.assertIsNone(Tally("csat").response())

    def test_small(self):
        self.assertTrue(tally("csat", s5=SMALL - 1).small)
        self.assertFalse(tally("csat", s5=SMALL).small)

    def test_a_difference_that_chance_explains(self):
        self.assertFalse(tally("csat", s5=9, s1=1).difference(tally("csat", s5=8, s1=2)).excludes(0))
        self.assertTrue(tally("csat", s5=900, s1=100).difference(tally("csat", s5=800, s1=200)).excludes(0))
        self.assertTrue(tally("nps", s10=80, s5=20).difference(tally("nps", s10=20, s5=80)).excludes(0))

    def test_who_does_not_answer(self):
        silent, loud = tally("csat", 200, s5=20), tally("csat", 200, s1=100)
        total = silent + loud
        self.assertLess(silent.answers_unlike(total).value, 0)
        self.assertGreater(loud.answers_unlike(total).value, 0)
        self.assertIsNone(total.answers_unlike(total))
        # The silent ones are the satisfied ones: counted by who was asked, half are
        self.assertAlmostEqual(weighted([silent, loud]), 0.5)
        self.assertAlmostEqual(total.figure().value, 20 / 120)
        self.assertIsNone(weighted([silent, Tally("csat", 3)]))

    @calm
    @given(st.lists(st.tuples(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 5))), max_size=30))
    def test_sums_in_any_order(self, rows):
        whole, parts = Tally("csat"), []
        for count, score in rows:
            whole.add(count, score)
            parts.append(Tally("csat", count, {score: count} if score else {}))
        self.assertEqual(sum(reversed(parts), Tally("csat")), whole)
