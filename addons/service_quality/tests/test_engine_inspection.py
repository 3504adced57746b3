from collections import Counter
from math import sqrt
from unittest import TestCase

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.agreement import kappa
from odoo.addons.service_quality.engine.inspection_score import DIMENSIONS, Mark, score
from odoo.addons.service_quality.engine.sampling import allot, draw, fingerprint, share

calm = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
marks = st.lists(
    st.builds(
        Mark,
        st.sampled_from(DIMENSIONS),
        st.floats(0.1, 10),
        st.booleans(),
        st.sampled_from([None, 0.0, 0.5, 1.0]),
    ),
    max_size=12,
)
strata = st.dictionaries(st.integers(1, 10_000), st.tuples(st.integers(1, 3), st.sampled_from("ab")), max_size=40)
seeds = st.text(min_size=1, max_size=20)


class TestScore(TestCase):
    def test_an_example(self):
        result = score(
            [
                Mark("accuracy", 3, False, 1.0),
                Mark("accuracy", 1, False, 0.0),
                Mark("transparency", 4, False, 0.5),
                Mark("responsiveness", 9, True, None),
            ]
        )
        self.assertEqual((result.percent, result.failed_critical), (62.5, False))
        self.assertEqual(result.dimensions["accuracy"], 75)
        self.assertIsNone(result.dimensions["responsiveness"])
        self.assertTrue(result.passed(62.5))

    def test_a_critical_item_fails_the_whole(self):
        for fulfilled in (0.0, 0.5):
            result = score([Mark("accuracy", 1, True, fulfilled), Mark("transparency", 99, False, 1.0)])
            self.assertEqual((result.percent, result.failed_critical, result.passed(0)), (0, True, False))
            self.assertEqual(result.dimensions["transparency"], 100)

    def test_nothing_applied_is_no_score(self):
        self.assertIsNone(score([Mark("accuracy", 1, True, None)]).percent)
        self.assertFalse(score([]).passed(0))

    @calm
    @given(marks)
    def test_between_nothing_and_all(self, sheet):
        result = score(sheet)
        for percent in (result.percent, *result.dimensions.values()):
            self.assertTrue(percent is None or -1e-9 <= percent <= 100 + 1e-9)

    @calm
    @given(marks, st.floats(0.1, 10), st.randoms())
    def test_neither_order_nor_unit_of_weights_matters(self, sheet, factor, chance):
        other = [Mark(mark.dimension, mark.weight * factor, mark.critical, mark.share) for mark in sheet]
        chance.shuffle(other)
        one, two = score(sheet).percent, score(other).percent
        self.assertEqual(one is None, two is None)
        self.assertAlmostEqual(one or 0, two or 0)

    @calm
    @given(marks, st.data())
    def test_doing_better_never_scores_less(self, sheet, data):
        assume(any(mark.share is not None and mark.share < 1 for mark in sheet))
        worse = [n for n, mark in enumerate(sheet) if mark.share is not None and mark.share < 1]
        chosen = data.draw(st.sampled_from(worse))
        better = list(sheet)
        better[chosen] = Mark(sheet[chosen].dimension, sheet[chosen].weight, sheet[chosen].critical, 1.0)
        self.assertGreaterEqual(score(better).percent + 1e-9, score(sheet).percent)


