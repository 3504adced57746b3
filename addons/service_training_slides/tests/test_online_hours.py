from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import START, EnrolledOnlineCase


@tagged("post_install", "-at_install")
class TestOnlineHours(EnrolledOnlineCase):
    """What is completed online counts as attended, once, and never for more than the curriculum has."""

    def test_a_slot_has_the_hours_of_the_contents(self):
        slot = self.online.slot_ids[0]
        self.assertEqual(slot.hours, 3)
        self.quiz.completion_time = 9
        self.assertEqual(slot.online_module_id._get_online_hours(), 4)
        with self.assertRaises(ValidationError):
            slot.hours = 4.5

    def test_nothing_counts_before_the_quiz_is_passed(self):
        self._complete(self.article, self.video)
        self.assertEqual(self.enrollment.lecture_attended, 0)
        self._complete(self.quiz)
        self.assertEqual(self.enrollment.lecture_attended, 3)
        row = self.enrollment.attendance_ids
        self.assertEqual((row.state, row.source, row.recorded_by), ("present", "online", self.user))

    def test_each_content_counts_where_that_is_chosen(self):
        self.quiz.completion_time = 2
        course = self._online_course(online_proof="completed")
        enrollment = self._enroll(self.other, self._online_session(course))
        self._complete(self.article, user=self.colleague)
        self.assertEqual(enrollment.lecture_attended, 1)
        # The rest may still come
        self.assertEqual(enrollment._get_hours_to_come("lecture"), 3)
        self.assertEqual({part.state for part in enrollment._get_parts()}, {"open"})

    def test_completing_again_adds_nothing(self):
        self._complete(self.article, self.video, self.quiz)
        self.article.with_user(self.user).action_mark_uncompleted()
        self._complete(self.article)
        self.assertEqual(self.enrollment.lecture_attended, 3)
        self.assertEqual(len(self.enrollment.online_completion_ids), 3)

    def test_never_more_than_the_curriculum(self):
        self.quiz.completion_time = 50
        self._complete(self.article, self.video, self.quiz)
        self.assertEqual(self.enrollment.lecture_attended, 3, "the hours of the slot")

    def test_class_and_online_together_are_no_more_than_the_module(self):
        project = self.online_course.module_ids[0].project_ids
        begin = START + timedelta(days=4)
        slot = {"project_id": project.id, "start": begin, "stop": begin + timedelta(hours=3)}
        self.online.slot_ids = [Command.create(slot)]
        self._complete(self.article, self.video, self.quiz)
        held = self.online.slot_ids.filtered(lambda s: s.project_id == project)
        self.env["training.attendance"].create(
            {"slot_id": held.id, "enrollment_id": self.enrollment.id, "state": "present"}
        )
        self.assertEqual(self.enrollment.lecture_attended, 4)

    def test_too_late_does_not_count(self):
        self._complete(self.article, self.video)
        self.time.move_to(START + timedelta(days=11))
        self._complete(self.quiz)
        self.assertEqual(self.enrollment.lecture_attended, 0)

    def test_what_the_trainer_recorded_stays(self):
        slot = self.online.slot_ids[0]
        self.env["training.attendance"].with_user(self.trainer).create(
            {"slot_id": slot.id, "enrollment_id": self.enrollment.id, "state": "absent"}
        )
        self._complete(self.article, self.video, self.quiz)
        self.assertEqual(self.enrollment.lecture_attended, 0)

    def test_a_decided_result_stays(self):
        self.online.action_close()
        self._complete(self.article, self.video, self.quiz)
        self.assertFalse(self.enrollment.online_completion_ids)
        self.assertEqual(self.enrollment.result, "failed")

    def test_passing_by_online_and_practice(self):
        self.quiz.completion_time = 2
        session = self._online_session()
        enrollment = self._enroll(self.other, session)
        self._complete(self.article, self.video, self.quiz, user=self.colleague)
        self.env["training.attendance"].with_user(self.trainer).create(
            {"slot_id": session.slot_ids[1].id, "enrollment_id": enrollment.id, "state": "present"}
        )
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual(enrollment.result, "passed")

    def test_nobody_checks_in(self):
        with self.assertRaises(UserError):
            self.online.slot_ids[0]._check_in(self.user, "127.0.0.1")
        with self.assertRaises(UserError):
            self.online.slot_ids[0].action_show_code()

    def test_slots_are_proposed_without_the_online_part(self):
        session = self.env["training.session"].create(
            {"course_id": self.online_course.id, "trainer_id": self.trainer_employee.id, "start_date": START.date()}
        )
        session.action_propose_slots()
        online = session.slot_ids.filtered("online_module_id")
        self.assertEqual((len(online), sum((session.slot_ids - online).mapped("hours"))), (1, 2))
        self.assertEqual({slot.kind for slot in session.slot_ids - online}, {"practice"})

    def test_an_online_span_keeps_no_trainer_busy(self):
        self.assertFalse(self._online_session(slot_ids=self._span())._get_attendance_sheets())

    def _span(self):
        module = self.online_course.module_ids[0]
        return [Command.create({"online_module_id": module.id, "start": START, "stop": START + timedelta(days=10)})]
