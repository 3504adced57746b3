from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

# A Monday
START = datetime(2026, 3, 2, 8, 0, 0)
OFFICER = "base.group_user,service_training.service_training_group_officer"
TRAINER = "base.group_user,service_training.service_training_group_trainer"


class TrainingCase(TransactionCase):
    """A course of 10 lecture and 5 practice hours, a session with three slots of 5 hours, two employees.

    The minimum is 80 %: 8 hours of lectures and 4 of practice. The time stands still at START.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freezer = freeze_time(START)
        cls.time = freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tz": "UTC"})
        cls.officer = new_test_user(cls.env, "an officer", OFFICER)
        cls.trainer = new_test_user(cls.env, "a trainer", TRAINER)
        cls.user = new_test_user(cls.env, "a participant", "base.group_user")
        cls.colleague = new_test_user(cls.env, "a colleague", "base.group_user")
        cls.trainer_employee, cls.employee, cls.other = cls.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id} for user in (cls.trainer, cls.user, cls.colleague)]
        )
        cls.course = cls._course()
        cls.session = cls._session()

    def setUp(self):
        super().setUp()
        self.time.move_to(START)

    @classmethod
    def _course(cls, in_force=True, **values):
        project = {"name": "A project", "lecture_hours": 10, "practice_hours": 5}
        course = cls.env["training.course"].create(
            {
                "name": "A course",
                "class_hour_minutes": 60,
                "validity_months": 12,
                "module_ids": [
                    Command.create({"name": "A module", "project_ids": [Command.create(project)]}),
                ],
                **values,
            }
        )
        if in_force:
            course.action_put_in_force()
        return course

    @classmethod
    def _session(cls, course=None, opened=True, **values):
        day = timedelta(days=1)
        slots = [
            {"start": START + index * day, "stop": START + index * day + timedelta(hours=5), "kind": kind}
            for index, kind in enumerate(("lecture", "lecture", "practice"), start=values.pop("days", 1))
        ]
        session = cls.env["training.session"].create(
            {
                "course_id": (course or cls.course).id,
                "trainer_id": cls.trainer_employee.id,
                "slot_ids": [Command.create(slot) for slot in slots],
                **values,
            }
        )
        if opened:
            session.action_open()
        return session

    def _enroll(self, employee=None, session=None, **values):
        session = session or self.session
        return self.env["training.enrollment"].create(
            {"session_id": session.id, "employee_id": (employee or self.employee).id, **values}
        )

    def _attend(self, enrollment, *hours):
        """Credit hours slot by slot, as the trainer does."""
        slots = enrollment.session_id.slot_ids
        return (
            self.env["training.attendance"]
            .with_user(self.trainer)
            .create(
                [
                    {
                        "slot_id": slot.id,
                        "enrollment_id": enrollment.id,
                        "state": "present" if credited else "absent",
                        "hours": credited,
                    }
                    for slot, credited in zip(slots, hours, strict=False)
                ]
            )
        )

    def _pass(self, employee=None, session=None):
        """Attend everything and be decided."""
        enrollment = self._enroll(employee, session)
        self._attend(enrollment, 5, 5, 5)
        enrollment.with_user(self.trainer).action_decide()
        return enrollment

    @classmethod
    def _exam(cls, needed=80.0, login=False):
        """An exam of one question that is right with the first answer."""
        return cls.env["survey.survey"].create(
            {
                "title": "An exam",
                "access_mode": "token",
                "users_login_required": login,
                "scoring_type": "scoring_without_answers",
                "scoring_success_min": needed,
                "certification": True,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Who is right?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "The customer", "is_correct": True, "answer_score": 1}),
                                Command.create({"value": "Nobody"}),
                            ],
                        }
                    )
                ],
            }
        )

    def _answer(self, enrollment, right=True):
        """Take the first open exam once."""
        exam = enrollment.course_id._get_exams()[:1]
        attempt = enrollment.sudo()._get_open_input(exam)
        answers = exam.question_ids.suggested_answer_ids
        attempt._save_lines(exam.question_ids, str(answers[0 if right else 1].id))
        attempt._mark_done()
        return attempt

    def _sheet(self, **values):
        return self.env["training.drill.sheet"].create(
            {
                "name": "A drill",
                "pass_percent": 80,
                "step_ids": [
                    Command.create({"name": "Secure", "points": 20, "critical": True}),
                    Command.create({"name": "Repair", "points": 80}),
                ],
                **values,
            }
        )

    def _assess(self, enrollment, assessor, *points, failed=(), **values):
        drill = self.env["training.drill"].with_user(assessor).create({"enrollment_id": enrollment.id})
        for index, (line, reached) in enumerate(zip(drill.line_ids, points, strict=True)):
            line.write({"points": reached, "failed": index in failed})
        if values:
            drill.write(values)
        drill.action_submit()
        return drill


class AgentsCase(TrainingCase):
    """Twelve agents of a department: those who are trained, and others to compare them with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Hotline"})
        users = [new_test_user(cls.env, f"agent {n}", "base.group_user") for n in range(12)]
        cls.agents = cls.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, "department_id": cls.department.id} for user in users]
        )
