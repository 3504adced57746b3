from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.matching import AXES, Scope, decided_by, match, obstacle, spread

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

CASE = {
    "company": 1,
    "customer": frozenset({70, 71}),
    "tier": "gold",
    "category": 22,
    "team": 5,
    "kind": "incident",
    "channel": "phone",
    "priority": "3",
    "product": 31,
    "tag": frozenset({41, 42}),
    "domain": frozenset({9}),
}


def ids(scopes, case=CASE, at=None):
    return [found.scope.id for found in match(case, scopes, at)]


def scope(number, company=None, sequence=10, **criteria):
    return Scope(number, sequence, company, criteria)


def one_of(value):
    return {min(value)} if isinstance(value, frozenset) else {value}


class TestMatching(TestCase):
    def test_a_scope_without_criteria_fits_every_case(self):
        self.assertEqual(ids([scope(1)]), [1])
        self.assertEqual(ids([scope(1)], case={}), [1])

    def test_every_named_axis_has_to_fit(self):
        fits = scope(1, kind={"incident", "question"}, channel={"phone"})
        self.assertEqual(ids([fits, scope(2, kind={"incident"}, channel={"mail"})]), [1])

    def test_no_value_and_no_allowed_value_fit_nothing(self):
        self.assertEqual(ids([scope(1, team={5})], case={"team": None}), [])
        self.assertEqual(ids([scope(1, team={5})], case={}), [])
        self.assertEqual(ids([scope(1, team=frozenset())]), [])

    def test_one_of_several_values_is_enough(self):
        self.assertEqual(ids([scope(1, customer={71}), scope(2, customer={72})]), [1])

    def test_company_always(self):
        scopes = [scope(1), scope(2, company=1), scope(3, company=2)]
        self.assertEqual(ids(scopes), [2, 1])
        self.assertEqual(ids(scopes, case={}), [1])

    def test_the_order_of_axes(self):
        scopes = [scope(number, **{axis: one_of(CASE[axis])}) for number, axis in enumerate(AXES)]
        self.assertEqual(ids(reversed(scopes)), list(range(len(AXES))))

    def test_the_customer_beats_all_the_rest(self):
        detailed = scope(1, company=1, sequence=1, **{axis: one_of(CASE[axis]) for axis in AXES if axis != "customer"})
        self.assertEqual(ids([detailed, scope(2, customer={70})]), [2, 1])

    def test_more_criteria_beat_fewer(self):
        self.assertEqual(ids([scope(1, team={5}), scope(2, team={5}, channel={"phone"})]), [2, 1])
        self.assertEqual(ids([scope(1), scope(2, domain={9}), scope(3, domain={8})]), [2, 1])

    def test_criteria_beat_the_company(self):
        self.assertEqual(ids([scope(1, company=1), scope(2, priority={"3"})]), [2, 1])

    def test_deeper_in_the_tree_wins(self):
        parent_of = {20: None, 21: 20, 22: 21, 30: None}
        scopes = [scope(1, category=spread([20], parent_of)), scope(2, category=spread([21], parent_of))]
        self.assertEqual(ids([*scopes, scope(3, category=spread([30], parent_of))]), [2, 1])

    def test_equals_by_sequence_then_id(self):
        self.assertEqual(ids([scope(3), scope(2), scope(1, sequence=11)]), [2, 3, 1])

    def test_validity_is_half_open(self):
        limited = Scope(1, valid_from=100, valid_to=200)
        self.assertEqual([ids([limited], at=at) for at in (99, 100, 199, 200)], [[], [1], [1], []])
        self.assertEqual(ids([limited, Scope(2, valid_from=100), Scope(3, valid_to=100)], at=300), [2])
        self.assertEqual(ids([limited]), [1])

    def test_explanation(self):
        tree = spread([21], {20: None, 21: 20, 22: 21})
        (found,) = match(CASE, [scope(1, company=1, channel={"phone"}, domain={9}, category=tree)])
        self.assertEqual(found.axes, ("category", "channel", "domain"))
        self.assertEqual(found.score, (0, 0, 0, 2, 0, 0, 1, 0, 0, 1, 1))

    def test_what_decides_between_two(self):
        named = scope(1, company=1, sequence=5, team={5}, kind={"incident"})
        for other, cause in (
            (scope(2, customer={70}), "customer"),
            (scope(3, team={5}), "kind"),
            (scope(4, team={5}, kind={"incident"}), "company"),
            (scope(5, company=1, sequence=6, team={5}, kind={"incident"}), "sequence"),
            (scope(6, company=1, sequence=5, team={5}, kind={"incident"}), "id"),
            (scope(7, company=1, team={5}, kind={"incident"}, domain={9}), "domain"),
        ):
            first, second = match(CASE, [named, other])
            self.assertEqual(decided_by(first, second), cause)

    def test_what_does_not_fit(self):
        self.assertIsNone(obstacle(CASE, scope(1, team={5}), 100))
        self.assertEqual(obstacle(CASE, scope(1, team={6}, kind={"incident"})), "team")
        self.assertEqual(obstacle(CASE, scope(1, company=2, team={6})), "company")
        self.assertEqual(obstacle(CASE, Scope(1, valid_from=101), 100), "validity")


