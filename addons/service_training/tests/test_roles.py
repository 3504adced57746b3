from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "an officer", "base.group_user,service_training.service_training_group_officer"
        )
        cls.employee_user = new_test_user(cls.env, "an employee")
        cls.employee = cls.env["hr.employee"].create({"name": "Agent"})

    def _visible_menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        xmlids = [menu["xmlid"].split(".") for key, menu in menus.items() if key != "root" and menu["xmlid"]]
        return {name for module, name in xmlids if module == "service_training"}

    def test_officer_records_the_skill_of_another_employee(self):
        env = self.env(user=self.officer)
        skill_type = env["hr.skill.type"].create(
            {
                "name": "Repair",
                "is_certification": True,
                "skill_ids": [Command.create({"name": "Soldering"})],
                "skill_level_ids": [Command.create({"name": "Trained", "level_progress": 100, "default_level": True})],
            }
        )
        skill = env["hr.employee.skill"].create(
            {
                "employee_id": self.employee.id,
                "skill_type_id": skill_type.id,
                "skill_id": skill_type.skill_ids.id,
                "skill_level_id": skill_type.skill_level_ids.id,
            }
        )
        self.assertTrue(skill.is_certification)

    def test_new_exam_is_scored_and_certifies(self):
        action = self.env.ref("service_training.survey_survey_action")
        exams = self.env["survey.survey"].with_user(self.officer).with_context(**safe_eval(action.context))
        exam = exams.create({"title": "Theory"})
        self.assertTrue(exam.certification)
        self.assertTrue(exam.users_login_required)
        self.assertNotEqual(exam.scoring_type, "no_scoring")
        self.assertIn(exam, exams.search(safe_eval(action.domain)))

    def test_passed_exam_is_in_the_training_record(self):
        user = new_test_user(self.env, "a participant")
        self.employee.user_id = user
        exam = self.env["survey.survey"].create(
            {
                "title": "Theory",
                "scoring_type": "scoring_without_answers",
                "certification": True,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Who is right?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create({"value": "The customer", "is_correct": True, "answer_score": 1})
                            ],
                        }
                    )
                ],
            }
        )
        question = exam.question_ids
        self.env["survey.user_input"].create(
            {
                "survey_id": exam.id,
                "partner_id": user.partner_id.id,
                "user_input_line_ids": [
                    Command.create(
                        {
                            "question_id": question.id,
                            "answer_type": "suggestion",
                            "suggested_answer_id": question.suggested_answer_ids.id,
                        }
                    )
                ],
            }
        )._mark_done()
        action = self.env.ref("service_training.hr_resume_line_action")
        domain = safe_eval(action.domain.replace("allowed_company_ids", str(self.env.companies.ids)))
        lines = self.env["hr.resume.line"].with_user(self.officer).search(domain)
        self.assertIn(exam, lines.survey_id)

    def test_menus_per_role(self):
        everything = self._visible_menus(self.env.ref("base.user_admin"))
        self.assertEqual(self._visible_menus(self.officer), everything - {"res_config_settings_menu"})
        trainer = new_test_user(
            self.env, "a trainer", "base.group_user,service_training.service_training_group_trainer"
        )
        own = {
            "service_training_menu_root",
            "service_training_menu_mine",
            "training_enrollment_menu_mine",
            "training_session_menu_open",
            "training_certificate_menu_mine",
        }
        self.assertEqual(self._visible_menus(self.employee_user), own)
        trainings = {"training_session_menu", "training_enrollment_menu", "training_drill_menu", "training_course_menu"}
        self.assertEqual(self._visible_menus(trainer), own | trainings | {"service_training_menu_training"})

    def test_actions_open(self):
        actions = self.env["ir.model.data"].search(
            [("module", "=", "service_training"), ("model", "=", "ir.actions.act_window")]
        )
        self.assertTrue(actions)
        for row in actions:
            action = self.env[row.model].browse(row.res_id)
            theirs = ("res.config.settings", "training.gate.override", "training.need.ask")
            user = self.env.ref("base.user_admin") if action.res_model in theirs else self.officer
            model = self.env[action.res_model].with_user(user)
            views = model.get_views([*action.views, (action.search_view_id.id, "search")], {"action_id": action.id})
            self.assertIn("search", views["views"], action.name)
