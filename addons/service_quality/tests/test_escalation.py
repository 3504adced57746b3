from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import HOUR, MINUTE, START
from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestEscalation(EscalationCase):
    def test_levels_by_time(self):
        """Eight hours are promised: half of them, one before, one after."""
        self._policy(
            self._level("assignee", trigger="percent", value=50, answer_minutes=0),
            self._level("leader", trigger="before", offset_value=1, answer_minutes=0),
            self._level("manager", trigger="after", offset_value=90, offset_unit="minute", answer_minutes=0),
        )
        ticket = self._ticket(user_id=self.agent.id)
        clock = self.clock(ticket)
        self.assertEqual(clock.escalate_at, START + 4 * HOUR)
        self.go_to(START + 4 * HOUR)
        self.climb()
        self.assertFalse(self.steps(ticket), "strictly after")
        self.wait(seconds=1)
        self.climb()
        self.climb()
        step = self.steps(ticket)
        self.assertEqual((step.number, step.why, step.due_at), (1, "time", START + 4 * HOUR))
        self.assertEqual(self.told(step), self.agent)
        self.assertEqual(clock.escalate_at, START + 7 * HOUR)
        self.wait(days=1)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "time"), (2, "time"), (3, "time")])
        self.assertEqual([self.told(step) for step in self.steps(ticket)], [self.agent, self.leader, self.head])
        self.assertEqual(self.steps(ticket)[-1].due_at, START + 9.5 * HOUR)
        self.assertFalse(clock.escalate_at)

    def test_what_is_not_acknowledged_climbs(self):
        self._policy(
            self._level("leader", value=50),
            self._level("manager", trigger="climb", answer_minutes=60),
            self._level({"role": "manager", "steps_up": 1}, trigger="climb", answer_minutes=60),
        )
        ticket = self._ticket()
        self.go_to(START + 4 * HOUR + MINUTE)
        self.climb()
        first = self.steps(ticket)
        self.assertEqual(first.answer_by, START + 4 * HOUR + 31 * MINUTE)
        self.assertEqual(self.clock(ticket).escalate_at, first.answer_by)
        self.wait(minutes=31)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "time"), (2, "unanswered")])
        second = self.steps(ticket)[-1]
        self.assertEqual((first.state, second.source_id, second.state), ("unanswered", first, "told"))
        self.wait(hours=2)
        self.climb()
        third = self.steps(ticket)[-1]
        self.assertEqual((third.number, self.told(third)), (3, self.director))
        self.wait(hours=3)
        self.climb()
        self.assertEqual((third.state, len(self.steps(ticket))), ("unanswered", 3), "nobody is above")

    def test_who_acknowledges_stops_the_climb(self):
        self._policy(self._level("leader", actions=["activity"], value=50), self._level("manager", trigger="climb"))
        ticket = self._ticket()
        self.wait(hours=4, minutes=1)
        self.climb()
        step = self.steps(ticket)
        activity = self.env["mail.activity"].search([("service_escalation_id", "=", step.id)])
        self.assertEqual(activity.user_id, self.leader)
        self.assertTrue(ticket.with_user(self.leader).escalation_mine)
        self.wait(minutes=10)
        with self.assertRaises(AccessError):
            step.with_user(self.agent).action_acknowledge()
        ticket.with_user(self.leader).action_acknowledge_escalation()
        self.assertEqual((step.state, step.acknowledged_by_id), ("acknowledged", self.leader))
        self.assertEqual(step.minutes_to_answer, 10)
        self.assertEqual(step.notice_ids.minutes_to_answer, 10)
        self.assertFalse(activity.exists())
        self.wait(hours=2)
        self.climb()
        self.assertEqual(len(self.steps(ticket)), 1)

    def test_a_new_promise_that_is_broken_climbs(self):
        self._policy(self._level("leader", value=50), self._level("manager", trigger="climb"))
        ticket = self._ticket()
        self.wait(hours=4, minutes=1)
        self.climb()
        step = self.steps(ticket)
        action = step.with_user(self.leader).action_acknowledge_with_promise()
        wizard = self.env[action["res_model"]].with_user(self.leader).with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "future"):
            wizard.create({"promised_at": START}).action_acknowledge()
        wizard.create({"promised_at": START + 6 * HOUR, "note": "The part arrives"}).action_acknowledge()
        self.assertEqual(self.clock(ticket).escalate_at, START + 6 * HOUR)
        self.go_to(START + 6 * HOUR)
        self.climb()
        self.assertEqual(len(self.steps(ticket)), 1)
        self.wait(minutes=1)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "time"), (2, "unanswered")])
        self.assertEqual(step.state, "acknowledged", "who answered did answer")

    def test_doing_the_activity_acknowledges(self):
        self._policy(self._level(["leader", "manager"], actions=["activity"], value=50))
        ticket = self._ticket()
        self.wait(hours=5)
        self.climb()
        step = self.steps(ticket)
        activities = self.env["mail.activity"].search([("service_escalation_id", "=", step.id)])
        self.assertEqual(activities.user_id, self.leader | self.head)
        activities.filtered(lambda a: a.user_id == self.head).with_user(self.head).action_feedback("I call them")
        self.assertEqual((step.acknowledged_by_id, step.answer_note), (self.head, "I call them"))
        self.assertFalse(self.env["mail.activity"].search([("service_escalation_id", "=", step.id)]))

    def test_a_pause_holds_and_solving_ends(self):
        self._policy(self._level("leader", actions=["activity"], value=50), self._level("manager", trigger="climb"))
        ticket = self._ticket()
        self.wait(hours=4, minutes=1)
        self.climb()
        step = self.steps(ticket)
        self.wait(minutes=10)
        self._move(ticket, "awaiting")
        self.assertEqual((step.state, step.answer_by, self.clock(ticket).escalate_at), ("held", False, False))
        self.wait(days=1)
        self.climb()
        self.assertEqual(len(self.steps(ticket)), 1)
        self._move(ticket, "in_progress")
        self.assertEqual(step.answer_by, self.time().replace(tzinfo=None) + 20 * MINUTE)
        self.wait(minutes=5)
        self._move(ticket, "resolved")
        self.assertEqual((step.state, bool(step.ended_at)), ("ended", True))
        self.assertFalse(self.env["mail.activity"].search([("service_escalation_id", "=", step.id)]))
        self.wait(days=1)
        self.climb()
        self.assertEqual(len(self.steps(ticket)), 1)

    def test_a_longer_promise_takes_the_escalation_back(self):
        policy = self._policy(self._level("leader", value=50))
        other = self._standard({"resolution": 80}, team_ids=[Command.set(self.team.ids)], kind="request")
        other.target_ids.escalation_policy_id = policy
        ticket = self._ticket()
        self.wait(hours=5)
        self.climb()
        step = self.steps(ticket)
        ticket.kind = "request"
        self.assertEqual(step.state, "withdrawn")
        self.assertEqual(self.clock(ticket).escalate_at, START + 40 * HOUR)
        self.climb()
        self.assertIn("withdrawn", self.messages(self.leader)[-1].subject)
        self.go_to(START + 41 * HOUR)
        self.climb()
        self.assertEqual([(s.round, s.state) for s in self.steps(ticket)], [(0, "withdrawn"), (1, "told")])

    def test_a_change_of_the_policy_reaches_open_cases(self):
        policy = self._policy(self._level("leader", value=100))
        ticket = self._ticket()
        policy.level_ids.value = 25
        self.wait(hours=3)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "time")])
        standard = self.standard.target_ids.filtered(lambda target: target.metric == "resolution")
        standard.with_user(self.manager).escalation_policy_id = False
        self.climb()
        self.assertFalse(self.clock(self._ticket()).escalate_at)

    def test_one_message_a_person_and_sweep(self):
        self._policy(self._level(["leader", "manager"], value=50))
        tickets = self.env["helpdesk.ticket"].create([self._ticket_values(name=f"Case {n}") for n in range(5)])
        self.wait(hours=5)
        with patch("odoo.addons.service_quality.models.service_escalation_sweep._BATCH", 2):
            self.climb()
        for user in (self.leader, self.head):
            message = self.messages(user)
            self.assertEqual(len(message), 1, user.name)
            self.assertEqual(message.subject, "5 escalated cases wait for you")
            for ticket in tickets:
                self.assertIn(ticket.display_name, message.body)
        self.assertEqual(set(self.steps(tickets).notice_ids.mapped("outcome")), {"told"})
        mails = self.env["mail.mail"].search([("mail_message_id", "in", self.messages(self.leader).ids)])
        self.assertEqual(set(mails.mapped("state")) - {"outgoing"}, set(), "mail leaves through the queue")

    def test_quiet_hours_are_the_recipients(self):
        """The leader works from 8 to 16 UTC; at night he is told in the morning, unless the level wakes him."""
        days = self.env["resource.calendar"].create(
            {
                "name": "Days",
                "tz": "UTC",
                "attendance_ids": [
                    Command.create({"name": "Day", "dayofweek": str(day), "hour_from": 8, "hour_to": 16})
                    for day in range(5)
                ],
            }
        )
        self.staff[self.leader].resource_calendar_id = days
        policy = self._policy(self._level("leader", trigger="after", offset_value=1, answer_minutes=60))
        ticket = self._ticket()
        self.go_to(START + 9 * HOUR + MINUTE)
        self.climb()
        step = self.steps(ticket)
        morning = START + 24 * HOUR
        self.assertEqual((step.notice_ids.outcome, step.notice_ids.deliver_at), ("waiting", morning))
        self.assertEqual(step.answer_by, morning + HOUR)
        self.assertFalse(self.messages(self.leader))
        self.go_to(morning + MINUTE)
        self.climb()
        self.assertEqual((step.notice_ids.outcome, len(self.messages(self.leader))), ("told", 1))
        policy.level_ids.wake_up = True
        other = self._ticket()
        self.go_to(morning + 10 * HOUR)
        self.climb()
        self.assertEqual(self.told(self.steps(other)), self.leader)

    def test_solved_before_morning_nobody_is_told(self):
        self.staff[self.leader].resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Fridays",
                "tz": "UTC",
                "attendance_ids": [Command.create({"name": "F", "dayofweek": "4", "hour_from": 8, "hour_to": 16})],
            }
        )
        self._policy(self._level("leader", value=50))
        ticket = self._ticket()
        self.wait(hours=5)
        self.climb()
        self._move(ticket, "done")
        self.wait(days=7)
        self.climb()
        self.assertEqual(self.steps(ticket).notice_ids.outcome, "dropped")
        self.assertFalse(self.messages(self.leader))

    def test_who_was_told_late_has_the_same_time(self):
        """The server stood still between writing down who is told and telling."""
        self._policy(self._level("leader", value=50), self._level("manager", trigger="climb"))
        ticket = self._ticket()
        self.wait(hours=5)
        self.env["service.escalation"]._advance(self.time().replace(tzinfo=None), 100)
        self.wait(minutes=20)
        notices = self.env["service.escalation.notice"]
        notices._deliver(self.time().replace(tzinfo=None))
        step = self.steps(ticket)
        self.assertEqual(step.answer_by, START + 5 * HOUR + 50 * MINUTE)
        self.assertEqual(self.clock(ticket).escalate_at, step.answer_by)

    def test_actions(self):
        colleague = self._user("colleague", "service_quality.service_quality_group_agent")
        self.team.user_ids |= colleague
        self._ticket(user_id=self.agent.id, name="Load")
        elsewhere = self.env["helpdesk.ticket.team"].create({"name": "Second line"})
        follow = {"kind": "server", "server_action_id": self._server_action("record.write({'color': 7})").id}
        self._policy(
            self._level("leader", ["priority", {"kind": "reassign", "to": "least"}, "follower", follow], value=25),
            self._level("leader", [{"kind": "reassign", "to": "leader"}, "message"], value=50),
            self._level("leader", [{"kind": "team", "team_id": elsewhere.id}], value=75),
        )
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(hours=2, minutes=1)
        self.climb()
        self.assertEqual((ticket.priority, ticket.user_id, ticket.color), ("2", colleague, 7))
        self.assertIn(self.leader.partner_id, ticket.message_partner_ids)
        self.wait(hours=2)
        self.climb()
        self.assertEqual(ticket.user_id, self.leader)
        self.assertIn("Escalation, level 2", ticket.message_ids[0].body)
        self.wait(hours=2)
        self.climb()
        self.assertEqual(ticket.team_id, elsewhere)
        self.assertFalse(self.steps(ticket).filtered("failure"))

    def _server_action(self, code):
        return self.env["ir.actions.server"].create(
            {
                "name": "Code",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "state": "code",
                "code": code,
            }
        )

    @mute_logger("odoo.addons.base.models.ir_actions", "odoo.sql_db")
    def test_an_action_that_fails_is_shown_and_stops_nothing(self):
        bad = {"kind": "server", "server_action_id": self._server_action("1 / 0").id}
        self._policy(self._level("leader", [bad, "priority"], value=50))
        tickets = self._ticket() | self._ticket()
        self.wait(hours=5)
        self.climb()
        for step in self.steps(tickets):
            self.assertIn("Code", step.failure)
            self.assertEqual((step.state, self.told(step)), ("told", self.leader))
        self.assertEqual(set(tickets.mapped("priority")), {"2"})

    def test_after_a_standstill_everything_is_made_up_for(self):
        self._policy(
            self._level("leader", value=50, answer_minutes=0), self._level("manager", value=100, answer_minutes=0)
        )
        ticket = self._ticket()
        self.wait(days=3)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "time"), (2, "time")])
        self.assertEqual(self.steps(ticket).mapped("due_at"), [START + 4 * HOUR, START + 8 * HOUR])

    def test_by_hand(self):
        self._policy(self._level("leader", value=100), self._level("manager", value=200))
        ticket = self._ticket()
        as_agent = ticket.with_user(self.agent)
        action = as_agent.action_escalate()
        request = self.env[action["res_model"]].with_user(self.agent).with_context(**action["context"])
        request.create({"reason": "The customer threatens to leave"}).action_escalate()
        self.climb()
        step = self.steps(ticket)
        self.assertEqual((step.number, step.why, step.state), (1, "manual", "told"))
        self.assertIn("threatens", self.messages(self.leader).body)
        as_agent._escalate("Again")
        with self.assertRaisesRegex(UserError, "No level is left"):
            as_agent._escalate("And again")
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "manual"), (2, "manual")])
        self.wait(days=3)
        self.climb()
        self.assertEqual(len(self.steps(ticket)), 2)

    def test_the_policy_says_what_keeps_it_from_working(self):
        empty = self.env["service.escalation.policy"].create({"name": "Empty"})
        self.assertIn("no level", empty.warning)
        policy = self._policy(self._level([], trigger="climb"), metric=None)
        for words in ("tells nobody", "No promise", "Nothing leads"):
            self.assertIn(words, policy.warning)
        self.assertFalse(self._policy(self._level("leader")).warning)

    def test_what_was_used_is_archived_and_not_deleted(self):
        policy = self._policy(self._level("leader", value=50))
        with self.assertRaises(UserError):
            policy.unlink()
        policy.action_archive()
        self.assertFalse(self.clock(self._ticket()).escalate_at)

    def test_the_number_of_queries_of_an_empty_sweep(self):
        self._policy(self._level("leader", value=50))
        steps = self.env["service.escalation"]
        now = self.time().replace(tzinfo=None)
        steps._advance(now, 100)
        counts = []
        for count in (1, 50):
            self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            self.env.flush_all()
            before = self.cr.sql_log_count
            steps._advance(now, 100)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts, [3, 3])

    def test_telling_costs_the_same_for_many(self):
        self._policy(self._level("leader", value=50))
        steps, counts = self.env["service.escalation"], []
        for count in (1, 10, 60):
            self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            self.env.flush_all()
            self.wait(hours=5)
            now = self.time().replace(tzinfo=None)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            steps._advance(now, 1000)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertFalse(steps._is_due(now))
        # A savepoint a step (two statements), its notice and its own row
        self.assertLessEqual(counts[2] - counts[1], 50 * 5)


