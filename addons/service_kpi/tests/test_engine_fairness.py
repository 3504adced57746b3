from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.service_kpi.engine.chain import START, canonical, first_broken, link
from odoo.addons.service_kpi.engine.distribution import Deviation, Share, deviations, pools
from odoo.addons.service_kpi.engine.payout import split_pool
from odoo.addons.service_kpi.engine.period import KINDS, MONTHS, between, containing
from odoo.addons.service_kpi.tests.properties import patient

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


class TestDistribution(TestCase):
    def test_limits_round_in_favour_of_the_people(self):
        grades = ["A"] * 2 + ["B"] * 3 + ["C"]
        self.assertEqual(deviations(grades, {"A": Share(maximum=20)}), [])
        self.assertEqual(deviations(grades, {"A": Share(maximum=16)}), [Deviation("A", 2, 1, 6)])
        self.assertEqual(deviations(grades, {"C": Share(minimum=30)}), [])
        self.assertEqual(deviations(grades, {"D": Share(minimum=20)}), [Deviation("D", 0, 1, 6)])
        self.assertEqual(deviations(["A"], {"A": Share(maximum=0)}), [], "one person is no distribution")
        self.assertEqual(deviations([], {"A": Share(minimum=50)}), [])

    def test_small_teams_are_pooled_up_the_tree(self):
        parents = {"north": "all", "south": "all", "north 1": "north", "north 2": "north"}
        self.assertEqual(
            pools({"north 1": 2, "north 2": 9, "south": 6}, parents, 5),
            {"north 1": "all", "north 2": "north 2", "south": "south"},
        )
        self.assertEqual(pools({"north 1": 2, "north": 3}, parents, 5), {"north 1": "north", "north": "north"})
        self.assertEqual(pools({"alone": 1}, {}, 5), {"alone": "alone"})
        with self.assertRaises(ValueError):
            pools({"a": 1}, {"a": "b", "b": "a"}, 5)

    @patient
    @given(st.dictionaries(st.integers(1, 12), st.integers(1, 12), min_size=1), st.integers(1, 10), st.data())
    def test_pools_are_large_enough_or_a_root(self, sizes, minimum, data):
        parents = {team: data.draw(st.none() | st.integers(0, team - 1)) for team in range(1, 13)}
        homes = pools(sizes, parents, minimum)
        pooled = Counter()
        for team, home in homes.items():
            pooled[home] += sizes[team]
            above = team
            while above != home:
                above = parents[above]
        for home, size in pooled.items():
            self.assertTrue(size >= minimum or parents.get(home) is None)


class TestPayout(TestCase):
    points = st.dictionaries(st.integers(0, 30), st.fractions(0, 100, max_denominator=100))
    caps = st.dictionaries(st.integers(0, 30), st.integers(0, 10**7))

    @patient
    @given(st.integers(0, 10**8), points, caps, st.randoms())
    def test_adds_up_to_the_cent_within_the_caps(self, pool, points, caps, chance):
        paid = split_pool(pool, points, caps)
        winners = [key for key, value in points.items() if value]
        most = sum(caps[key] for key in winners) if all(key in caps for key in winners) else pool
        self.assertEqual(sum(paid.values()), min(pool, most))
        for key, amount in paid.items():
            self.assertTrue(0 <= amount <= caps.get(key, amount))
            self.assertTrue(points[key] or not amount)
        keys = list(points)
        chance.shuffle(keys)
        self.assertEqual(split_pool(pool, {key: points[key] for key in keys}, caps), paid)

    @patient
    @given(st.integers(0, 10**8), points)
    def test_more_points_are_paid_no_less(self, pool, points):
        paid = split_pool(pool, points, {})
        for one in points:
            for other in points:
                if points[one] > points[other]:
                    self.assertGreaterEqual(paid[one], paid[other])

    def test_examples(self):
        self.assertEqual(split_pool(100, {"a": 1, "b": 1, "c": 1}, {}), {"a": 34, "b": 33, "c": 33})
        self.assertEqual(split_pool(1000, {"a": 3, "b": 1}, {"a": 500}), {"a": 500, "b": 500})
        self.assertEqual(split_pool(1000, {"a": 3, "b": 1}, {"a": 500, "b": 200}), {"a": 500, "b": 200})
        self.assertEqual(split_pool(1000, {"a": 0}, {}), {"a": 0})
        self.assertEqual(split_pool(7, {"one": Fraction(1, 3)}, {}), {"one": 7})
        with self.assertRaises(ValueError):
            split_pool(-1, {"a": 1}, {})


class TestChain(TestCase):
    contents = st.lists(st.dictionaries(st.text(max_size=3), st.integers()), min_size=1, max_size=6)

    def _chain(self, contents):
        links, previous = [], START
        for content in contents:
            text = canonical(content)
            links.append((previous, text, link(previous, text)))
            previous = links[-1][2]
        return links, previous

    @patient
    @given(contents, st.data())
    def test_every_tampering_is_found(self, contents, data):
        links, head = self._chain(contents)
        self.assertIsNone(first_broken(links, head))
        index = data.draw(st.integers(0, len(links) - 1))
        previous, text, own = links[index]
        changed = {
            "content": [*links[:index], (previous, text + " ", own), *links[index + 1 :]],
            "content and its hash": [
                *links[:index],
                (previous, text + " ", link(previous, text + " ")),
                *links[index + 1 :],
            ],
            "removed": [*links[:index], *links[index + 1 :]],
            "repeated": [*links[: index + 1], *links[index:]],
        }
        for what, tampered in changed.items():
            self.assertIsNotNone(first_broken(tampered, head), what)

    def test_the_order_of_keys_does_not_matter(self):
        self.assertEqual(canonical({"b": 1, "a": "评"}), '{"a":"评","b":1}')
        with self.assertRaises(ValueError):
            canonical(float("nan"))


class TestPeriods(TestCase):
    @patient
    @given(st.sampled_from(KINDS), days)
    def test_periods_tile_the_calendar(self, kind, day):
        period = containing(kind, day)
        self.assertTrue(period.start <= day < period.end)
        self.assertEqual(containing(kind, period.end).previous, period)
        self.assertEqual(containing(kind, period.last_day), period)

    @patient
    @given(st.sampled_from(list(MONTHS)), days)
    def test_months_fill_longer_periods(self, kind, day):
        period = containing(kind, day)
        months = list(between("month", period.start, period.end))
        self.assertEqual(len(months), MONTHS[kind])
        self.assertEqual((months[0].start, months[-1].end), (period.start, period.end))

    def test_examples(self):
        self.assertEqual(containing("week", date(2026, 1, 1)).start, date(2025, 12, 29))
        self.assertEqual(containing("half_year", date(2026, 12, 31)).start, date(2026, 7, 1))
        self.assertEqual(len(list(between("day", date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=3)))), 3)
        labels = {kind: containing(kind, date(2026, 8, 9)).label for kind in KINDS}
        self.assertEqual(
            labels,
            {
                "day": "2026-08-09",
                "week": "2026-08-03",
                "month": "2026-08",
                "quarter": "2026-Q3",
                "half_year": "2026-H2",
                "year": "2026",
            },
        )
        with self.assertRaises(ValueError):
            containing("decade", date(2026, 1, 1))
