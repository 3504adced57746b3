from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.moment import to_epoch
from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestHandover(ServiceCase):
    """Between teams too a promise is kept or broken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("expert", "service_quality.service_quality_group_agent")
        cls.experts = cls.env["helpdesk.ticket.team"].create(
            {"name": "Experts", "user_ids": [Command.set(cls.expert.ids)]}
        )
        shipped = cls.env["service.standard"].search([("team_ids", "=", False), ("state", "=", "in_force")])
        shipped.action_retire()
        shipped.valid_to = START - HOUR
        cls._standard({"handover": 2}, team_ids=[Command.set((cls.team | cls.experts).ids)], valid_from=START - HOUR)

    def handovers(self, ticket):
        return self.clocks(ticket).filtered(lambda clock: clock.metric == "handover")

    def handed(self, **values):
        ticket = self._ticket(user_id=self.agent.id, **values)
        self.wait(hours=1)
        ticket.team_id = self.experts
        return ticket

    def test_it_begins_with_the_change_of_team_alone(self):
        ticket = self._ticket()
        self.assertFalse(self.handovers(ticket))
        ticket = self.handed()
        clock = self.handovers(ticket)
        self.assertEqual((clock.state, clock.due), ("running", START + 3 * HOUR))
        self.assertEqual((clock.from_team_id, clock.to_team_id, clock.team_id), (self.team, self.experts, self.experts))
        self.assertEqual(self.clock(ticket, "first_response").state, "cancelled")

    def test_assigning_a_member_takes_over(self):
        ticket = self.handed()
        self.wait(hours=1)
        ticket.user_id = self.expert
        self.assertEqual((self.handovers(ticket).result, self.handovers(ticket).hours_used), ("met", 1))

    def test_the_answer_of_a_member_takes_over_and_that_of_others_does_not(self):
        ticket = self.handed()
        self._reply(ticket)
        self.assertEqual(self.handovers(ticket).state, "running")
        ticket.with_user(self.expert).message_post(body="A note", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.handovers(ticket).state, "running")
        self._reply(ticket, self.expert)
        self.assertEqual(self.handovers(ticket).result, "met")

    def test_who_takes_over_is_assigned_and_belongs_to_the_team(self):
        ticket = self.handed()
        self.assertTrue(ticket.handover_open)
        with self.assertRaises(UserError):
            ticket.with_user(self.manager).action_take_over()
        ticket.with_user(self.expert).action_take_over()
        self.assertEqual((ticket.user_id, self.handovers(ticket).result), (self.expert, "met"))
        self.assertFalse(ticket.handover_open)

    def test_handing_back_ends_one_and_begins_the_next(self):
        ticket = self.handed()
        self.wait(hours=3)
        ticket.team_id = self.team
        clocks = self.handovers(ticket)
        self.assertEqual(clocks.mapped("result"), ["missed", False])
        self.assertEqual((clocks[1].from_team_id, clocks[1].to_team_id), (self.experts, self.team))
        self.assertEqual(clocks[1].due, START + 6 * HOUR)

    def test_a_first_team_is_no_handover(self):
        ticket = self._ticket(team_id=False)
        ticket.team_id = self.experts
        self.assertFalse(self.handovers(ticket))

    def test_the_customer_hears_nothing_of_it(self):
        ticket = self.handed()
        self.assertEqual(ticket._get_customer_promise()["state"], "none")

    def test_the_time_of_a_case_is_split(self):
        ticket = self._ticket()
        self.wait(hours=1)
        self._move(ticket, "awaiting")
        self.wait(hours=2)
        self._move(ticket, "supplier")
        self.wait(hours=3)
        self._move(ticket, "in_progress")
        self.wait(hours=4)
        calendar = self.env["resource.calendar"]
        now = to_epoch(self.time().replace(tzinfo=None))
        split = ticket._get_time_split(calendar, now)
        self.assertEqual(split, {"ours": 5 * 3600, "customer": 2 * 3600, "supplier": 3 * 3600, "closed": 0})
        self.assertIn("bg-warning", ticket.clock_split)
