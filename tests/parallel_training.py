"""A session with one seat, whose enrolments several transactions want at once."""

from datetime import timedelta

import psycopg2.errors

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Datetime
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

_ANSWER = {"value": "Me", "is_correct": True, "answer_score": 1}
_QUESTION = {
    "title": "Who is right?",
    "question_type": "simple_choice",
    "suggested_answer_ids": [Command.create(_ANSWER)],
}


class ParallelTrainingCase(BaseCase):
    """With real transactions, hence committed data, which is deleted at the end.

    Two people, a course of one lecture hour with an exam, and a session of it with one seat, whose slot has begun.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        if "training.session" not in self.registry:
            self.skipTest("The training addon is not installed")
        with self.registry.cursor() as cr:
            env = self._env(cr)
            exam = env["survey.survey"].create(
                {
                    "title": "Parallel",
                    "access_mode": "token",
                    "scoring_type": "scoring_without_answers",
                    "question_and_page_ids": [Command.create(_QUESTION)],
                }
            )
            project = Command.create({"name": "Parallel", "lecture_hours": 1})
            course = env["training.course"].create(
                {
                    "name": "Parallel",
                    "exam_id": exam.id,
                    "exam_attempts": 1,
                    "class_hour_minutes": 60,
                    "module_ids": [Command.create({"name": "Parallel", "project_ids": [project]})],
                }
            )
            course.action_put_in_force()
            start = Datetime.now() - timedelta(minutes=5)
            session = env["training.session"].create(
                {
                    "course_id": course.id,
                    "capacity": 1,
                    "slot_ids": [Command.create({"start": start, "stop": start + timedelta(hours=1)})],
                }
            )
            session.action_open()
            people = env["res.partner"].create([{"name": "One"}, {"name": "Two"}])
            user = env["res.users"].create({"name": "One", "login": "parallel one", "partner_id": people[0].id})
            self.exam, self.course, self.session = exam.id, course.id, session.id
            self.people, self.user = people.ids, user.id
        self.addCleanup(self._delete)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "training_no_mail": True})

    def _delete(self):
        with self.registry.cursor() as cr:
            # What is kept for ever in the product leaves with the test
            for statement, identifier in (
                ("DELETE FROM survey_user_input WHERE survey_id = %s", self.exam),
                ("DELETE FROM training_certificate WHERE course_id = %s", self.course),
                ("DELETE FROM training_need WHERE course_id = %s", self.course),
                ("DELETE FROM training_attendance WHERE session_id = %s", self.session),
                ("DELETE FROM training_enrollment WHERE session_id = %s", self.session),
                ("DELETE FROM training_session WHERE id = %s", self.session),
                ("DELETE FROM training_course WHERE id = %s", self.course),
                ("DELETE FROM survey_survey WHERE id = %s", self.exam),
            ):
                cr.execute(statement, [identifier])
            env = self._env(cr)
            env["res.users"].browse(self.user).unlink()
            env["res.partner"].browse(self.people).unlink()

    def _enroll(self, cr, person=0):
        values = {"session_id": self.session, "partner_id": self.people[person]}
        return self._env(cr)["training.enrollment"].create(values)

    @mute_logger("odoo.sql_db")
    def _at_once(self, work):
        """Two transactions that have begun before either does the work: the later one fails and is repeated.

        :param work: called with a cursor and the number of the transaction, 0 or 1
        """
        with self.registry.cursor() as one, self.registry.cursor() as two:
            for cr in (one, two):
                cr.execute("SELECT 1 FROM training_session WHERE id = %s", [self.session])
            work(one, 0)
            self._env(one).flush_all()
            one.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                work(two, 1)
                self._env(two).flush_all()
            two.rollback()
            # As the server does: again from the beginning
            work(two, 1)
            self._env(two).flush_all()
            two.commit()
