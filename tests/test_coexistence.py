"""Other helpdesk addons stay installed beside ours and keep working."""

from odoo.tests import TransactionCase, tagged

_OTHERS = ("helpdesk_mgmt_sla", "helpdesk_mgmt_rating")


@tagged("post_install", "-at_install")
class TestCoexistence(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"].search([("name", "in", _OTHERS)])
        cls.installed = set(modules.filtered(lambda module: module.state == "installed").mapped("name"))

    def _need(self, *names):
        if missing := set(names) - self.installed:
            self.skipTest(f"{', '.join(missing)} not installed")

    def test_both_measure_the_same_ticket(self):
        self._need("helpdesk_mgmt_sla")
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        awaiting = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Both", "use_sla": True, "resource_calendar_id": self.env.company.resource_calendar_id.id}
        )
        self.env["helpdesk.sla"].create(
            {"name": "Theirs", "team_ids": team.ids, "stage_id": done.id, "hours": 2, "ignore_stage_ids": awaiting.ids}
        )
        ticket = self.env["helpdesk.ticket"].create({"name": "Both", "description": "Both", "team_id": team.id})
        self.assertEqual(len(ticket.ticket_sla_ids), 1)
        self.assertEqual(set(ticket.clock_ids.mapped("state")), {"running"})
        ticket.stage_id = awaiting
        self.assertEqual(set(ticket.clock_ids.mapped("state")), {"paused"})
        self.assertEqual(ticket.ticket_sla_ids.state, "on_hold")
        ticket.stage_id = done
        self.assertEqual(set(ticket.clock_ids.mapped("result")), {"met"})
        ticket.copy()
        ticket.unlink()

    def test_a_request_for_a_rating_answers_nobody(self):
        self._need("helpdesk_mgmt_rating")
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
        stage.rating_mail_template_id = self.env.ref("helpdesk_mgmt_rating.rating_ticket_email_template")
        customer = self.env["res.partner"].create({"name": "A customer", "email": "customer@example.com"})
        ticket = self.env["helpdesk.ticket"].create({"name": "Rated", "description": "Soon", "partner_id": customer.id})
        ticket.stage_id = stage
        self.assertTrue(ticket.rating_ids)
        response = ticket.clock_ids.filtered(lambda clock: clock.metric == "first_response")
        self.assertEqual(response.state, "running")

    def test_forms_of_all_open(self):
        for user in ("base.user_admin", "base.user_root"):
            tickets = self.env["helpdesk.ticket"].with_user(self.env.ref(user))
            views = tickets.get_views([(False, kind) for kind in ("form", "list", "kanban", "search", "pivot")])
            self.assertIn("clock_badges", views["models"]["helpdesk.ticket"]["fields"])
