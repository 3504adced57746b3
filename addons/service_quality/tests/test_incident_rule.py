from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import HOUR, START
from .common_incident import IncidentCase


@tagged("post_install", "-at_install")
class TestIncidentRule(IncidentCase):
    """So many of the same within so many minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["helpdesk.ticket.category"]
        cls.heating, cls.lift = categories.create([{"name": "Heating"}, {"name": "Lift"}])
        cls.rule = cls._rule()

    @classmethod
    def _rule(cls, **values):
        return cls.env["service.incident.rule"].create(
            {
                "name": "Many at once",
                "count": 3,
                "minutes": 60,
                "type_id": cls.kind.id,
                "user_id": cls.leader.id,
                **values,
            }
        )

    def cases(self, count, category=None, **values):
        tickets = self.env["helpdesk.ticket"].create(
            [self._ticket_values(category_id=(category or self.heating).id, **values) for _n in range(count)]
        )
        self.env.flush_all()
        # The database's clock runs on
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = ANY(%s)",
            [self.time().replace(tzinfo=None), tickets.ids],
        )
        tickets.invalidate_recordset()
        return tickets

    def detect(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_detect_incidents").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["service.incident"].search([("rule_id", "=", self.rule.id)], order="id")

    def test_enough_of_one_category_within_the_hour(self):
        first = self.cases(2)
        self.wait(minutes=30)
        self.cases(2, self.lift)
        self.assertFalse(self.detect())
        third = self.cases(1)
        incident = self.detect()
        self.assertEqual((incident.ticket_ids, incident.user_id), (first | third, self.leader))
        self.assertIn("Heating", incident.name)
        self.assertTrue(incident.step_ids)
        later = self.cases(1)
        self.assertEqual(self.detect(), incident)
        self.assertEqual(later.incident_id, incident)

    def test_spread_over_a_longer_time_is_none(self):
        for _n in range(4):
            self.cases(1)
            self.wait(minutes=31)
        self.assertFalse(self.detect())

    def test_a_new_one_only_after_the_first_is_over(self):
        self.cases(3)
        first = self.detect()
        first.action_recover()
        self.cases(3)
        self.assertEqual(len(self.detect()), 2)

    def test_other_companies_and_conditions(self):
        self.rule.domain = "[('priority', '=', '3')]"
        self.cases(3)
        self.assertFalse(self.detect())
        self.cases(3, priority="3")
        self.assertEqual(self.detect().ticket_count, 3)
        other = self._rule(company_id=self.env["res.company"].create({"name": "Other"}).id)
        self.assertFalse(self.detect().filtered(lambda incident: incident.rule_id == other))

    def test_a_rule_is_complete(self):
        for values in ({"domain": "[('nonsense', '=', 1)]"}, {"model_id": False}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.rule.write(values | {"watches": "records"})
                self.env.flush_all()

    def test_missed_promises_are_counted(self):
        fields = self.env["ir.model.fields"]
        self.rule.write(
            {
                "watches": "records",
                "model_id": self.env["ir.model"]._get_id("service.clock"),
                "date_field_id": fields._get("service.clock", "due").id,
                "domain": str(
                    [("state", "=", "running"), ("metric", "=", "first_response"), ("team_id", "=", self.team.id)]
                ),
            }
        )
        self.cases(3)
        self.assertFalse(self.detect())
        self.go_to(START + 1.5 * HOUR)
        incident = self.detect()
        self.assertEqual(len(incident), 1)
        self.assertEqual(self.detect(), incident)

    def test_a_rule_that_fails_says_so_and_stops_no_other(self):
        broken = self._rule(name="Broken", sequence=1)
        self.env.cr.execute("UPDATE service_incident_rule SET domain = '[(1' WHERE id = %s", [broken.id])
        broken.invalidate_recordset()
        self.cases(3)
        self.assertEqual(len(self.detect()), 1)
        self.assertTrue(broken.failure)

    def test_a_new_case_wakes_the_rules_and_waits_for_none(self):
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref("service_quality.ir_cron_detect_incidents")
        before = triggers.search_count([("cron_id", "=", cron.id)])
        ticket = self._ticket(category_id=self.heating.id)
        self.assertFalse(ticket.incident_id)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
        self.rule.active = False
        self._ticket()
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
