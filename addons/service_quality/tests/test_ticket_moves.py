from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HOUR, METRICS, START, ServiceCase


@tagged("post_install", "-at_install")
class TestTicketMoves(ServiceCase):
    """Ways in which tickets come to stand where they stand."""

    def test_created_waiting(self):
        ticket = self._ticket(stage_id=self.stages["awaiting"].id)
        self.assertEqual(self.states(ticket), dict.fromkeys(METRICS, "paused"))

    def test_created_over_has_no_open_clock(self):
        for stage in ("done", "cancelled"):
            ticket = self._ticket(stage_id=self.stages[stage].id)
            self.assertFalse(set(self.clocks(ticket).mapped("state")) & {"running", "paused"}, stage)
            self.assertFalse(ticket.clock_due)

    def test_one_write_moves_tickets_from_mixed_positions(self):
        tickets = self.env["helpdesk.ticket"]
        for stage in ("new", "awaiting", "resolved", "done", "cancelled", "in_progress"):
            tickets |= self._ticket()
            self._move(tickets[-1], stage)
        self.wait(hours=1)
        self._move(tickets, "in_progress")
        self.assertEqual(tickets.mapped("clock_cycle"), [1, 1, 2, 2, 2, 1])
        for ticket in tickets:
            self.assertEqual(self.states(ticket), dict.fromkeys(METRICS, "running"), ticket.stage_id.name)
        self._move(tickets, "done")
        self.assertFalse(self.clocks(tickets).filtered(lambda c: c.state in ("running", "paused")))

    def test_a_team_change_that_moves_the_stage_is_a_move(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Other", "parent_id": self.team.id})
        own = {"name": "Only theirs", "waiting_for": "customer", "team_ids": [Command.set(self.team.ids)]}
        stage = self.env["helpdesk.ticket.stage"].create(own)
        ticket = self._ticket(stage_id=stage.id)
        self.assertEqual(self.clock(ticket).state, "paused")
        self.wait(hours=1)
        ticket.team_id = other
        self.assertNotEqual(ticket.stage_id, stage)
        self.assertEqual((self.clock(ticket).state, self.clock(ticket).due), ("running", START + 9 * HOUR))
        self.assertEqual(self.clock(ticket).team_id, other)

    def test_a_case_can_be_handed_to_a_team_one_does_not_see(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        ticket = self._ticket(
            user_id=self.agent.id, category_id=self.env["helpdesk.ticket.category"].create({"name": "C"}).id
        )
        self.env.invalidate_all()
        ticket.with_user(self.agent).write({"team_id": other.id, "user_id": False})
        self.assertEqual(self.clock(ticket).team_id, other)

    def test_open_clocks_are_reported_by_who_has_the_case_now(self):
        ticket = self._ticket(user_id=self.agent.id)
        self._reply(ticket)
        ticket.write({"team_id": False, "user_id": self.manager.id})
        self.assertEqual(self.clock(ticket).user_id, self.manager)
        self.assertFalse(self.clock(ticket).team_id)
        self.assertEqual(self.clock(ticket, "first_response").user_id, self.agent)
        self.assertEqual(self.clock(ticket, "first_response").team_id, self.team)

    def test_a_stage_that_gets_another_meaning_moves_its_cases(self):
        stage = self.env["helpdesk.ticket.stage"].create({"name": "Workshop"})
        tickets = self._ticket(stage_id=stage.id) | self._ticket(stage_id=stage.id)
        self.wait(hours=1)
        stage.waiting_for = "supplier"
        self.assertEqual(set(self.clocks(tickets).mapped("state")), {"paused"})
        stage.waiting_for = False
        self.assertEqual(set(self.clocks(tickets).mapped("state")), {"running"})
        stage.write({"closed": True, "resolving": True})
        self.assertEqual(self.clock(tickets[0]).result, "met")
        stage.closed = False
        self.assertEqual(tickets.mapped("clock_cycle"), [1, 1])
        stage.resolving = False
        self.assertEqual(tickets.mapped("clock_cycle"), [2, 2])

    def test_what_was_judged_is_not_deleted(self):
        spam, judged = self._ticket(), self._ticket()
        self._move(judged, "done")
        officer = self._user("officer", "helpdesk_mgmt.group_helpdesk_manager")
        spam.with_user(officer).unlink()
        with self.assertRaises(UserError):
            judged.with_user(officer).unlink()
        judged.with_user(officer).active = False
        self.assertEqual(self.clock(judged).result, "met")

    def test_a_copy_starts_afresh(self):
        ticket = self._ticket()
        self._move(ticket, "done")
        self._move(ticket, "in_progress")
        self.wait(hours=5)
        copy = ticket.copy()
        self.assertEqual((copy.clock_cycle, self.clock(copy).start), (1, START + 5 * HOUR))
        self.assertEqual(len(self.clocks(copy)), 5)

    def test_deleting_a_ticket_takes_its_clocks_along(self):
        ticket = self._ticket()
        self._move(ticket, "awaiting")
        clocks = self.clocks(ticket)
        ticket.unlink()
        self.assertFalse(clocks.exists())

    def test_shipped_stages_say_what_they_mean(self):
        marked = {name: (stage.resolving, stage.waiting_for) for name, stage in self.stages.items()}
        self.assertEqual(marked["done"], (True, False))
        self.assertEqual(marked["cancelled"], (False, False))
        self.assertEqual(marked["awaiting"], (False, "customer"))
        self.assertEqual(marked["new"], (False, False))

    def test_a_user_of_helpdesk_alone_works_as_before(self):
        user = self._user("helpdesk_only", "helpdesk_mgmt.group_helpdesk_user")
        tickets = self.env["helpdesk.ticket"].with_user(user)
        ticket = tickets.create(self._ticket_values())
        ticket.write({"stage_id": self.stages["awaiting"].id})
        self.env.invalidate_all()
        ticket.read()
        view = tickets.get_view(self.env.ref("helpdesk_mgmt.ticket_view_form").id, "form")
        fields = {name: {} for name in tickets.get_views([(view["id"], "form")])["models"]["helpdesk.ticket"]["fields"]}
        ticket.web_read(fields)
        search = tickets.get_view(self.env.ref("helpdesk_mgmt.helpdesk_ticket_view_search").id, "search")
        self.assertNotIn("clock_ids", search["arch"])
        self.assertEqual(self.clock(ticket).state, "paused")
