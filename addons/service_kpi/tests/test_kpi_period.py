from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MARCH, KpiCase


@tagged("post_install", "-at_install")
class TestPeriod(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periods = cls.env["service.kpi.period"].with_user(cls.officer)

    def _period(self, kind="month", start=MARCH):
        return self.periods.create({"company_id": self.company.id, "kind": kind, "date_start": start})

    def _close(self, kind="month", start=MARCH):
        period = self._period(kind, start)
        period.action_close()
        return period

    def _findings(self, period):
        self.env.invalidate_all()
        return period.sudo()._find_changes()

    def test_closing_keeps_figures_and_cases(self):
        clocks = self._clocks(self.ann, 3, 1)
        period = self._close()
        self.assertEqual((period.state, period.evidence_count), ("closed", 4))
        figure = self.figure(self.employees[0])
        self.assertTrue(figure.frozen)
        evidence = self.env["service.kpi.evidence"].search(figure._get_evidence_domain())
        self.assertEqual(set(evidence.mapped("res_id")), set(clocks.ids))
        self.assertEqual(sum(evidence.mapped("numerator")), 3)
        self.assertEqual(self._findings(period), [])

    def test_nothing_that_happens_later_changes_a_closed_figure(self):
        clocks = self._clocks(self.ann, 3, 1)
        period = self._close()
        clocks.sudo().write({"result": "met", "user_id": self.bob.id})
        self._clocks(self.ann, 5, 0)
        self.employees[0].department_id = self.service
        self.kpi.action_retire()
        self.measure()
        period.sudo()._measure()
        self.assertEqual(self.numbers(self.employees[0]), (0.75, 4))
        self.assertEqual(self._findings(period), [])
        clocks.sudo().unlink()
        action = self.figure(self.employees[0]).with_user(self.ann).action_view_evidence()
        self.assertEqual(self.env[action["res_model"]].with_user(self.ann).search_count(action["domain"]), 4)

    def test_the_latest_of_very_many_are_opened(self):
        clocks = self._clocks(self.ann, 3, 1)
        self.measure()
        figure = self.figure(self.employees[0])
        self.assertEqual(len(figure.action_view_evidence()["domain"][0][2]), 4)
        path = "odoo.addons.service_kpi.models.{}.OPENED"
        with patch(path.format("service_kpi_facts"), 3), patch(path.format("service_kpi_measure"), 3):
            action = figure.action_view_evidence()
        self.assertIn("the latest 3", action["name"])
        self.assertEqual(set(action["domain"][0][2]), set(sorted(clocks.ids)[1:]), "of equal moments, the last written")

    def test_every_tampering_is_found(self):
        self._clocks(self.ann, 3, 1)
        period = self._close()
        figure = self.figure(self.employees[0])
        evidence = self.env["service.kpi.evidence"].search([("period_id", "=", period.id)], limit=1)
        for statement in (
            f"UPDATE service_kpi_measure SET value = 1 WHERE id = {figure.id}",
            f"UPDATE service_kpi_measure SET score = 100 WHERE id = {figure.id}",
            f"UPDATE service_kpi_measure SET frozen = FALSE WHERE id = {figure.id}",
            f"DELETE FROM service_kpi_measure WHERE id = {figure.id}",
            f"UPDATE service_kpi_evidence SET numerator = 1 - numerator WHERE id = {evidence.id}",
            f"UPDATE service_kpi_evidence SET employee_id = {self.employees[1].id} WHERE id = {evidence.id}",
            f"DELETE FROM service_kpi_evidence WHERE id = {evidence.id}",
            f"UPDATE service_kpi_period SET content = content || ' ' WHERE id = {period.id}",
            f"UPDATE service_kpi_period SET content_hash = repeat('0', 64) WHERE id = {period.id}",
        ):
            with self.subTest(statement):
                self.env.flush_all()
                self.env.cr.execute("SAVEPOINT tampering")
                self.env.cr.execute(statement)
                self.assertTrue(self._findings(period), statement)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT tampering")
                self.assertEqual(self._findings(period), [])

    def test_periods_form_one_chain(self):
        for month in (1, 2, 3):
            self._clocks(self.ann, 3, month, at=datetime(2026, month, 10, 12))
        first, second, third = (self._close(start=date(2026, month, 1)) for month in (1, 2, 3))
        quarter = self._close("quarter", date(2026, 2, 14))
        self.assertEqual((quarter.date_start, quarter.date_end), (date(2026, 1, 1), date(2026, 3, 31)))
        self.assertEqual((second.previous_hash, third.previous_hash), (first.content_hash, second.content_hash))
        self.assertEqual(self.numbers(self.employees[0], kind="quarter", start=date(2026, 1, 1)), (0.6, 15))
        self.assertEqual(self._findings(quarter), [])
        self.env.cr.execute("UPDATE service_kpi_period SET content = '{}' WHERE id = %s", (first.id,))
        self.assertTrue(self._findings(quarter))

    def test_open_and_unfinished_periods_cannot_be_closed(self):
        self._clocks(self.ann, 3, 1)
        with self.assertRaises(UserError):
            self._close("quarter", MARCH)
        with self.assertRaises(UserError):
            self._close(start=date(2999, 1, 1))

    def test_a_closed_period_stays(self):
        self._clocks(self.ann, 3, 1)
        period = self._close()
        for attempt in (
            lambda: period.write({"date_start": "2026-02-01"}),
            lambda: period.sudo().write({"state": "open"}),
            lambda: period.unlink(),
            lambda: self._period(start=date(2026, 4, 1)).write({"state": "closed"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()

    def test_a_new_version_does_not_reach_back_into_a_closed_period(self):
        self._clocks(self.ann, 3, 1)
        self._close()
        draft = self.env["service.kpi"].browse(self.kpi.action_new_version()["res_id"])
        draft.valid_from = MARCH
        with self.assertRaises(UserError):
            draft.action_put_in_force()

    def test_cases_of_an_open_period_are_the_present_ones(self):
        clocks = self._clocks(self.ann, 3, 1)
        self._clocks(self.bob, 1, 0)
        self.measure()
        for subject, expected in ((self.employees[0], clocks.ids), (self.hotline, None), (self.region, None)):
            action = self.figure(subject).with_user(self.manager).action_view_evidence()
            found = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
            self.assertEqual(len(found), self.figure(subject).asked)
            if expected:
                self.assertEqual(set(found.ids), set(expected))
