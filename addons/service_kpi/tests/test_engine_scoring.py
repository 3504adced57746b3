from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.service_kpi.engine.grading import Scale, rank
from odoo.addons.service_kpi.engine.scoring import Linear, Stepped, TargetBand, parse_steps, round_score
from odoo.addons.service_kpi.engine.shrinkage import shrink
from odoo.addons.service_kpi.engine.weights import percentages, share_out, weighted_score
from odoo.addons.service_kpi.tests.properties import patient

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

values = st.floats(-1e9, 1e9)
ends = st.tuples(values, values).filter(lambda pair: abs(pair[0] - pair[1]) > 1e-3)
thresholds = st.lists(st.integers(-1000, 1000), min_size=1, max_size=6, unique=True).map(sorted)
score_values = st.decimals(0, 100, places=2)
SCALE = Scale(((Decimal(0), "D"), (Decimal(60), "C"), (Decimal(75), "B"), (Decimal(90), "A")))


@st.composite
def curves(draw):
    """A curve, and whether higher is better (None for a target band)."""
    kind = draw(st.sampled_from(("linear", "stepped", "band")))
    if kind == "linear":
        zero, full = draw(ends)
        return Linear(zero, full), full > zero
    if kind == "band":
        low, high = sorted(draw(st.tuples(values, values)))
        return TargetBand(low, high, draw(st.floats(0.01, 1e6))), None
    lower = draw(st.booleans())
    points = draw(thresholds)
    scores = sorted(draw(st.lists(st.integers(0, 100), min_size=len(points), max_size=len(points))), reverse=lower)
    return Stepped(tuple(zip(points, scores, strict=True)), lower), not lower


class TestCurves(TestCase):
    @patient
    @given(curves(), values, values)
    def test_bounded_and_monotone(self, drawn, one, other):
        curve, rising = drawn
        low, high = curve.score(min(one, other)), curve.score(max(one, other))
        self.assertTrue(0 <= low <= 100)
        self.assertTrue(0 <= high <= 100)
        if rising is not None:
            self.assertTrue(low <= high if rising else low >= high)

    def test_linear_ends_and_both_directions(self):
        self.assertEqual([Linear(0.8, 0.9).score(value) for value in (0.79, 0.8, 0.85, 0.9, 1)], [0, 0, 50, 100, 100])
        self.assertEqual([Linear(48, 24).score(value) for value in (12, 24, 36, 48, 60)], [100, 100, 50, 0, 0])

    def test_steps_are_half_open(self):
        steps = Stepped(((80, 60), (90, 100)))
        self.assertEqual([steps.score(value) for value in (79.99, 80, 89.99, 90, 95)], [0, 60, 60, 100, 100])
        fewer = Stepped(((4, 100), (8, 60)), lower_is_better=True)
        self.assertEqual([fewer.score(value) for value in (0, 4, 4.01, 8, 8.01)], [100, 100, 60, 60, 0])

    def test_band_falls_on_either_side(self):
        band = TargetBand(10, 20, 10)
        self.assertEqual([band.score(value) for value in (0, 5, 10, 20, 25, 30, 31)], [0, 50, 100, 100, 50, 0, 0])

    def test_what_is_no_curve_is_refused(self):
        for make in (
            lambda: Linear(1, 1),
            lambda: Linear(0, float("inf")),
            lambda: Stepped(()),
            lambda: Stepped(((1, 50), (1, 60))),
            lambda: Stepped(((1, 50), (2, 40))),
            lambda: Stepped(((1, 150),)),
            lambda: TargetBand(2, 1, 1),
            lambda: TargetBand(1, 2, 0),
        ):
            with self.assertRaises(ValueError):
                make()

    def test_steps_as_people_write_them(self):
        self.assertEqual(parse_steps("90：100；80：60"), ((80.0, 60.0), (90.0, 100.0)))
        for text in ("90", "90:100:1", "a: b"):
            with self.assertRaises(ValueError):
                parse_steps(text)

    def test_scores_are_rounded_as_printed(self):
        self.assertEqual(str(round_score(89.995)), "90.00")
        self.assertEqual(str(round_score(0.005)), "0.01")


