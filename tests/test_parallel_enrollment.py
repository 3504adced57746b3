"""Two people want the last seat, and one person opens the exam twice, at the same time."""

import psycopg2.errors
from parallel_training import ParallelTrainingCase

from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestParallelEnrollment(ParallelTrainingCase):
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
