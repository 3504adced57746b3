from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestComparison(KpiCase):
    def _comparison(self, user=None, **values):
        return (
            self.env["service.kpi.comparison"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "One owner per complaint",
                    "company_id": self.company.id,
                    "root_id": self.kpi.id,
                    "introduced_on": date(2026, 4, 1),
                    "months": 1,
                    **values,
                }
            )
        )

    def setUp(self):
        super().setUp()
        # the night between belongs to April in Shanghai
        self._clocks(self.ann, 48, 32, at="2026-03-31 15:59:59")
        self._clocks(self.ann, 56, 14, at="2026-03-31 16:00:00")

    def test_cases_of_both_sides(self):
        row = self._comparison(target_percent=20)
        row.action_compute()
        self.assertEqual((row.before_n, row.after_n, row.before_text, row.after_text), (80, 70, "60.0 %", "80.0 %"))
        self.assertEqual((row.difference_text, row.interval_text), ("+20.0 pp", "+5.2 pp … +33.4 pp"))
        self.assertEqual((row.verdict, row.reached, row.method), ("better", "yes", "shares"))
        self.assertAlmostEqual(row.change_percent, 100 / 3, places=1)
        row.target_percent = 34
        row.action_compute()
        self.assertEqual(row.reached, "no")

    def test_lower_is_better(self):
        kpi = self._kpi(name="Late", direction="down", zero_percent=200)
        row = self._comparison(root_id=kpi.id)
        row.action_compute()
        self.assertEqual(row.verdict, "worse")

    def test_a_comparison_group_takes_the_general_change_off(self):
        other = self.team.copy({"name": "Other", "user_ids": [Command.clear()]})
        for at, kept, broken in (("2026-03-10 04:00:00", 48, 32), ("2026-04-10 04:00:00", 56, 14)):
            self._clocks(self.bob, kept, broken, at=at, team_id=other.id)
        row = self._comparison(subject_kind="team", team_id=self.team.id, control_team_id=other.id)
        row.action_compute()
        self.assertEqual((row.difference_text, row.verdict, row.control_text), ("0.0 pp", "unclear", "60.0 % → 80.0 %"))

    def test_too_few_and_totals(self):
        row = self._comparison(introduced_on=date(2026, 8, 1))
        row.action_compute()
        self.assertEqual((row.verdict, row.difference_text, row.before_text), ("too_few", "–", "–"))
        with self.assertRaises(UserError):
            self._comparison(root_id=self._kpi(name="T", calculation="total", unit="number").id).action_compute()

    def test_who_may(self):
        row = self._comparison(user=self.manager)
        row.with_user(self.manager).action_compute()
        for user in (self.ann, self.leader):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["verdict"])
        with self.assertRaises(AccessError):
            row.with_user(self.leader).action_compute()


@tagged("post_install", "-at_install")
class TestBenchmarks(KpiCase):
    def test_past_peers_and_reference(self):
        self.kpi.write({"reference_value": 0.92, "reference_source": "Trade association"})
        for at, kept, broken in (("2025-03-10 04:00:00", 5, 5), ("2026-02-10 04:00:00", 6, 4)):
            self._clocks(self.ann, kept, broken, at=at)
        self._clocks(self.ann, 7, 3)
        self._clocks(self.bob, 9, 1)
        for start in (date(2025, 3, 1), date(2026, 2, 1), date(2026, 3, 1)):
            self.measure(start)
        figure = self.figure(self.employees[0])
        self.assertEqual(
            (figure.previous_text, figure.last_year_text, figure.peer_text, figure.company_text, figure.reference_text),
            ("60.0 %", "50.0 %", "80.0 %", "80.0 %", "92.0 %"),
        )
        self.assertEqual(figure.best_text, "–", "one other is not enough")
        self.assertEqual(figure.with_user(self.ann).company_text, "80.0 %")
