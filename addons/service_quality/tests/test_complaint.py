from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCase):
    def setUp(self):
        super().setUp()
        self.complaint = self._complaint()

    def test_from_reception_to_closing(self):
        complaint = self.complaint
        self.assertEqual((complaint.complaint_step, complaint.complaint_level), ("received", 1))
        self.acknowledge(complaint)
        self.dispatch(complaint)
        self.assertEqual(complaint.complaint_owner_id, self.colleague)
        self.assertEqual(complaint.activity_ids.user_id, self.colleague)
        self.investigate(complaint)
        self.assertFalse(complaint.activity_ids, "done with the findings")
        solution = self.propose(complaint, cost=80)
        solution.action_send()
        self.assertEqual(complaint.complaint_step, "proposed")
        self.assertEqual(complaint.stage_id, self.stages["awaiting"], "the clocks wait with the customer")
        self.answer(solution)
        self.assertEqual((complaint.complaint_step, complaint.complaint_outcome), ("decided", "accepted"))
        self.assertEqual(complaint._clock_position(), "open")
        solution.action_carry_out()
        self.finish(complaint)
        complaint.with_user(self.agent).action_complaint_advance()
        self.assertEqual(complaint.complaint_step, "closed")
        self.assertTrue(complaint.closed and complaint.complaint_closed_at)
        steps = [
            ("received", self.env.user),
            ("acknowledged", self.agent),
            ("dispatched", self.agent),
            ("investigated", self.colleague),
            ("proposed", self.agent),
            ("decided", self.agent),
            ("carried_out", self.agent),
            ("closed", self.agent),
        ]
        self.assertEqual(self.log(complaint), steps)

    def test_a_step_says_what_is_missing(self):
        complaint = self.complaint.with_user(self.agent)
        for step, words in (
            ("acknowledged", "Acknowledge it first"),
            ("dispatched", "which department"),
            ("investigated", "what the investigation found"),
            ("closed", "closing summary"),
        ):
            with self.assertRaisesRegex(UserError, words):
                complaint.complaint_step = step
        self.assertEqual(complaint.complaint_step, "received")

    def test_the_board_moves_a_complaint_where_nothing_is_missing(self):
        complaint = self.complaint.with_user(self.agent)
        self.acknowledge(complaint)
        self.dispatch(complaint)
        complaint.write(
            {
                "complaint_findings": "Worn",
                "complaint_justified": "no",
                "complaint_justified_reason": "Out of warranty",
                "complaint_step": "investigated",
            }
        )
        self.assertEqual(complaint.complaint_step, "investigated")
        with self.assertRaisesRegex(UserError, "does not go back"):
            complaint.complaint_step = "received"

    def test_closing_the_stage_needs_what_closing_the_complaint_needs(self):
        complaint = self.complaint.with_user(self.agent)
        for stage in ("done", "resolved"):
            with self.assertRaisesRegex(UserError, "is not that far"):
                self._move(complaint, stage)
        solution = self.offer(complaint)
        self.answer(solution)
        solution.action_carry_out()
        self._move(complaint, "resolved")
        self.assertEqual(complaint.complaint_step, "carried_out")
        with self.assertRaisesRegex(UserError, "closing summary"):
            self._move(complaint, "done")
        self.finish(complaint)
        self._move(complaint, "done")
        self.assertEqual(complaint.complaint_step, "closed")
        self.assertTrue(complaint.complaint_closed_at)

    def test_a_leader_sets_aside_what_is_no_complaint(self):
        self.complaint.user_id = self.agent
        with self.assertRaisesRegex(UserError, "a team leader sets it aside"):
            self._move(self.complaint.with_user(self.agent), "cancelled")
        with self.assertRaisesRegex(UserError, "why it is set aside"):
            self._move(self.complaint.with_user(self.leader), "cancelled")
        self.complaint.with_user(self.leader).complaint_summary = "Spam"
        self._move(self.complaint.with_user(self.leader), "cancelled")
        self.assertEqual((self.complaint.complaint_step, self.complaint.complaint_outcome), ("closed", "set_aside"))

    def test_reopening_starts_again_at_the_investigation(self):
        solution = self.offer(self.complaint)
        self.answer(solution)
        solution.action_carry_out()
        self.finish(self.complaint)
        self.complaint.with_user(self.agent).action_complaint_advance()
        reason = self.env["service.complaint.reason"].with_user(self.agent)
        reason.create(
            {"ticket_id": self.complaint.id, "purpose": "reopen", "reason": "It howls again"}
        ).action_confirm()
        self.assertEqual((self.complaint.complaint_step, self.complaint.complaint_round), ("investigated", 2))
        self.assertFalse(self.complaint.closed)
        self.assertEqual(self.events_of(self.complaint, "reopened").note, "It howls again")
        with self.assertRaisesRegex(UserError, "Propose a solution"):
            self.complaint.with_user(self.agent).complaint_step = "closed"
        second = self.offer(self.complaint)
        self.answer(second)
        self.assertEqual(self.complaint.complaint_step, "decided")

    def test_the_customer_takes_it_back(self):
        self.acknowledge(self.complaint)
        self.complaint.with_user(self.agent)._complaint_end_without_agreement("withdrawn", "A mistake of mine")
        self.assertEqual((self.complaint.complaint_step, self.complaint.complaint_outcome), ("decided", "withdrawn"))
        with self.assertRaisesRegex(UserError, "Name the cause"):
            self.complaint.with_user(self.agent).action_complaint_advance()

    def test_no_agreement_needs_a_rejection(self):
        self.acknowledge(self.complaint)
        complaint = self.complaint.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "has not rejected"):
            complaint._complaint_end_without_agreement("no_agreement", "Wants a new house")
        self.answer(self.offer(self.complaint), "rejected", "Too little")
        self.assertEqual(complaint.complaint_step, "investigated")
        complaint._complaint_end_without_agreement("no_agreement", "Wants a new house")
        self.assertEqual(complaint.complaint_outcome, "no_agreement")

    def test_a_reply_acknowledges(self):
        self._reply(self.complaint)
        self.assertEqual(self.complaint.complaint_step, "acknowledged")
        self.assertEqual(self.events_of(self.complaint)[-1:].channel, "email")

    def test_acknowledging_by_mail_writes_to_the_customer_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.portal.partner_id.lang = "zh_CN"
        template = self.env.ref("service_quality.mail_template_complaint_acknowledgement")
        template.with_context(lang="zh_CN").body_html = "<p>您好 <t t-out='object.number'/></p>"
        wizard = self.env["service.complaint.acknowledge"].with_user(self.agent)
        wizard = wizard.create({"ticket_id": self.complaint.id, "channel": "email"})
        self.assertIn("您好", wizard.body)
        wizard.action_acknowledge()
        self.assertEqual(self.complaint.complaint_step, "acknowledged")
        message = self.complaint.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertIn("您好", message.body)
        self.assertIn(self.portal.partner_id, message.notified_partner_ids)
        self.assertEqual(self.clock(self.complaint, "first_response").result, "met")

    def test_a_note_of_the_call_is_wanted(self):
        wizard = self.env["service.complaint.acknowledge"].with_user(self.agent)
        wizard = wizard.create({"ticket_id": self.complaint.id, "channel": "phone"})
        with self.assertRaisesRegex(UserError, "Note what was said"):
            wizard.action_acknowledge()
        wizard.note = "Called Mr Li"
        wizard.action_acknowledge()
        self.assertEqual(self.events_of(self.complaint)[-1:].note, "Called Mr Li")
        self.assertEqual(self.clock(self.complaint, "first_response").result, "met")

    def test_an_inquiry_becomes_a_complaint_and_back_while_it_is_fresh(self):
        ticket = self._ticket()
        self.assertFalse(ticket.complaint_step)
        ticket.with_user(self.agent).kind = "complaint"
        self.assertEqual((ticket.complaint_step, ticket.complaint_severity), ("received", "medium"))
        ticket.with_user(self.agent).kind = "inquiry"
        self.assertFalse(ticket.complaint_step)
        self.acknowledge(self.complaint)
        self.dispatch(self.complaint)
        with self.assertRaisesRegex(UserError, "stays a complaint"):
            self.complaint.with_user(self.agent).kind = "inquiry"

    def test_the_course_is_not_written_by_hand(self):
        complaint = self.complaint.with_user(self.manager)
        for values in (
            {"complaint_level": 4},
            {"complaint_owner_id": self.manager.id},
            {"complaint_department_id": self.workshop.id},
            {"complaint_outcome": "accepted"},
            {"complaint_acknowledged_at": "2026-01-01"},
            {"complaint_round": 2},
            {"complaint_event_ids": [(5,)]},
        ):
            with self.assertRaises(AccessError, msg=str(values)):
                complaint.write(values)
            with self.assertRaises(AccessError, msg=str(values)):
                complaint.create(self._ticket_values(kind="complaint", **values))
        for event in (self.events_of(complaint).with_user(self.manager), self.events_of(complaint).sudo()):
            with self.assertRaises(UserError):
                event.write({"note": "Nothing happened"})
            with self.assertRaises(UserError):
                event.unlink()

    def test_what_was_worked_on_is_not_deleted(self):
        self.acknowledge(self.complaint)
        with self.assertRaisesRegex(UserError, "archived, not deleted"):
            self.complaint.with_user(self.manager).unlink()

    def test_a_complaint_is_opened_from_a_case_once(self):
        policy = self._level("leader", ["complaint"], trigger="manual")
        self._policy(policy, metric=None, every_case=True)
        case = self._ticket(user_id=self.agent.id)
        for _time in range(2):
            case._escalate("The customer is furious")
            self.climb()
        complaint = self.env["helpdesk.ticket"].search([("complaint_origin_id", "=", case.id)])
        self.assertEqual(len(complaint), 1)
        self.assertEqual((complaint.kind, complaint.partner_id), ("complaint", case.partner_id))
        self.assertEqual(case.complaint_made_id, complaint)
        action = case.with_user(self.agent).action_complaint_open()
        self.assertEqual(action["res_id"], complaint.id, "the same")
