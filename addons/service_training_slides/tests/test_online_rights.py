from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import EnrolledOnlineCase


@tagged("post_install", "-at_install")
class TestOnlineRights(EnrolledOnlineCase):
    """Nobody gives oneself hours, by whatever way."""

    def test_quizzes_are_not_completed_by_a_click(self):
        with self.assertRaises(UserError):
            self.quiz.with_user(self.user).action_mark_completed()

    def test_rows_by_hand_do_not_count(self):
        editor = new_test_user(self.env, "an editor", "base.group_user,website_slides.group_website_slides_manager")
        rows = self.env["slide.slide.partner"].with_user(editor)
        for slide in self.article | self.video | self.quiz:
            rows.create({"slide_id": slide.id, "partner_id": self.user.partner_id.id, "completed": True})
        self.assertEqual(self.enrollment.lecture_attended, 0)
        self.assertFalse(self.enrollment.online_completion_ids)

    def test_editors_of_the_contents_get_no_hours_by_themselves(self):
        self.user.group_ids = [Command.link(self.env.ref("website_slides.group_website_slides_manager").id)]
        self._complete(self.article, self.video, self.quiz)
        self.assertEqual(self.enrollment.lecture_attended, 0)

    def test_nobody_writes_completions(self):
        values = {
            "enrollment_id": self.enrollment.id,
            "module_id": self.online_course.module_ids[0].id,
            "name": "Mine",
            "hours": 4,
        }
        for user in (self.user, self.trainer, self.officer, self.portal):
            with self.assertRaises(AccessError):
                self.env["training.online.completion"].with_user(user).create(values)
        self._complete(self.article)
        row = self.enrollment.online_completion_ids
        for user in (self.user, self.trainer, self.officer):
            with self.assertRaises(AccessError):
                row.with_user(user).hours = 9
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()

    def test_who_reads_what(self):
        self._complete(self.article)
        row = self.enrollment.online_completion_ids
        completions = self.env["training.online.completion"]
        for user in (self.user, self.trainer, self.officer):
            self.assertEqual(completions.with_user(user).search([]), row)
        for user in (self.colleague, self.portal):
            self.assertFalse(completions.with_user(user).search([]))

    def test_other_companies_see_nothing(self):
        self._complete(self.article)
        other = self.env["res.company"].create({"name": "Other"})
        self.officer.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["training.online.completion"].with_user(self.officer).search([]))

    def test_the_source_is_not_a_clients_to_say(self):
        attendance = self.env["training.attendance"].with_user(self.user).with_context(training_source="online")
        with self.assertRaises(AccessError):
            attendance.create(
                {
                    "slot_id": self.online.slot_ids[0].id,
                    "enrollment_id": self.enrollment.id,
                    "state": "present",
                }
            )
        with self.assertRaises(AccessError):
            self.enrollment.with_user(self.officer).granted_channel_ids = [Command.clear()]

    def test_officers_read_courses_of_members_only(self):
        self.assertEqual(self.channel.with_user(self.officer).name, "Online")
        with self.assertRaises(AccessError):
            self.channel.with_user(self.officer).name = "Mine"
        with self.assertRaises(AccessError):
            _name = self.channel.with_user(self.colleague).name

    def test_portal_participants_go_through_it(self):
        enrollment = self.env["training.enrollment"].create(
            {"session_id": self.online.id, "partner_id": self.portal.partner_id.id}
        )
        self._complete(self.article, self.video, self.quiz, user=self.portal)
        self.assertEqual(enrollment.lecture_attended, 3)
        action = enrollment.with_user(self.portal).action_open_online()
        self.assertEqual(action["url"], self.channel.website_url)
        with self.assertRaises(UserError):
            enrollment.with_user(self.colleague).sudo(False).action_open_online()
