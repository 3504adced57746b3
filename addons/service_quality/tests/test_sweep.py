from unittest.mock import patch

from odoo.tests import tagged

from ..engine.moment import At
from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestSweep(ServiceCase):
    def sweep(self):
        """Run the scheduled action as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_sweep_clocks").method_direct_trigger()

    def marks(self, clock):
        return [(kind, at) for kind, at in self.events(clock) if kind in ("at_risk", "missed")]

    def activities(self, ticket):
        return self.env["mail.activity"].search([("res_id", "in", ticket.ids), ("res_model", "=", ticket._name)])

    def test_each_mark_is_made_once_at_its_own_moment(self):
        ticket = self._ticket()
        clock = self.clock(ticket)
        self.go_to(clock.at_risk_at)
        self.sweep()
        self.assertFalse(self.marks(clock), "strictly after")
        self.wait(seconds=1)
        self.sweep()
        self.sweep()
        self.assertEqual(self.marks(clock), [("at_risk", clock.at_risk_at)])
        self.assertEqual((clock.status, clock.next_event_at), ("at_risk", clock.due))
        self.go_to(clock.due)
        self.sweep()
        self.assertFalse(clock.result)
        self.wait(minutes=3)
        self.sweep()
        self.sweep()
        self.assertEqual(self.marks(clock), [("at_risk", clock.at_risk_at), ("missed", START + 8 * HOUR)])
        self.assertEqual((clock.state, clock.result, clock.next_event_at), ("running", "missed", False))

    def test_after_a_standstill_both_marks_are_made(self):
        ticket = self._ticket()
        self.wait(days=2)
        self.sweep()
        for clock in self.clocks(ticket):
            self.assertEqual([kind for kind, _at in self.marks(clock)], ["at_risk", "missed"], clock.metric)

    def test_what_was_broken_before_it_was_paused_is_marked_too(self):
        ticket = self._ticket()
        self.wait(hours=9)
        self._move(ticket, "awaiting")
        self.sweep()
        clock = self.clock(ticket)
        self.assertEqual((clock.state, clock.result), ("paused", "missed"))
        self.assertIn(("missed", START + 8 * HOUR), self.marks(clock))
        self.assertFalse(clock.next_event_at)

    def test_the_assignee_has_one_activity_per_promise(self):
        self._standard({"resolution": 8}, kind="request")
        ticket = self._ticket(user_id=self.agent.id, kind="request", team_id=False)
        clock = self.clock(ticket)
        self.clocks(ticket).filtered(lambda c: c != clock).sudo().unlink()
        self.go_to(START + 7 * HOUR)
        self.sweep()
        activity = self.activities(ticket)
        self.assertEqual((activity.user_id, activity.service_clock_id), (self.agent, clock))
        self.assertIn("at risk", activity.summary)
        self.go_to(START + 9 * HOUR)
        self.sweep()
        self.assertEqual(self.activities(ticket), activity)
        self.assertIn("missed", activity.summary)
        self._move(ticket, "resolved")
        self.assertFalse(self.activities(ticket))

    def test_a_kept_promise_ends_its_activity_only(self):
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(minutes=50)
        self.sweep()
        own = ticket.activity_schedule("mail.mail_activity_data_todo", user_id=self.agent.id)
        self.assertEqual(self.activities(ticket).service_clock_id, self.clock(ticket, "first_response"))
        self._reply(ticket)
        self.assertEqual(self.activities(ticket), own)

    def test_without_assignee_the_nearest_leader_is_told(self):
        boss = self._user("boss", "service_quality.service_quality_group_leader")
        parent = self.env["helpdesk.ticket.team"].create({"name": "All", "user_id": boss.id})
        self.team.parent_id = parent
        ticket = self._ticket()
        self.wait(minutes=50)
        self.sweep()
        self.assertEqual(self.activities(ticket).user_id, boss)
        self.team.user_id = self.leader
        other = self._ticket()
        self.wait(minutes=50)
        self.sweep()
        self.assertEqual(self.activities(other).user_id, self.leader)

    def test_odoobot_is_nobody_to_tell(self):
        """OdooBot creates what comes by mail, and helpdesk_mgmt assigns new tickets to who creates them."""
        self.team.user_id = self.leader
        ticket = self._ticket(user_id=self.env.ref("base.user_root").id)
        self.wait(minutes=50)
        self.sweep()
        self.assertEqual(self.activities(ticket).user_id, self.leader)

    def test_with_nobody_to_tell_the_mark_is_made(self):
        ticket = self._ticket()
        self.wait(days=3)
        self.sweep()
        self.assertFalse(self.activities(ticket))
        self.assertEqual(self.clock(ticket).result, "missed")

    def test_who_cannot_be_told_holds_up_nobody(self):
        """Archived, without access, a customer: whatever happened to the assignee, the others' clocks are marked."""
        stranger = self._user("stranger")
        portal = self._user("portal", "base.group_portal")
        gone = self._user("gone", "service_quality.service_quality_group_agent")
        tickets = self.env["helpdesk.ticket"]
        for user in (stranger, portal, gone, self.agent):
            tickets |= self._ticket(team_id=False, kind="complaint", user_id=user.id)
        gone.active = False
        self.wait(days=10)
        self.sweep()
        self.assertEqual(set(self.clocks(tickets).mapped("result")), {"missed"})
        self.assertTrue(self.activities(tickets[-1]))
        self.assertFalse(self.activities(tickets[1:3]), "neither customers nor who left have work to do")

    def test_companies_choose_whether_to_be_told(self):
        company = self.env.company
        for at_risk, missed in ((True, False), (False, True), (False, False)):
            company.write({"service_activity_at_risk": at_risk, "service_activity_missed": missed})
            ticket = self._ticket(user_id=self.agent.id)
            self.wait(minutes=50)
            self.sweep()
            self.assertEqual(bool(self.activities(ticket)), at_risk)
            self.wait(hours=48)
            self.sweep()
            self.assertEqual(bool(self.activities(ticket)), at_risk or missed)
            self.assertEqual(self.clock(ticket).result, "missed")

    def test_batches_go_on_to_the_end(self):
        tickets = self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(7)])
        self.wait(days=2)
        with patch("odoo.addons.service_quality.models.service_clock_sweep._BATCH", 4):
            self.sweep()
        self.assertEqual(set(self.clocks(tickets).mapped("result")), {"missed"})

    def test_a_late_mail_takes_a_miss_back(self):
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(hours=3)
        self.sweep()
        self.assertEqual(self.clock(ticket, "first_response").result, "missed")
        late = ticket.with_context(service_at=At(START + HOUR / 2))
        late.message_post(
            body="Sent in time",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.agent.partner_id.id,
            date=START + HOUR / 2,
        )
        self.assertEqual(self.clock(ticket, "first_response").result, "met")
        self.assertNotIn(self.clock(ticket, "first_response"), self.activities(ticket).service_clock_id)
        self.assertEqual(self.clock(ticket, "resolution").state, "running")
