from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestAggregate(KpiCase):
    def _field(self, name, model="service.contact"):
        return self.env["ir.model.fields"]._get(model, name).id

    def _own(self, **values):
        contact = {
            "source": "aggregate",
            "aggregate_model_id": self.env["ir.model"]._get_id("service.contact"),
            "aggregate_date_id": self._field("start"),
            "aggregate_user_id": self._field("user_id"),
            "aggregate_team_id": self._field("team_id"),
        }
        return self._kpi(**contact | values)

    def _contacts(self):
        common = {"user_id": self.ann.id, "team_id": self.team.id, "company_id": self.company.id}
        start = datetime(2026, 3, 10, 8)
        return self.env["service.contact"].create(
            [
                {**common, "start": start, "answered": start, "ended": start.replace(minute=2), "medium": "phone"},
                {**common, "start": start, "answered": start, "ended": start.replace(minute=4), "medium": "phone"},
                {**common, "start": start, "answered": start, "ended": start.replace(minute=9), "medium": "chat"},
            ]
        )

    def test_average_share_and_total_without_code(self):
        self._contacts()
        ann = self.employees[0]
        phone = "[('medium', '=', 'phone')]"
        for values, expected in (
            ({"aggregate_measure": "share", "aggregate_share_domain": phone}, 0.666667),
            (
                {
                    "aggregate_measure": "average",
                    "aggregate_field_id": self._field("talking_seconds"),
                    "aggregate_domain": phone,
                    "unit": "number",
                },
                180.0,
            ),
            (
                {
                    "aggregate_measure": "sum",
                    "calculation": "total",
                    "aggregate_field_id": self._field("talking_seconds"),
                    "unit": "number",
                },
                900.0,
            ),
        ):
            kpi = self._own(**values)
            self.measure(kpi=kpi)
            self.assertAlmostEqual(self.numbers(ann, kpi=kpi)[0], expected, 3)
            self.assertAlmostEqual(self.numbers(self.team, kpi=kpi)[0], expected, 3)

    def test_the_person_may_be_an_employee(self):
        kpi = self._kpi(
            source="aggregate",
            aggregate_model_id=self.env["ir.model"]._get_id("hr.resume.line"),
            aggregate_date_id=self._field("date_start", "hr.resume.line"),
            aggregate_user_id=self._field("employee_id", "hr.resume.line"),
            aggregate_measure="sum",
            aggregate_field_id=self._field("duration", "hr.resume.line"),
            calculation="total",
            unit="number",
            min_n=1,
        )
        self.env["hr.resume.line"].create(
            {"name": "Course", "employee_id": self.employees[0].id, "date_start": "2026-03-05", "duration": 16}
        )
        self.measure(kpi=kpi)
        # no company of its own: its employee's figure is that of the indicator's company
        self.assertEqual(self.numbers(self.employees[0], kpi=kpi), (16.0, 1))

    def test_what_cannot_be_counted_is_refused_with_its_reason(self):
        for values in (
            {"aggregate_domain": "[('no_such_field', '=', 1)]"},
            {"aggregate_domain": "[('user_id', '=', uid)]"},
            {"aggregate_domain": "__import__('os')"},
            {"aggregate_measure": "average"},
            {"aggregate_date_id": self._field("create_date", "res.partner")},
            {"aggregate_model_id": False},
        ):
            with self.assertRaises(ValidationError, msg=values):
                self._own(**values)