@tagged("post_install", "-at_install")
class TestEscalationEvents(EscalationCase):
    def _events(self, *levels, **values):
        return self._policy(*levels, metric=None, every_case=True, **values)

    def test_reopened(self):
        self._events(self._level("leader", trigger="reopened", value=2))
        ticket = self._ticket()
        for times, expected in ((1, 0), (2, 1), (3, 2)):
            self._move(ticket, "done")
            self._move(ticket, "in_progress")
            self.climb()
            self.assertEqual(len(self.steps(ticket)), expected, times)

    def test_keywords_of_the_customer(self):
        self._events(self._level("leader", trigger="keyword", keywords="lawyer, 起诉"))
        for text, alarmed in (("My LAWYER will write", True), ("我要起诉你们", True), ("All is well", False)):
            ticket = self._ticket()
            self._reply(ticket, body="A lawyer of ours")
            self._customer_writes(ticket, body=text)
            self._customer_writes(ticket, body=text)
            self.climb()
            self.assertEqual(len(self.steps(ticket)), int(alarmed), text)
        self.assertEqual(len(self.steps(self._ticket(description="<p>See my lawyer</p>"))), 1)

    def test_the_nth_contact(self):
        self._events(self._level("leader", trigger="contacts", value=3))
        ticket = self._ticket()
        for _n in range(2):
            self._customer_writes(ticket)
        self.assertFalse(self.steps(ticket))
        self.env["service.contact"].create({"ticket_id": ticket.id, "medium": "phone", "start": START})
        self.assertIn("3 times", self.steps(ticket).reason)

    def test_a_low_score(self):
        self._events(self._level("leader", trigger="score", value=2))
        ticket = self._ticket()
        model = self.env["ir.model"]._get_id("helpdesk.ticket")
        values = {"res_model_id": model, "res_id": ticket.id, "consumed": True}
        self.env["rating.rating"].create({**values, "rating": 5})
        self.assertFalse(self.steps(ticket))
        self.env["rating.rating"].create({**values, "rating": 1})
        self.assertEqual(self.steps(ticket).why, "event")

    def test_a_customer_of_a_tier(self):
        tier = self.env["service.customer.tier"].create({"name": "Key accounts"})
        self._events(self._level("leader", trigger="vip", tier_ids=[Command.set(tier.ids)]))
        self.customer.write({"service_tier_id": tier.id, "service_tier_locked": True})
        self.assertEqual(self.steps(self._ticket()).reason, "Key accounts")
        self.assertFalse(self.steps(self._ticket(partner_id=False)))

    def test_events_of_a_policy_hold_for_its_promises_only(self):
        policy = self._policy(self._level("leader", trigger="manual"))
        with self.assertRaises(UserError):
            self._ticket(team_id=False)._escalate("Please")
        ticket = self._ticket()
        ticket._escalate("Please")
        self.assertEqual(self.steps(ticket).policy_id, policy)

    def test_an_event_climbs_holds_and_ends_with_its_case(self):
        self._events(self._level("leader", trigger="manual"), self._level("manager", trigger="climb"))
        ticket = self._ticket()
        ticket._escalate("Please")
        self.climb()
        step = self.steps(ticket)
        self.assertEqual(step.answer_by, START + 30 * MINUTE)
        self.wait(minutes=10)
        self._move(ticket, "awaiting")
        self.wait(days=1)
        self.climb()
        self.assertEqual((step.state, len(self.steps(ticket))), ("held", 1))
        self._move(ticket, "in_progress")
        self.wait(minutes=21)
        self.climb()
        self.assertEqual(self.reached(ticket), [(1, "manual"), (2, "unanswered")])
        self._move(ticket, "done")
        self.assertEqual(self.steps(ticket).mapped("state"), ["unanswered", "ended"])

    @mute_logger("odoo.addons.service_quality.models.service_escalation_event")
    def test_what_fails_never_stops_a_case(self):
        self._events(self._level("leader", trigger="keyword", keywords="lawyer"))
        with patch.object(type(self.env["service.escalation"]), "_make_event_steps", side_effect=ValueError("broken")):
            self.assertTrue(self._ticket(description="lawyer").id)

    def test_time_stands_still_for_who_is_told_in_time(self):
        self._events(self._level("leader", trigger="manual", answer_minutes=0))
        ticket = self._ticket()
        ticket._escalate("Please")
        self.climb()
        self.wait(days=30)
        self.climb()
        self.assertEqual(self.steps(ticket).state, "told")
        self.assertEqual(self.steps(ticket).notice_ids.told_at - START, timedelta())
