import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user

PHONE = "390x844"
DESK = "1366x900"
# Seconds a tour may take on a busy machine
_PATIENCE = 300


class ScenarioCase(HttpCase):
    """A hotline that learns to calm callers, and everybody who has to do with it, each with a login of the own.

    The course has a lecture and a practice of one hour, an exam of one question and a drill that two assessors judge.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        trainer = "service_training.service_training_group_trainer"
        cls.officer = cls._user("officer", "service_training.service_training_group_officer")
        cls.trainer = cls._user("trainer", trainer, name="Tina Trainer")
        cls.assessor = cls._user("assessor", trainer, name="Ada Assessor")
        cls.manager = cls._user("manager")
        cls.participant = cls._user("participant", name="Paul Participant")
        cls.hr = cls._user("hr", "hr.group_hr_user")
        cls.technician = new_test_user(
            cls.env, "technician_scenario", "base.group_portal", name="Tom Technician", email="tom@example.com"
        )
        cls.people = cls.officer | cls.trainer | cls.assessor | cls.manager | cls.participant | cls.hr | cls.technician
        employees = cls.env["hr.employee"]
        cls.boss, cls.teacher = employees.create(
            [{"name": user.name, "user_id": user.id} for user in (cls.manager, cls.trainer)]
        )
        cls.department = cls.env["hr.department"].create({"name": "Hotline of the scenario", "manager_id": cls.boss.id})
        cls.employee = employees.create(
            {
                "name": cls.participant.name,
                "user_id": cls.participant.id,
                "department_id": cls.department.id,
                "parent_id": cls.boss.id,
            }
        )
        cls.place = cls.env["training.place"].create({"name": "Room of the scenario"})
        cls.course = cls._course()

    @classmethod
    def _user(cls, login, *groups, **values):
        return new_test_user(
            cls.env,
            f"{login}_scenario",
            ",".join(("base.group_user", *groups)),
            email=f"{login}@ours.example",
            **values,
        )

    @classmethod
    def _course(cls):
        answers = [
            Command.create({"value": "The customer", "is_correct": True, "answer_score": 1}),
            Command.create({"value": "Nobody"}),
        ]
        question = {
            "title": "Who is right?",
            "question_type": "simple_choice",
            "suggested_answer_ids": answers,
        }
        exam = cls.env["survey.survey"].create(
            {
                "title": "Theory",
                "access_mode": "token",
                "scoring_type": "scoring_without_answers",
                "scoring_success_min": 80,
                "question_and_page_ids": [Command.create(question)],
            }
        )
        steps = [{"name": "Listen", "points": 60, "critical": True}, {"name": "Sum up", "points": 40}]
        sheet = cls.env["training.drill.sheet"].create(
            {"name": "An angry caller", "time_limit": 15, "step_ids": [Command.create(step) for step in steps]}
        )
        project = {"name": "Callers", "lecture_hours": 1, "practice_hours": 1}
        course = cls.env["training.course"].create(
            {
                "name": "Calm callers",
                "class_hour_minutes": 60,
                "validity_months": 24,
                "min_lecture_percent": 100,
                "min_practice_percent": 100,
                "exam_id": exam.id,
                "drill_sheet_id": sheet.id,
                "drill_assessors": 2,
                "module_ids": [Command.create({"name": "Callers", "project_ids": [Command.create(project)]})],
            }
        )
        course.action_put_in_force()
        return course

    def speak(self, lang, modules=()):
        """Everybody reads a language from now on."""
        if lang != "en_US":
            self.env["res.lang"]._activate_lang(lang)
            shown = ("base", "hr", "mail", "portal", "survey", "web", "service_quality", "service_training", *modules)
            self.env["ir.module.module"].search([("name", "in", shown)])._update_translations([lang])
        self.people.lang = lang
        # A page asks for these at once, and all requests of a test share one transaction
        self.authenticate(self.officer.login, self.officer.login)
        addresses = [f"/web/webclient/{name}?lang={lang}" for name in ("translations", "load_menus")]
        for page in ("/odoo", "/my/trainings"):
            addresses += re.findall(r'"(/web/assets/[^"]+)"', self.url_open(page, timeout=_PATIENCE).text)
        for address in dict.fromkeys(addresses):
            self.url_open(address, timeout=_PATIENCE).raise_for_status()

    def tour(self, name, user, url, size=DESK):
        self.browser_size = size
        self.touch_enabled = size == PHONE
        login = user.login if user else None
        self.start_tour(url, f"service_training_{name}", login=login, timeout=_PATIENCE)
        self.env.invalidate_all()

    def hold_today(self, session):
        """The slots one after the other, the first of them beginning now."""
        start = fields.Datetime.now()
        for number, slot in enumerate(session.slot_ids.sorted("start")):
            begin = start + timedelta(hours=2 * number)
            slot.write({"start": begin, "stop": begin + timedelta(hours=1)})
