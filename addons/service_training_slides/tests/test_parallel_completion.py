from datetime import timedelta

import psycopg2.errors

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestParallelCompletion(BaseCase):
    """One participant completes contents in two windows at the same moment.

    With real transactions, hence committed data, which is deleted at the end. Each content has one class-hour, and
    counts as it is completed.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            channel = env["slide.channel"].create(
                {"name": "Parallel", "visibility": "members", "enroll": "invite", "is_published": True}
            )
            content = {
                "channel_id": channel.id,
                "slide_category": "article",
                "completion_time": 1,
                "is_published": True,
            }
            slides = env["slide.slide"].create([{**content, "name": name} for name in ("First", "Second")])
            project = {"name": "Theory", "lecture_hours": 2}
            module = {
                "name": "Parallel",
                "slide_channel_id": channel.id,
                "online_proof": "completed",
                "project_ids": [Command.create(project)],
            }
            course = env["training.course"].create(
                {"name": "Parallel", "class_hour_minutes": 60, "module_ids": [Command.create(module)]}
            )
            course.action_put_in_force()
            now = fields.Datetime.now()
            slot = {
                "online_module_id": course.module_ids.id,
                "start": now - timedelta(days=1),
                "stop": now + timedelta(days=9),
            }
            session = env["training.session"].create({"course_id": course.id, "slot_ids": [Command.create(slot)]})
            session.action_open()
            user = env["res.users"].create({"name": "Parallel", "login": "parallel online"})
            values = {"session_id": session.id, "partner_id": user.partner_id.id}
            self.enrollment = env["training.enrollment"].create(values).id
            self.slides, self.user, self.made = slides.ids, user.id, (session.id, course.id, channel.id)
        self.addCleanup(self._delete)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "training_no_mail": True})

    def _delete(self):
        session, course, channel = self.made
        with self.registry.cursor() as cr:
            # What is kept for ever in the product leaves with the test
            for statement, identifier in (
                ("DELETE FROM training_online_completion WHERE session_id = %s", session),
                ("DELETE FROM training_attendance WHERE session_id = %s", session),
                ("DELETE FROM training_enrollment WHERE session_id = %s", session),
                ("DELETE FROM training_session WHERE id = %s", session),
                ("DELETE FROM training_course WHERE id = %s", course),
            ):
                cr.execute(statement, [identifier])
            env = self._env(cr)
            env["slide.channel"].browse(channel).unlink()
            user = env["res.users"].browse(self.user)
            partner = user.partner_id
            user.unlink()
            partner.unlink()

    def _complete(self, cr, slide):
        """What follows in a request once the learner's browser has told that a content is completed."""
        env = self._env(cr)
        user = env["res.users"].browse(self.user)
        env["training.enrollment"].with_user(user)._record_online(env["slide.slide"].browse(slide))
        env.flush_all()

    @mute_logger("odoo.sql_db")
    def _complete_at_once(self, first, second):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            # Both have looked before either is done
            for cr in (one, two):
                enrollment = self._env(cr)["training.enrollment"].browse(self.enrollment)
                self.assertFalse(enrollment.online_completion_ids)
            self._complete(one, first)
            one.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._complete(two, second)
            two.rollback()
            # As the server does: again from the beginning
            self._complete(two, second)
            two.commit()
            enrollment = self._env(two)["training.enrollment"].browse(self.enrollment)
            enrollment.invalidate_recordset()
            attended = enrollment.attendance_ids.mapped("hours")
            return len(enrollment.online_completion_ids), attended, enrollment.lecture_attended

    def test_two_contents_count_both(self):
        self.assertEqual(self._complete_at_once(*self.slides), (2, [2], 2))

    def test_one_content_counts_once(self):
        self.assertEqual(self._complete_at_once(self.slides[0], self.slides[0]), (1, [1], 1))
