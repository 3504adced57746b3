from odoo.tests import new_test_user, tagged

from .common import START, ServiceCase


@tagged("post_install", "-at_install")
class TestFirstResponse(ServiceCase):
    def assert_answered(self, ticket, answered=True):
        self.assertEqual(self.clock(ticket, "first_response").state, "stopped" if answered else "running")

    def test_a_message_by_an_internal_user_answers(self):
        ticket = self._ticket()
        self.wait(minutes=20)
        self._reply(ticket)
        self.assert_answered(ticket)
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.result, clock.seconds_used), ("met", 1200))
        self.assertEqual(self.clock(ticket, "next_update").result, "met")
        self.assertEqual(self.clock(ticket).state, "running")

    def test_the_second_message_changes_nothing(self):
        ticket = self._ticket()
        self._reply(ticket)
        self.wait(hours=3)
        self._reply(ticket)
        self.assertEqual(self.clock(ticket, "first_response").stop, START)

    def test_notes_and_notifications_do_not_answer(self):
        ticket = self._ticket()
        self._reply(ticket, subtype_xmlid="mail.mt_note")
        self._reply(ticket, message_type="notification")
        self._reply(ticket, message_type="auto_comment")
        self._reply(ticket, is_internal=True)
        ticket.with_user(self.agent).message_notify(body="See this", partner_ids=self.manager.partner_id.ids)
        ticket.with_user(self.agent).activity_schedule("mail.mail_activity_data_todo", user_id=self.agent.id)
        ticket.with_user(self.agent).activity_ids.action_feedback(feedback="done")
        self.assert_answered(ticket, False)

    def test_the_mail_of_a_stage_does_not_answer(self):
        stage = self.stages["in_progress"]
        stage.mail_template_id = self.env.ref("helpdesk_mgmt.changed_stage_template")
        ticket = self._ticket()
        ticket.with_user(self.agent).write({"stage_id": stage.id})
        self.flush_tracking()
        self.assertTrue(self.env["mail.message"].search([("res_id", "=", ticket.id), ("model", "=", ticket._name)]))
        self.assert_answered(ticket, False)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_odoobot_does_not_answer(self):
        ticket = self._ticket()
        self._reply(ticket, author=self.env.ref("base.user_root"))
        self.assert_answered(ticket, False)

    def test_the_customer_does_not_answer_even_if_one_of_ours(self):
        colleague = self._user("colleague")
        ticket = self._ticket(partner_id=colleague.partner_id.id)
        self._reply(ticket, author=colleague)
        self.assert_answered(ticket, False)
        self._reply(ticket)
        self.assert_answered(ticket)

    def test_a_portal_user_does_not_answer(self):
        portal = new_test_user(self.env, "portal_sq", groups="base.group_portal", email="portal@example.com")
        ticket = self._ticket(partner_id=portal.partner_id.id)
        self._reply(ticket, author=portal)
        self.assert_answered(ticket, False)

    def test_a_message_of_nobody_known_does_not_answer(self):
        ticket = self._ticket()
        ticket.message_post(
            body="It is me, from another address",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=False,
            email_from="private@example.com",
        )
        self.assert_answered(ticket, False)

    def test_answered_by_phone(self):
        ticket = self._ticket()
        self.assertTrue(ticket.first_response_open)
        self.wait(minutes=5)
        ticket.with_user(self.agent).action_answered_by_phone()
        self.assert_answered(ticket)
        event = self.env["service.clock.event"].search([("clock_id", "=", self.clock(ticket, "first_response").id)])
        self.assertEqual((event.user_id, event.note), (self.agent, "Answered by phone"))
        ticket.invalidate_recordset()
        self.assertFalse(ticket.first_response_open)

    def test_a_preliminary_solution_stops_its_own_clock_only(self):
        ticket = self._ticket()
        ticket.with_user(self.agent).action_preliminary_solution()
        self.assertEqual(self.clock(ticket, "preliminary_solution").result, "met")
        self.assert_answered(ticket, False)

    def test_nobody_answers_into_the_past(self):
        """An agent may date a message over the API; that changes what is displayed, never the clock."""
        ticket = self._ticket()
        self.wait(hours=5)
        self._reply(ticket, date="2026-03-02 08:01:00")
        self.assertEqual(self.clock(ticket, "first_response").result, "missed")

    def test_answering_while_waiting_keeps_the_promise(self):
        ticket = self._ticket()
        self._move(ticket, "supplier")
        self.wait(days=2)
        self._reply(ticket)
        self.assertEqual(self.clock(ticket, "first_response").result, "met")
