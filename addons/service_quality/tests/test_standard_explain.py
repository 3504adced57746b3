from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..engine.metrics import starts_with_case
from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestStandardExplain(ServiceCase):
    def verdicts(self, metric="resolution", **values):
        case = self.env["helpdesk.ticket"].new({"company_id": self.env.company.id, "team_id": self.team.id, **values})
        hours = self.env.company.resource_calendar_id
        return self.env["service.standard"]._explain(case, START, hours).get(metric, [])

    def test_the_winner_and_why_the_others_stand_back(self):
        winner = self._standard({"resolution": 1}, team_ids=[Command.set(self.team.ids)], kind="request", sequence=5)
        twin = self._standard({"resolution": 2}, team_ids=[Command.set(self.team.ids)], kind="request", sequence=6)
        foreign = self._standard({"resolution": 2}, priority="3")
        rows = self.verdicts(kind="request", priority="1")
        self.assertEqual((rows[0].standard, rows[0].rank, rows[0].due), (winner, "wins", START + HOUR))
        reasons = {row.standard: (row.rank, row.reason) for row in rows[1:]}
        self.assertEqual(reasons[twin][0], "loses")
        self.assertIn("sequence", reasons[twin][1])
        self.assertIn("Kind", reasons[self.standard][1])
        self.assertEqual(reasons[foreign], ("unfit", "It does not hold for this case: Priority."))

    def test_what_is_not_covered(self):
        refusing = self._standard({}, not_covered=True, team_ids=[Command.set(self.team.ids)], kind="request")
        (row, *others) = self.verdicts(kind="request")
        self.assertEqual((row.standard, row.rank), (refusing, "refuses"))
        self.assertIn(self.standard, [other.standard for other in others])

    def test_it_says_what_the_clock_does(self):
        """The winner is the standard that a real case gets, metric by metric."""
        self._standard({"resolution": 1}, kind="request", team_ids=[Command.set(self.team.ids)])
        self._standard({"closure": 1}, domain="[('name', 'ilike', 'fire')]")
        for values in (
            {"kind": "request"},
            {"kind": "complaint", "team_id": False},
            {"name": "Fire"},
            {"priority": "3"},
        ):
            ticket = self._ticket(**values)
            wizard = self.env["service.standard.lookup"].with_context(default_ticket_id=ticket.id).create({})
            hours = self.env.company.resource_calendar_id
            for metric, rows in self.env["service.standard"]._explain(wizard._get_case(), START, hours).items():
                if not starts_with_case(metric):
                    continue
                clock = self.clock(ticket, metric)
                won = rows[0].standard if rows[0].rank == "wins" else self.env["service.standard"]
                self.assertEqual(clock.standard_id, won, (values, metric))
                if clock and won == self.standard:
                    self.assertEqual(clock.due, rows[0].due)

    def test_a_contact(self):
        form = Form(self.env["service.standard.lookup"].with_user(self.agent))
        self.assertNotIn("30 seconds", form.answer)
        form.medium = "phone"
        self.assertIn("30 seconds", form.answer)
        self.assertNotIn("First response", form.answer)

    def test_the_wizard_follows_what_is_entered(self):
        form = Form(self.env["service.standard.lookup"].with_user(self.manager))
        self.assertNotIn("is more specific: Teams.", form.answer)
        form.team_id = self.team
        self.assertIn("Hotline", form.answer)
        self.assertIn("is more specific: Teams.", form.answer)

    def test_from_a_ticket(self):
        ticket = self._ticket(kind="request")
        action = ticket.with_user(self.agent).action_explain_standard()
        form = Form(self.env[action["res_model"]].with_user(self.agent).with_context(**action["context"]))
        self.assertEqual((form.team_id, form.kind, form.moment), (self.team, "request", START))
        self.assertIn("Hotline", form.answer)

    def test_another_teams_ticket_is_not_told(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        ticket = self._ticket(team_id=other.id)
        with self.assertRaises(AccessError):
            self.env["service.standard.lookup"].with_user(self.agent).with_context(default_ticket_id=ticket.id).create(
                {}
            )

    def test_a_broken_condition_explains_the_rest(self):
        standard = self._standard({"resolution": 1}, domain="[('name', '=', 'x')]", kind="request")
        self.env.flush_all()
        self.env.cr.execute("UPDATE service_standard SET domain = '[(' WHERE id = %s", (standard.id,))
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with self.assertLogs("odoo.addons.service_quality", "ERROR"):
            rows = self.verdicts(kind="request")
        self.assertEqual(rows[0].standard, self.standard)

    def test_names_are_escaped(self):
        self.standard.name = "<script>alert(1)</script>"
        wizard = self.env["service.standard.lookup"].create({"team_id": self.team.id})
        self.assertNotIn("<script>", wizard.answer)
