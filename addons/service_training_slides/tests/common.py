from datetime import timedelta
from itertools import count

from odoo import Command
from odoo.addons.service_training.tests.common import START, TrainingCase
from odoo.tests import new_test_user


class OnlineCase(TrainingCase):
    """A course of 4 lecture hours online and 2 of practice.

    Its online course has two hours' articles and a quiz of one. The session has a slot online that ends after ten days,
    and a practice slot afterwards.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._days = count(20)
        cls.channel = cls.env["slide.channel"].create(
            {"name": "Online", "visibility": "members", "enroll": "invite", "is_published": True, "user_id": False}
        )
        cls.article, cls.video, cls.quiz = cls.env["slide.slide"].create(
            [
                {
                    "name": name,
                    "channel_id": cls.channel.id,
                    "slide_category": category,
                    "completion_time": hours,
                    "is_published": True,
                    "sequence": sequence,
                }
                for sequence, (name, category, hours) in enumerate(
                    [("Article", "article", 1), ("Document", "article", 1), ("Quiz", "quiz", 1)]
                )
            ]
        )
        cls.env["slide.question"].create(
            {
                "slide_id": cls.quiz.id,
                "question": "Right?",
                "answer_ids": [
                    Command.create({"text_value": "Yes", "is_correct": True}),
                    Command.create({"text_value": "No"}),
                ],
            }
        )
        cls.online_course = cls._online_course()
        cls.online = cls._online_session()
        cls.portal = new_test_user(cls.env, "a technician", "base.group_portal")

    @classmethod
    def _online_course(cls, **values):
        project = {"name": "Theory", "lecture_hours": 4}
        practice = {"name": "Exercise", "practice_hours": 2}
        return cls._course(
            name="An online course",
            module_ids=[
                Command.create(
                    {
                        "name": "Online module",
                        "slide_channel_id": cls.channel.id,
                        "project_ids": [Command.create(project)],
                        **values,
                    }
                ),
                Command.create({"name": "Practice", "project_ids": [Command.create(practice)]}),
            ],
        )

    @classmethod
    def _online_session(cls, course=None, **values):
        course = course or cls.online_course
        module, practice = course.module_ids
        # The trainer practises with one session a day
        day = START + timedelta(days=next(cls._days))
        session = cls.env["training.session"].create(
            {
                "course_id": course.id,
                "trainer_id": cls.trainer_employee.id,
                "slot_ids": [
                    Command.create({"online_module_id": module.id, "start": START, "stop": START + timedelta(days=10)}),
                    Command.create(
                        {
                            "project_id": practice.project_ids.id,
                            "kind": "practice",
                            "start": day,
                            "stop": day + timedelta(hours=2),
                        }
                    ),
                ],
                **values,
            }
        )
        session.action_open()
        return session

    def _complete(self, *slides, user=None):
        """As the learner's browser does: a content by its button, a quiz by right answers."""
        for slide in slides:
            slide = slide.with_user(user or self.user)
            slide.invalidate_recordset()
            if slide.question_ids:
                slide.action_set_viewed(quiz_attempts_inc=True)
                slide._action_mark_completed()
            else:
                slide.action_mark_completed()

    def _members(self, channel=None):
        return (channel or self.channel).sudo().channel_partner_ids.partner_id


class EnrolledOnlineCase(OnlineCase):
    """The participant has a seat in the session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enrollment = cls.env["training.enrollment"].create(
            {"session_id": cls.online.id, "employee_id": cls.employee.id}
        )
