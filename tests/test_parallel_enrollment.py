"""Two people want the last seat, and one person opens the exam twice, at the same time."""

from datetime import timedelta

import psycopg2.errors

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Datetime
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestParallelEnrollment(BaseCase):
    """With real transactions, hence committed data, which is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        if "training.session" not in self.registry:
            self.skipTest("The training addon is not installed")
        with self.registry.cursor() as cr:
            env = self._env(cr)
            start = Datetime.now() + timedelta(days=5)
            exam = env["survey.survey"].create(
                {
                    "title": "Parallel",
                    "access_mode": "token",
                    "scoring_type": "scoring_without_answers",
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Who is right?",
                                "question_type": "simple_choice",
                                "suggested_answer_ids": [
                                    Command.create({"value": "Me", "is_correct": True, "answer_score": 1})
                                ],
                            }
                        )
                    ],
                }
            )
            project = Command.create({"name": "Parallel", "lecture_hours": 1})
            course = env["training.course"].create(
                {
                    "name": "Parallel",
                    "exam_id": exam.id,
                    "exam_attempts": 1,
                    "module_ids": [Command.create({"name": "Parallel", "project_ids": [project]})],
                }
            )
            course.action_put_in_force()
            session = env["training.session"].create(
                {
                    "course_id": course.id,
                    "capacity": 1,
                    "slot_ids": [Command.create({"start": start, "stop": start + timedelta(hours=1)})],
                }
            )
            session.action_open()
            people = env["res.partner"].create([{"name": "One"}, {"name": "Two"}])
            self.exam, self.course, self.session, self.people = exam.id, course.id, session.id, people.ids
        self.addCleanup(self._delete)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "training_no_mail": True})

    def _delete(self):
        with self.registry.cursor() as cr:
            # What is kept for ever in the product leaves with the test
            for statement, identifier in (
                ("DELETE FROM survey_user_input WHERE survey_id = %s", self.exam),
                ("DELETE FROM training_enrollment WHERE session_id = %s", self.session),
                ("DELETE FROM training_session WHERE id = %s", self.session),
                ("DELETE FROM training_course WHERE id = %s", self.course),
                ("DELETE FROM survey_survey WHERE id = %s", self.exam),
            ):
                cr.execute(statement, [identifier])
            self._env(cr)["res.partner"].browse(self.people).unlink()

    def _enroll(self, cr, person):
        values = {"session_id": self.session, "partner_id": self.people[person]}
        return self._env(cr)["training.enrollment"].create(values)

    @mute_logger("odoo.sql_db")
    def test_the_last_seat_is_given_once(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            # Both have looked at the session before either enrols
            for cr in (one, two):
                self.assertEqual(self._env(cr)["training.session"].browse(self.session).enrolled_count, 0)
            self._enroll(one, 0)
            one.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._enroll(two, 1)
            two.rollback()
            # As the server does: again from the beginning
            self.assertEqual(self._enroll(two, 1).state, "waiting")
            two.commit()
            states = self._env(two)["training.session"].browse(self.session).enrollment_ids.mapped("state")
            self.assertEqual(sorted(states), ["enrolled", "waiting"])

    @mute_logger("odoo.sql_db")
    def test_one_attempt_however_often_it_is_opened(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            enrollment = self._enroll(one, 0).id
            one.commit()
            opened = []
            for cr in (one, two):
                record = self._env(cr)["training.enrollment"].browse(enrollment)
                self.assertFalse(record.exam_input_ids)
                opened.append(record)
            exam = opened[0].course_id.exam_id
            first = opened[0]._get_open_input(exam).id
            one.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                opened[1]._get_open_input(opened[1].course_id.exam_id)
            two.rollback()
            again = self._env(two)["training.enrollment"].browse(enrollment)
            self.assertEqual(again._get_open_input(again.course_id.exam_id).id, first)