class TestWeights(TestCase):
    weights = st.dictionaries(st.integers(0, 20), st.integers(0, 100), min_size=1)

    @patient
    @given(weights, st.sets(st.integers(0, 20)))
    def test_shared_out_exactly_and_in_proportion(self, weights, judged):
        shares = share_out(weights, judged)
        kept = {key: weight for key, weight in weights.items() if key in judged}
        self.assertEqual(sum(shares.values()), sum(weights.values()) if sum(kept.values()) else 0)
        for key, weight in weights.items():
            if key not in judged:
                self.assertEqual(shares[key], 0)
            elif sum(kept.values()):
                self.assertEqual(shares[key], Fraction(weight * sum(weights.values()), sum(kept.values())))

    @patient
    @given(weights)
    def test_printed_percentages_add_up_to_100(self, weights):
        printed = percentages({key: Fraction(weight) for key, weight in weights.items()})
        self.assertEqual(sum(printed.values()), 100 if any(weights.values()) else 0)

    @patient
    @given(st.dictionaries(st.integers(0, 20), st.tuples(st.integers(1, 100), st.none() | score_values)), st.randoms())
    def test_weighted_score_is_bounded_and_independent_of_order(self, items, chance):
        def score(keys):
            return weighted_score({key: items[key][0] for key in keys}, {key: items[key][1] for key in keys})

        keys = list(items)
        found = score(keys)
        chance.shuffle(keys)
        self.assertEqual(score(keys), found)
        judged = [value for _weight, value in items.values() if value is not None]
        if judged:
            self.assertTrue(min(judged) <= found <= max(judged))
        else:
            self.assertIsNone(found)

    @patient
    @given(st.integers(1, 99), score_values, score_values, score_values)
    def test_a_better_part_makes_no_worse_whole(self, weight, one, other, rest):
        weights = {"a": weight, "b": 100 - weight}
        low, high = sorted((one, other))
        self.assertLessEqual(
            weighted_score(weights, {"a": low, "b": rest}), weighted_score(weights, {"a": high, "b": rest})
        )

    def test_no_data_is_not_zero(self):
        weights = {"a": 50, "b": 50}
        self.assertEqual(weighted_score(weights, {"a": Decimal(80), "b": None}), 80)
        self.assertEqual(weighted_score(weights, {"a": Decimal(80), "b": Decimal(0)}), 40)
        self.assertIsNone(weighted_score(weights, {"a": None, "b": None}))
        self.assertIsNone(weighted_score({"a": 0}, {"a": Decimal(80)}))


class TestGrades(TestCase):
    def test_bounds_belong_to_the_grade_above(self):
        expected = {"0": "D", "59.99": "D", "60": "C", "74.99": "C", "75": "B", "89.99": "B", "90": "A", "100": "A"}
        self.assertEqual({text: SCALE.grade(Decimal(text)) for text in expected}, expected)

    @patient
    @given(score_values, score_values)
    def test_a_higher_score_has_no_lower_grade(self, one, other):
        self.assertLessEqual("DCBA".index(SCALE.grade(min(one, other))), "DCBA".index(SCALE.grade(max(one, other))))

    def test_scales_with_gaps_are_refused(self):
        for bounds in (
            (),
            ((Decimal(10), "C"),),
            ((Decimal(0), "C"), (Decimal(0), "B")),
            ((Decimal(0), "C"), (Decimal(101), "A")),
        ):
            with self.assertRaises(ValueError):
                Scale(bounds)

    def test_ties_share_a_rank(self):
        scores = {"a": (90,), "b": (95,), "c": (90,), "d": (80,)}
        self.assertEqual(rank(scores), {"b": 1, "a": 2, "c": 2, "d": 3})
        self.assertEqual(rank(scores, dense=False), {"b": 1, "a": 2, "c": 2, "d": 4})
        self.assertEqual(rank({"a": (90, 1), "b": (90, 2)}), {"b": 1, "a": 2})
        self.assertEqual(rank({}), {})
        self.assertEqual(rank({"one": (50,)}), {"one": 1})

    @patient
    @given(st.dictionaries(st.integers(), st.tuples(score_values, st.integers(0, 3))), st.booleans(), st.randoms())
    def test_rank_agrees_with_counting(self, scores, dense, chance):
        keys = list(scores)
        chance.shuffle(keys)
        ranks = rank({key: scores[key] for key in keys}, dense)
        for key, own in scores.items():
            better = [values for values in scores.values() if values > own]
            self.assertEqual(ranks[key], 1 + len(set(better) if dense else better))


class TestShrinkage(TestCase):
    @patient
    @given(st.integers(0, 1000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 100))
    def test_lies_between_the_own_mean_and_the_peers(self, count, own, peers, strength):
        shrunk = shrink(own * count, count, peers, strength)
        low, high = sorted((own, peers)) if count else (peers, peers)
        self.assertTrue(low - 1e-9 <= shrunk <= high + 1e-9)

    def test_boundaries(self):
        self.assertEqual(shrink(0, 0, 0.8, 10), 0.8)
        self.assertEqual(shrink(0, 0, 0.8, 0), 0.8)
        self.assertEqual(shrink(3, 4, 0.1, 0), 0.75)
        self.assertEqual(shrink(10, 10, 0.5, 10), 0.75)
        with self.assertRaises(ValueError):
            shrink(0, -1, 0.5, 10)