class TestSampling(TestCase):
    @calm
    @given(seeds, strata, st.integers(1, 12), st.randoms())
    def test_the_same_seed_draws_the_same_in_any_order(self, seed, cases, n, chance):
        shuffled = list(cases.items())
        chance.shuffle(shuffled)
        drawn = draw(seed, "week", cases, n)
        self.assertEqual(drawn, draw(seed, "week", dict(shuffled), n))
        self.assertEqual(len(drawn), min(n, len(cases)))
        self.assertLessEqual(set(drawn), set(cases))
        self.assertEqual(len(set(drawn)), len(drawn))

    @calm
    @given(seeds, strata, st.integers(1, 12))
    def test_stratified_as_promised(self, seed, cases, n):
        """Every stratum has its turn before one has a second; full ones give theirs up."""
        places = Counter(cases[key] for key in draw(seed, "week", cases, n))
        sizes = Counter(cases.values())
        most = max(places.values(), default=0)
        for stratum, size in sizes.items():
            self.assertGreaterEqual(places[stratum], min(size, most - 1))

    @calm
    @given(seeds, strata, st.integers(1, 12), st.integers(10_001, 20_000))
    def test_one_more_case_displaces_one_and_reorders_none(self, seed, cases, n, extra):
        """Nobody can get a case out by bringing in another one that is drawn nevertheless at the cost of a third."""
        assume(cases)
        stratum = next(iter(cases.values()))
        before = draw(seed, "week", cases, n)
        after = draw(seed, "week", {**cases, extra: stratum}, n)
        self.assertLessEqual(len(set(before) - set(after)), 1)
        if extra not in after:
            self.assertEqual(before, after)

    @calm
    @given(seeds, strata, st.integers(1, 12), st.data())
    def test_what_was_not_drawn_does_not_matter(self, seed, cases, n, data):
        """Taking away a case that is not drawn changes nothing, unless its stratum vanishes."""
        drawn = draw(seed, "week", cases, n)
        left_out = [key for key in cases if key not in drawn]
        assume(left_out)
        gone = data.draw(st.sampled_from(left_out))
        rest = {key: stratum for key, stratum in cases.items() if key != gone}
        self.assertEqual(drawn, draw(seed, "week", rest, n))

    def test_who_does_not_know_the_seed_cannot_tell(self):
        """Over many seeds every case of a stratum is drawn equally often, whatever its number: binomial, 5 sigma."""
        cases = {key: ("mail" if key % 3 else "phone",) for key in (1, 2, 3, 4, 5, 6, 10_001, 10_002, 10_003)}
        seeds_tried, n = 4000, 4
        counts = Counter(key for number in range(seeds_tried) for key in draw(f"seed {number}", "week", cases, n))
        # Two places each for mail and phone
        sizes = Counter(cases.values())
        for key, stratum in cases.items():
            expected = 2 / sizes[stratum]
            sigma = sqrt(seeds_tried * expected * (1 - expected))
            self.assertLess(abs(counts[key] - seeds_tried * expected), 5 * sigma + 1e-9, key)

    def test_weeks_are_independent(self):
        cases = dict.fromkeys(range(100), ("mail",))
        weeks = {tuple(draw("seed", f"week {number}", cases, 3)) for number in range(50)}
        self.assertEqual(len(weeks), 50)

    def test_the_share_judged_twice(self):
        chosen = sum(share("seed", "second", key) < 0.2 for key in range(5000))
        self.assertLess(abs(chosen - 1000), 5 * sqrt(5000 * 0.2 * 0.8))

    def test_a_fingerprint_tells_nothing_and_binds(self):
        self.assertNotEqual(fingerprint("a"), fingerprint("b"))
        self.assertEqual(len(fingerprint("a")), 16)

    @calm
    @given(st.integers(0, 50), st.dictionaries(st.integers(), st.integers(0, 20), max_size=6))
    def test_all_places_are_given(self, n, sizes):
        places = allot(n, sizes, sizes)
        self.assertEqual(sum(places.values()), min(n, sum(sizes.values())))
        self.assertTrue(all(0 <= places[stratum] <= size for stratum, size in sizes.items()))


class TestKappa(TestCase):
    def test_published_example(self):
        """Cohen's own figures are in every textbook: 0.4 for 20, 5, 10, 15; its standard error is 0.127."""
        pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
        found = kappa(pairs)
        self.assertAlmostEqual(found.kappa.value, 0.4)
        self.assertAlmostEqual((found.kappa.high - found.kappa.low) / 2 / 1.96, 0.127, 3)

    def test_the_ends(self):
        self.assertEqual(kappa([("y", "y"), ("n", "n")] * 5).kappa.value, 1)
        self.assertEqual(kappa([("y", "n"), ("n", "y")] * 5).kappa.value, -1)
        self.assertIsNone(kappa([("y", "y")] * 5).kappa)
        self.assertIsNone(kappa([]))

    @calm
    @given(st.lists(st.tuples(st.sampled_from("ynp"), st.sampled_from("ynp")), min_size=1, max_size=60))
    def test_bounds_and_symmetry(self, pairs):
        found, turned = kappa(pairs), kappa([(other, one) for one, other in pairs])
        self.assertEqual(found.kappa is None, turned.kappa is None)
        if found.kappa:
            self.assertAlmostEqual(found.kappa.value, turned.kappa.value)
            self.assertTrue(-1 - 1e-9 <= found.kappa.low <= found.kappa.value + 1e-9)
            self.assertTrue(found.kappa.value - 1e-9 <= found.kappa.high <= 1 + 1e-9)

    def test_the_interval_holds_what_it_promises(self):
        """Against simulation: the true kappa of a known table lies inside in about 95 % of 600 draws of 200."""
        import random

        chance = random.Random(6)
        cells, weights = [("y", "y"), ("y", "n"), ("n", "y"), ("n", "n")], (0.5, 0.1, 0.1, 0.3)
        true = (0.8 - (0.6 * 0.6 + 0.4 * 0.4)) / (1 - (0.6 * 0.6 + 0.4 * 0.4))
        held = sum(not kappa(chance.choices(cells, weights, k=200)).kappa.excludes(true) for _n in range(600))
        self.assertTrue(0.92 * 600 < held < 0.98 * 600, held)
