from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestIndicatorIncident(KpiCase):
    """An indicator beyond its limit opens an incident, once per subject and period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        teams = cls.env["helpdesk.ticket.team"].with_company(cls.company)
        cls.other = teams.create({"name": "Other", "company_id": cls.company.id})
        cls.rule = cls._rule()

    @classmethod
    def _rule(cls, **values):
        kind = cls.env["service.incident.type"].create({"name": "Promises broken"})
        return cls.env["service.incident.rule"].create(
            {
                "name": "Below the target",
                "watches": "indicator",
                "kpi_id": cls.kpi.id,
                "kpi_subject_kind": "team",
                "type_id": kind.id,
                "user_id": cls.leader.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    def detect(self, rule=None):
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_detect_incidents").method_direct_trigger()
        rule = rule or self.rule
        self.assertFalse(rule.failure)
        return self.env["service.incident"].search([("rule_id", "=", rule.id)], order="id")

    def count(self, team, met, missed):
        self._clocks(self.ann, met, missed, at="2027-01-05 12:00:00", team_id=team.id)
        self.measure(date(2027, 1, 1), date(2027, 1, 15))

    def test_worse_than_the_target(self):
        self.count(self.team, 9, 1)
        self.count(self.other, 8, 2)
        incident = self.detect()
        self.assertEqual((incident.name, incident.user_id), ("Below the target: Other", self.leader))
        for word in ("80.0 %", "90.0 %", "10 cases"):
            self.assertIn(word, incident.description)
        incident.sudo().state = "closed"
        self.assertEqual(self.detect(), incident, "the same month does not open it again")
        self.count(self.team, 0, 1)
        names = {"Below the target: Region", "Below the target: Region / Team"}
        self.assertEqual(set((self.detect() - incident).mapped("name")), names, "its team and the one above")

    def test_a_figure_of_too_few_opens_nothing(self):
        self.count(self.other, 0, 1)
        self.assertFalse(self.detect())

    def test_a_limit_of_its_own_in_either_direction(self):
        rising, falling = (
            self._rule(kpi_side=side, kpi_limit=0.85, kpi_subject_kind="company") for side in ("above", "below")
        )
        self.count(self.team, 9, 1)
        self.assertTrue(self.detect(rising))
        self.assertFalse(self.detect(falling))

    def test_a_lower_is_better_indicator(self):
        self.kpi = self._kpi(0.5, name="Broken", direction="down", zero_percent=150)
        rule = self._rule(kpi_id=self.kpi.id)
        self.count(self.team, 6, 4)
        self.count(self.other, 4, 6)
        self.assertEqual(
            set(self.detect(rule).mapped("name")), {"Below the target: Region", "Below the target: Region / Team"}
        )

    def test_what_is_not_measured_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not measured by day"):
            self._rule(kpi_period_kind="day")
        with self.assertRaisesRegex(ValidationError, "say which indicator"):
            self._rule(kpi_id=False)