class TestSpread(TestCase):
    def test_descendants_carry_the_depth_of_the_nearest_selected(self):
        parent_of = {1: None, 2: 1, 3: 2, 4: 2, 5: None}
        self.assertEqual(spread([1, 3], parent_of), {1: 0, 2: 0, 3: 2, 4: 0})
        self.assertEqual(spread([], parent_of), {})


values = st.integers(0, 2)
drawn_scopes = st.lists(
    st.builds(
        Scope,
        id=st.integers(1, 99),
        sequence=values,
        company=st.none() | values,
        criteria=st.dictionaries(st.sampled_from([*AXES, "domain"]), st.frozensets(values), max_size=4),
    ),
    unique_by=lambda s: s.id,
)


class TestProperties(TestCase):
    @settings(deadline=None, database=None)
    @given(drawn_scopes, st.dictionaries(st.sampled_from([*AXES, "company", "domain"]), values), st.randoms())
    def test_fits_by_definition_in_an_order_of_its_own(self, scopes, case, shuffler):
        expected = {
            s.id
            for s in scopes
            if s.company in (None, case.get("company"))
            and all(case.get(axis) in allowed for axis, allowed in s.criteria.items())
        }
        found = ids(scopes, case)
        self.assertEqual(set(found), expected)
        shuffler.shuffle(scopes)
        self.assertEqual(ids(scopes, case), found)

    @settings(deadline=None, database=None)
    @given(drawn_scopes, st.dictionaries(st.sampled_from([*AXES, "company", "domain"]), values), st.integers(0, 3))
    def test_the_order_is_that_of_a_naive_comparison_of_two(self, scopes, case, at):
        found = match(case, scopes, at)
        self.assertEqual({s.id for s in scopes if obstacle(case, s, at) is None}, {f.scope.id for f in found})
        for index, first in enumerate(found):
            for second in found[index + 1 :]:
                self.assertTrue(beats(first.scope, second.scope))
                self.assertEqual(decided_by(first, second), naive_cause(first.scope, second.scope))


def naive_cause(first, second):
    """The first thing of the list in which two scopes without trees differ."""
    for axis in AXES:
        if (axis in first.criteria) != (axis in second.criteria):
            return axis
    if ("domain" in first.criteria) != ("domain" in second.criteria):
        return "domain"
    if (first.company is None) != (second.company is None):
        return "company"
    return "sequence" if first.sequence != second.sequence else "id"


def beats(first, second):
    cause = naive_cause(first, second)
    if cause in ("sequence", "id"):
        return (first.sequence, first.id) < (second.sequence, second.id)
    return first.company is not None if cause == "company" else cause in first.criteria
