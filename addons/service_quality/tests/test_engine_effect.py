"""The effect of measures, against exact fractions and generated series."""

import random
from fractions import Fraction
from math import comb, exp
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.effect import (
    Span,
    control_chart,
    fisher_p_value,
    judge,
    poisson_p_value,
    power,
)
from odoo.addons.service_quality.engine.pareto import pareto

RUNS = 1000


def poisson(chance, mean):
    """A number of events, by counting exponential waiting times (Knuth)."""
    limit, number, product = exp(-mean), 0, chance.random()
    while product > limit:
        number += 1
        product *= chance.random()
    return number


def binomial(n, share):
    """The probabilities of 0 … n events."""
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


def probability_of_claim(share, cases, drop):
    """How often an effect is claimed, exactly: every pair of counts with its probability (both binomial)."""
    before, after = binomial(cases, share), binomial(cases, share * (1 - drop))
    total = 0.0
    for x, p in enumerate(before):
        if p < 1e-7:
            continue
        for y, q in enumerate(after):
            # More events after are claimed no sooner
            if judge(Span(x, cases), Span(y, cases), shares=True).outcome != "effective":
                break
            total += p * q
    return total


class TestExactTests(TestCase):
    @given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20), st.integers(1, 20))
    def test_cases_per_time_are_binomial(self, x, y, before, after):
        share, total = Fraction(after, before + after), x + y
        exact = sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(y + 1))
        self.assertAlmostEqual(poisson_p_value(Span(x, before), Span(y, after)), float(exact), places=9)

    @given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30), st.integers(1, 30))
    def test_shares_are_hypergeometric(self, n, m, x, y):
        x, y = min(x, n), min(y, m)
        total = x + y
        if not n or not m or not total:
            self.assertEqual(fisher_p_value(Span(x, n), Span(y, m)), 1)
            return
        ways = sum(comb(m, k) * comb(n, total - k) for k in range(y + 1) if total - k <= n)
        exact = Fraction(ways, comb(n + m, total))
        self.assertAlmostEqual(fisher_p_value(Span(x, n), Span(y, m)), float(exact), places=9)


class TestGeneratedSeries(TestCase):
    """1,000 series each: what is claimed without a change, and what is found of a drop by 30 %."""

    def rate_of_claims(self, mean, weeks, drop):
        chance, found = random.Random(7), 0
        for _run in range(RUNS):
            before = sum(poisson(chance, mean) for _week in range(weeks))
            after = sum(poisson(chance, mean * (1 - drop)) for _week in range(weeks))
            found += judge(Span(before, weeks), Span(after, weeks), shares=False).outcome == "effective"
        return found / RUNS

    def test_pure_noise_is_claimed_in_five_of_a_hundred_at_most(self):
        for mean in (2, 5, 10, 20):
            # Three standard errors of a rate of 5 % over 1,000 runs
            self.assertLessEqual(self.rate_of_claims(mean, 12, 0), 0.05 + 3 * 0.0069)

    def test_a_drop_is_found_with_the_power_promised(self):
        for mean, least in ((5, 0.45), (10, 0.75), (20, 0.95)):
            found = self.rate_of_claims(mean, 12, 0.3)
            self.assertGreaterEqual(found, least)
            self.assertAlmostEqual(found, power(Span(12 * mean, 12), 12), delta=0.06)

    def rate_of_shares(self, share, cases, drop):
        chance, found = random.Random(3), 0
        draw = lambda share: Span(sum(chance.random() < share for _case in range(cases)), cases)  # noqa: E731
        for _run in range(RUNS):
            found += judge(draw(share), draw(share * (1 - drop)), shares=True).outcome == "effective"
        return found / RUNS

    def test_shares_in_pure_noise_are_claimed_in_five_of_a_hundred_at_most(self):
        for share, cases in ((0.05, 400), (0.2, 300), (0.5, 200)):
            claimed = self.rate_of_shares(share, cases, 0)
            self.assertLessEqual(claimed, 0.05 + 3 * 0.0069)
            self.assertAlmostEqual(claimed, probability_of_claim(share, cases, 0), delta=3 * 0.0069)

    def test_a_drop_of_a_share_is_found_with_the_power_promised(self):
        for share, cases, least in ((0.1, 300, 0.25), (0.2, 300, 0.5), (0.3, 300, 0.75)):
            found = self.rate_of_shares(share, cases, 0.3)
            self.assertGreaterEqual(found, least)
            promised = power(Span(round(share * cases), cases), cases, shares=True)
            self.assertAlmostEqual(found, promised, delta=0.06)
            self.assertAlmostEqual(probability_of_claim(share, cases, 0.3), promised, delta=0.05)

    def test_points_of_pure_noise_are_seldom_outside_the_limits(self):
        """A p-chart of 26 weeks with 60 cases each, and the same with a share that doubles in the last week."""
        chance, outside, found = random.Random(9), 0, 0
        for _run in range(RUNS):
            draw = lambda share: Span(sum(chance.random() < share for _case in range(60)), 60)  # noqa: E731
            weeks = [draw(0.2) for _week in range(26)]
            _centre, points = control_chart([*weeks, draw(0.4)], weeks, shares=True)
            outside += sum(point.out != 0 for point in points[:-1])
            found += points[-1].out == 1
        # Three standard errors on either side leave out 0.27 % of a normal distribution; counts are whole
        self.assertLessEqual(outside / RUNS / 26, 0.006)
        self.assertGreaterEqual(found / RUNS, 0.6)

    def test_too_few_to_tell_is_said(self):
        self.assertEqual(judge(Span(4, 8), Span(0, 8), shares=False).outcome, "unclear")
        self.assertEqual(judge(Span(8, 8), Span(7, 8), shares=False).outcome, "unclear")
        self.assertEqual(judge(Span(400, 8), Span(410, 8), shares=False).outcome, "ineffective")
        self.assertEqual(judge(Span(40, 8), Span(0, 0), shares=False).outcome, "unclear")


class TestCharts(TestCase):
    def test_limits_are_three_standard_errors_about_the_mean_before(self):
        spans = [Span(9, 1), Span(9, 1), Span(30, 1), Span(0, 1), Span(0, 0)]
        centre, points = control_chart(spans, spans[:2], shares=False)
        self.assertEqual((centre, points[0].lower, points[0].upper), (9, 0, 18))
        self.assertEqual([point.out for point in points], [0, 0, 1, 0, 0])
        self.assertIsNone(points[4].value)
        centre, points = control_chart([Span(50, 100), Span(10, 100)], [Span(50, 100)], shares=True)
        self.assertAlmostEqual(points[0].upper, 0.65)
        self.assertEqual(points[1].out, -1)

    @given(st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=12))
    def test_the_vital_few_reach_four_fifths_and_no_more_than_needed(self, counts):
        bars = pareto(counts)
        self.assertEqual(sum(bar.count for bar in bars), sum(counts.values()))
        self.assertEqual([bar.count for bar in bars], sorted((n for n in counts.values() if n), reverse=True))
        vital = [bar for bar in bars if bar.vital]
        if bars:
            self.assertAlmostEqual(bars[-1].cumulative, 1)
            self.assertGreaterEqual(vital[-1].cumulative, 0.8 - 1e-9)
            if len(vital) > 1:
                self.assertLess(vital[-2].cumulative, 0.8)
