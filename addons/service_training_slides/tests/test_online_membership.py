from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OnlineCase


@tagged("post_install", "-at_install")
class TestOnlineMembership(OnlineCase):
    """A seat opens the online course, giving it back closes it."""

    def test_a_seat_opens_and_withdrawal_closes(self):
        enrollment = self._enroll(session=self.online)
        self.assertIn(self.user.partner_id, self._members())
        enrollment.with_user(self.user).action_cancel()
        self.assertNotIn(self.user.partner_id, self._members())

    def test_the_waiting_list_has_no_access(self):
        self.online.capacity = 1
        first = self._enroll(session=self.online)
        waiting = self._enroll(self.other, session=self.online)
        self.assertEqual(waiting.state, "waiting")
        self.assertNotIn(self.colleague.partner_id, self._members())
        first.action_cancel()
        self.assertEqual(waiting.state, "enrolled")
        self.assertIn(self.colleague.partner_id, self._members())

    def test_who_was_a_member_before_stays_one(self):
        self.channel._action_add_members(self.user.partner_id)
        self._enroll(session=self.online).action_cancel()
        self.assertIn(self.user.partner_id, self._members())

    def test_another_session_keeps_the_membership(self):
        first = self._enroll(session=self.online)
        second = self._enroll(session=self._online_session())
        first.action_cancel()
        self.assertIn(self.user.partner_id, self._members())
        second.action_cancel()
        self.assertNotIn(self.user.partner_id, self._members())

    def test_a_cancelled_session_closes(self):
        self._enroll(session=self.online)
        self.online.action_cancel()
        self.assertNotIn(self.user.partner_id, self._members())

    def test_a_slot_added_later_opens(self):
        module = self.online_course.module_ids[0]
        session = self._session(self.online_course, days=40)
        self._enroll(session=session)
        self.assertNotIn(self.user.partner_id, self._members())
        slot = self.online.slot_ids[0]
        slot.copy({"session_id": session.id, "online_module_id": module.id})
        self.assertIn(self.user.partner_id, self._members())

    def test_leaving_the_company_closes(self):
        self._enroll(session=self.online)
        self.employee.active = False
        self.assertNotIn(self.user.partner_id, self._members())

    def test_refreshers_begin_anew(self):
        self._enroll(session=self.online)
        self._complete(self.article, self.video, self.quiz)
        self.online.action_close()
        again = self._enroll(session=self._online_session())
        rows = self.env["slide.slide.partner"].search([("partner_id", "=", self.user.partner_id.id)])
        self.assertFalse(any(rows.mapped("completed")))
        self._complete(self.article, self.video, self.quiz)
        self.assertEqual(again.lecture_attended, 3)

    def test_what_was_completed_earlier_may_count(self):
        course = self._online_course(online_restart=False)
        self.channel._action_add_members(self.user.partner_id)
        self._complete(self.article, self.video, self.quiz)
        enrollment = self._enroll(session=self._online_session(course))
        self.assertEqual(enrollment.lecture_attended, 3)
        self.assertTrue(all(enrollment.online_completion_ids.mapped("is_earlier")))

    def test_quizzes_have_to_exist(self):
        self.quiz.is_published = False
        course = self._online_course.__func__
        with self.assertRaisesRegex(UserError, "no quiz"):
            course(type(self))
        course(type(self), online_proof="completed")

    def test_many_participants_cost_no_more_each(self):
        users = self.env["res.users"].create([{"name": f"P{n}", "login": f"p{n}"} for n in range(22)])
        session = self._online_session(capacity=0)
        quiet = self.env["training.enrollment"].with_context(training_no_mail=True, tracking_disable=True)

        def queries(people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            quiet.create([{"session_id": session.id, "partner_id": user.partner_id.id} for user in people])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(users[:1])
        few, many = queries(users[1:3]), queries(users[3:22])
        self.assertLessEqual((many - few) / 17, few / 2)
