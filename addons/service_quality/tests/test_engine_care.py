from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..engine.churn import Terms, Use, risks, standing
from ..engine.loyalty import Criterion, pick, score

TODAY = date(2026, 3, 2)
TERMS = Terms(90, 180)


@tagged("post_install", "-at_install")
class TestEngineCare(TestCase):
    """Points, tiers and risks, without a database."""

    def test_points_are_those_of_whole_units_up_to_the_cap(self):
        shares = score(
            {"years": 3.9, "purchase_amount": 2999, "cases": 50, "visits": 0},
            [
                Criterion("years", 10, 50),
                Criterion("purchase_amount", 1, 100, 1000),
                Criterion("cases", 1, 20),
                Criterion("visits", 2),
            ],
        )
        self.assertEqual([(s.figure, s.points) for s in shares], [("years", 30), ("purchase_amount", 2), ("cases", 20)])

    @given(st.integers(0, 200), st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=6))
    def test_the_tier_is_the_last_one_that_was_passed(self, points, tiers):
        expected = None
        for threshold in range(points + 1):
            expected = tiers.get(threshold, expected)
        self.assertEqual(pick(points, tiers.items()), expected)

    def test_standing_changes_at_the_ends_of_the_days(self):
        for days, expected in ((0, "active"), (90, "active"), (91, "fading"), (180, "fading"), (181, "churned")):
            self.assertEqual(standing(TODAY - timedelta(days=days), TODAY, TERMS), expected, days)
        self.assertEqual(standing(None, TODAY, TERMS), "churned")

    def test_reasons(self):
        lately, long_ago = TODAY - timedelta(days=5), TODAY - timedelta(days=100)

        def codes(**use):
            return [risk.code for risk in risks(Use(**{"last": lately, **use}), TODAY, TERMS)]

        self.assertEqual(codes(recent=5, before=5), [])
        self.assertEqual(codes(recent=2, before=4), ["falling"])
        self.assertEqual(codes(recent=1, before=2), [], "too few to speak of a fall")
        self.assertEqual(codes(open_complaints=1, missed=1, kept=1), ["complaint", "missed"])
        self.assertEqual(codes(missed=1, kept=2), [])
        self.assertEqual(codes(last=long_ago, before=4), ["silent"])
        self.assertEqual(codes(last=TODAY - timedelta(days=200), open_complaints=1), [], "lost already")
