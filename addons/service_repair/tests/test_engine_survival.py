"""The survival curve against an algorithm that shares nothing with it, and against published figures."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine.survival import Spell, estimate

SPELLS = st.lists(st.builds(Spell, days=st.integers(0, 12), failed=st.booleans()), max_size=40)


def redistributed(spells):
    """Efron's (1967) other way to the same curve: who is censored leaves an equal share to all who are seen longer.

    :return: ``{day: share lasting longer}`` of the days with a failure, exact
    """
    ordered = sorted(spells, key=lambda spell: (spell.days, not spell.failed))
    shares = [Fraction(1, len(ordered)) for _spell in ordered]
    gone, curve = Fraction(0), {}
    for place, spell in enumerate(ordered):
        if spell.failed:
            gone += shares[place]
            curve[spell.days] = 1 - gone
        elif later := len(ordered) - place - 1:
            for other in range(place + 1, len(ordered)):
                shares[other] += shares[place] / later
    return curve


class TestSurvival(BaseCase):
    @settings(max_examples=300, deadline=None)
    @given(SPELLS)
    def test_against_redistribution_to_the_right(self, spells):
        curve = estimate(spells)
        expected = redistributed(spells)
        self.assertEqual([step.days for step in curve.steps], sorted(expected))
        for step in curve.steps:
            self.assertAlmostEqual(step.survival, float(expected[step.days]))

    @settings(max_examples=200, deadline=None)
    @given(SPELLS)
    def test_what_holds_of_every_curve(self, spells):
        curve = estimate(spells)
        shares = [1.0, *(step.survival for step in curve.steps)]
        self.assertEqual(shares, sorted(shares, reverse=True))
        for step in curve.steps:
            self.assertTrue(0 <= step.low <= step.survival <= step.high <= 1, step)
        self.assertEqual(curve.failures, sum(spell.failed for spell in spells))
        self.assertEqual(curve.mean_between is None, not curve.failures)
        # To have seen somebody longer never makes the share smaller
        longer = estimate([Spell(s.days if s.failed else s.days + 5, s.failed) for s in spells])
        for before, after in zip(curve.steps, longer.steps, strict=True):
            self.assertGreaterEqual(after.survival + 1e-9, before.survival)

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
    def test_without_censoring_it_is_a_count(self, days):
        curve = estimate([Spell(day, True) for day in days])
        for step in curve.steps:
            self.assertAlmostEqual(step.survival, sum(day > step.days for day in days) / len(days))
        self.assertEqual(curve.at(max(days) + 100), 0)

    def test_published_figures(self):
        """Freireich (1963), 6-MP: weeks in remission, as in Kalbfleisch and Prentice."""
        failed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
        censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
        curve = estimate([Spell(week, True) for week in failed] + [Spell(week, False) for week in censored])
        expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
        self.assertEqual({step.days: round(step.survival, 3) for step in curve.steps}, expected)
        first = curve.steps[0]
        self.assertEqual((first.at_risk, first.failures), (21, 3))
        self.assertEqual((round(first.low, 3), round(first.high, 3)), (0.620, 0.952))
        self.assertEqual((curve.median, curve.exposure), (23, 359))
        self.assertAlmostEqual(curve.mean_between, 359 / 9)
        self.assertAlmostEqual(curve.at(12), curve.steps[2].survival)
        self.assertIsNone(curve.at(36), "nobody was seen that long")
        self.assertEqual([curve.observed(week) for week in (0, 6, 7, 35, 36)], [21, 21, 17, 1, 0])

    def test_nothing_is_known_of_nothing(self):
        curve = estimate([])
        self.assertEqual((curve.spells, curve.mean_between, curve.median, curve.at(1)), (0, None, None, None))
        with self.assertRaises(ValueError):
            estimate([Spell(-1, True)])
