from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestDigest(KpiCase):
    """Key figures by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.digest = cls.env["digest.digest"].create(
            {
                "name": "Service",
                "company_id": cls.company.id,
                "kpi_service_closed": True,
                "kpi_service_promises": True,
                "kpi_service_satisfied": True,
            }
        )

    def _value(self, name, user):
        span = {"start_datetime": self.now - timedelta(days=7), "end_datetime": self.now}
        digest = self.digest.with_user(user).with_company(self.company).with_context(**span)
        digest.invalidate_recordset()
        return digest[f"kpi_service_{name}_value"]

    def test_promises_and_customers_of_the_span(self):
        self._clocks(self.ann, 3, 1, at=self.now - timedelta(days=2))
        self._clocks(self.ann, 0, 5, at=self.now - timedelta(days=9))
        self._clocks(self.ann, 0, 5, at=self.now - timedelta(days=2), company_id=self.env.ref("base.main_company").id)
        self.env["service.feedback"].create(
            [
                {
                    "company_id": self.company.id,
                    "team_id": self.team.id,
                    "user_id": self.ann.id,
                    "state": "answered",
                    "score": score,
                    "asked_at": self.now - timedelta(days=3),
                    "answered_at": self.now - timedelta(days=1),
                }
                for score in (5, 4, 2, 1)
            ]
        )
        for user in (self.officer, self.manager):
            self.assertEqual(self._value("promises", user), 75, user.name)
            self.assertEqual(self._value("satisfied", user), 50, user.name)

    def test_closed_cases(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "T", "description": "D", "team_id": self.team.id, "company_id": self.company.id}
        )
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        ticket.closed_date = self.now - timedelta(days=1)
        self.assertEqual(self._value("closed", self.officer), 1)
        ticket.closed_date = datetime(2026, 1, 1)
        self.assertEqual(self._value("closed", self.officer), 0)

    def test_who_may_not_read_them_gets_none(self):
        for name in ("closed", "promises", "satisfied"):
            with self.assertRaises(AccessError):
                self._value(name, self.ann)
