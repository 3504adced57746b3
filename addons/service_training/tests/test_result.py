from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import START, TrainingCase


@tagged("post_install", "-at_install")
class TestResult(TrainingCase):
    def test_exactly_the_minimum_passes(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5, 3, 4)
        self.assertEqual((enrollment.lecture_attended, enrollment.practice_attended), (8, 4))
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual(enrollment.result, "passed")
        self.assertEqual(enrollment.verdict["version"], 1)
        self.assertEqual([part["state"] for part in enrollment.verdict["parts"]], ["passed", "passed"])

    def test_a_quarter_hour_less_fails(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5, 2.75, 5)
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual(enrollment.result, "failed")
        self.assertIn("7.75", enrollment.explanation)

    def test_open_while_slots_are_not_recorded(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5, 5)
        with self.assertRaises(UserError):
            enrollment.with_user(self.trainer).action_decide()
        self.session.with_user(self.trainer).action_close()
        self.assertEqual(enrollment.result, "failed", "closing decides what is open")

    def test_a_frozen_result_stays(self):
        enrollment = self._pass()
        explanation = enrollment.explanation
        row = enrollment.attendance_ids[0]
        with self.assertRaises(UserError):
            row.with_user(self.trainer).write({"hours": 0})
        with self.assertRaises(UserError):
            self.session.slot_ids[0].hours = 1
        with self.assertRaises(UserError):
            self.course.min_lecture_percent = 100
        self.assertEqual(enrollment._decide(), enrollment.browse())
        self.assertEqual(enrollment.explanation, explanation)
        with self.assertRaises(UserError):
            enrollment.with_user(self.officer).action_cancel()

    def test_explanation_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "service_training")])._update_translations(["zh_CN"])
        enrollment = self._pass()
        self.assertIn("讲授", enrollment.with_context(lang="zh_CN").explanation)

    def test_exam_attempts_are_counted_over_resits(self):
        exam = self._exam()
        session = self._session(self._course(exam_id=exam.id, exam_attempts=2), days=10)
        enrollment = self._enroll(session=session)
        self._attend(enrollment, 5, 5, 5)
        self._answer(enrollment, right=False)
        self.assertEqual(enrollment.exam_score, 0)
        with self.assertRaises(UserError):
            enrollment.with_user(self.trainer).action_decide()
        enrollment.with_user(self.trainer)._decide(final=True)
        self.assertEqual(enrollment.result, "failed")
        self.assertEqual(enrollment.activity_ids.user_id, self.trainer, "somebody coaches")
        resit = self.env["training.enrollment"].search([("resit_of_id", "=", enrollment.id)])
        self.assertEqual((resit.attempt, resit.state, resit.session_id), (2, "enrolled", session))
        self.assertEqual(resit.lecture_attended, 10, "what was attended is carried over")
        self._answer(resit, right=False)
        with self.assertRaises(UserError):
            self._answer(resit)
        resit.with_user(self.trainer).action_decide()
        self.assertEqual(resit.result, "failed")
        self.assertFalse(self.env["training.enrollment"].search([("resit_of_id", "=", resit.id)]))
        need = self.env["training.need"].search([("partner_id", "=", resit.partner_id.id)])
        self.assertEqual((need.source, need.course_id), ("failed", session.course_id))

    def test_a_resit_can_pass(self):
        exam = self._exam()
        session = self._session(self._course(exam_id=exam.id, exam_attempts=2), days=10)
        enrollment = self._enroll(session=session)
        self._attend(enrollment, 5, 5, 5)
        self._answer(enrollment, right=False)
        enrollment._decide(final=True)
        resit = self.env["training.enrollment"].search([("resit_of_id", "=", enrollment.id)])
        self._answer(resit)
        resit.with_user(self.trainer).action_decide()
        self.assertEqual((enrollment.result, resit.result), ("failed", "passed"))
        self.assertEqual(session.passed_count, 1)
        self.assertEqual(session.failed_count, 0)

    def test_retry_on_the_exam_page_is_an_attempt_like_any_other(self):
        exam = self._exam()
        session = self._session(self._course(exam_id=exam.id, exam_attempts=2), days=10)
        enrollment = self._enroll(session=session)
        first = self._answer(enrollment, right=False)
        retry = {"partner": enrollment.partner_id, "invite_token": first.invite_token, "check_attempts": False}
        second = exam._create_answer(**retry)
        self.assertEqual(second.training_enrollment_id, enrollment)
        second._mark_done()
        with self.assertRaises(UserError):
            exam._create_answer(**retry)

    def test_an_exam_alone_is_no_certification(self):
        exam = self._exam()
        session = self._session(self._course(exam_id=exam.id), days=10)
        self._answer(self._enroll(session=session))
        self.assertFalse(self.employee.resume_line_ids)

    def test_drill_needs_both_assessors_and_a_third_where_they_disagree(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id, drill_assessors=2), days=10)
        session.assessor_ids = self.officer
        enrollment = self._enroll(session=session)
        self._attend(enrollment, 5, 5, 5)
        self._assess(enrollment, self.trainer, 20, 70)
        with self.assertRaises(UserError):
            enrollment.with_user(self.trainer).action_decide()
        strict = self._assess(enrollment, self.officer, 0, 80, failed=(0,))
        self.assertTrue(strict.critical_failed)
        self.assertFalse(strict.passed)
        with self.assertRaises(UserError):
            enrollment.with_user(self.trainer).action_decide()
        third = self.env.ref("base.user_admin")
        self._assess(enrollment, third, 20, 60)
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual(enrollment.result, "passed")

    def test_the_best_are_honoured(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=10)
        for employee, points, honoured in ((self.employee, 75, True), (self.other, 74, False)):
            enrollment = self._enroll(employee, session)
            self._attend(enrollment, 5, 5, 5)
            self._assess(enrollment, self.trainer, 20, points)
            enrollment.with_user(self.trainer).action_decide()
            self.assertEqual((enrollment.result, enrollment.honours), ("passed", honoured))
            badges = self.env["gamification.badge.user"].search([("user_id", "=", employee.user_id.id)])
            self.assertEqual(bool(badges), honoured)

    def test_a_submitted_drill_stays(self):
        sheet = self._sheet(time_limit=30)
        session = self._session(self._course(drill_sheet_id=sheet.id), days=10)
        enrollment = self._enroll(session=session)
        drill = self._assess(enrollment, self.trainer, 20, 80, minutes=31)
        self.assertEqual((drill.score, drill.passed), (100, False))
        with self.assertRaises(UserError):
            drill.with_user(self.trainer).minutes = 20
        with self.assertRaises(UserError):
            drill.line_ids[0].with_user(self.trainer).points = 0
        with self.assertRaises(UserError):
            sheet.pass_percent = 0
        with self.assertRaises(UserError):
            drill.unlink()

    def test_coming_twice_to_one_project_does_not_make_up_for_another(self):
        project = self.course.module_ids.project_ids
        self.session.slot_ids.project_id = project
        enrollment = self._enroll()
        self._attend(enrollment, 5, 2, 5)
        enrollment._decide(final=True)
        again = self._session(days=20)
        again.slot_ids.project_id = project
        resit = enrollment._make_resit(again)
        self._attend(resit, 5, 5, 0)
        self.assertEqual(resit.lecture_attended, 10, "not 17")
        resit._decide(final=True)
        self.assertEqual(resit.result, "passed", "practice is carried over")


@tagged("post_install", "-at_install")
class TestEnrollment(TrainingCase):
    def test_waiting_list(self):
        self.session.capacity = 1
        first, second = self._enroll(), self._enroll(self.other)
        self.assertEqual((first.state, second.state), ("enrolled", "waiting"))
        first.with_user(self.user).action_cancel()
        self.assertEqual((first.state, second.state), ("cancelled", "enrolled"))
        third = self._enroll()
        self.assertEqual(third.state, "waiting")
        self.session.capacity = 2
        self.assertEqual(third.state, "enrolled")

    def test_several_at_once_are_seated_in_order(self):
        self.session.capacity = 1
        people = (self.employee, self.other)
        values = [{"session_id": self.session.id, "employee_id": employee.id} for employee in people]
        found = self.env["training.enrollment"].create(values)
        self.assertEqual(found.mapped("state"), ["enrolled", "waiting"])

    def test_once_a_session(self):
        session = self.session.with_user(self.user)
        session.action_enroll_me()
        with self.assertRaises(UserError):
            session.action_enroll_me()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._enroll()

    def test_prerequisites(self):
        advanced = self._session(self._course(prerequisite_ids=self.course.ids), days=10)
        with self.assertRaises(ValidationError):
            self._enroll(session=advanced)
        self.assertTrue(self._enroll(session=advanced, exemption="Ten years of practice"))
        self._pass(self.other)
        self.assertTrue(self._enroll(self.other, advanced))

    def test_who_leaves_frees_the_seat_and_keeps_certificates(self):
        self.session.capacity = 1
        enrollment, waiting = self._enroll(), self._enroll(self.other)
        certificate = self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": enrollment.partner_id.id,
                    "employee_id": self.employee.id,
                    "course_id": self.course.id,
                    "company_id": self.env.company.id,
                    "issued": START.date(),
                }
            ]
        )
        self.employee.action_archive()
        self.assertEqual((enrollment.state, waiting.state), ("cancelled", "enrolled"))
        self.employee.action_unarchive()
        self.assertEqual(certificate.state, "valid", "it counts again after a rehire")

    def test_job_change_mid_course(self):
        departments = self.env["hr.department"].create([{"name": "Hotline"}, {"name": "Repair"}])
        self.employee.department_id = departments[0]
        enrollment = self._enroll()
        self.employee.department_id = departments[1]
        self.assertEqual(enrollment.department_id, departments[0])

    def test_people_without_a_login(self):
        technician = self.env["hr.employee"].create({"name": "No login"})
        enrollment = self._enroll(technician)
        self.assertEqual(enrollment.partner_id, technician.work_contact_id)
        exam = self._exam()
        session = self._session(self._course(exam_id=exam.id), days=10)
        enrollment = self._enroll(technician, session)
        action = enrollment.with_user(self.trainer).action_take_exam()
        self.assertEqual(action["tag"], "display_notification")
        attempt = enrollment.exam_input_ids
        self.assertIn(f"answer_token={attempt.access_token}", action["params"]["message"])
        own = self._enroll(session=session).with_user(self.user).action_take_exam()
        self.assertEqual(own["type"], "ir.actions.act_url")
        with self.assertRaises(UserError):
            enrollment.with_user(self.colleague).action_take_exam()

    def test_invitations_carry_the_dates(self):
        self.user.partner_id.email = "participant@example.com"
        enrollment = self._enroll()
        mail = self.env["mail.mail"].search([("model", "=", enrollment._name), ("res_id", "=", enrollment.id)])
        self.assertEqual(len(mail), 1)
        text = mail.attachment_ids.raw.decode()
        self.assertEqual(text.count("BEGIN:VEVENT"), 3)
        enrollment.with_user(self.user).action_cancel()
        mails = self.env["mail.mail"].search([("model", "=", enrollment._name), ("res_id", "=", enrollment.id)])
        self.assertIn("METHOD:CANCEL", (mails - mail).attachment_ids.raw.decode())

    def test_trainers_are_in_one_place_at_a_time(self):
        with self.assertRaises(UserError):
            self._session()
        self._session(days=10)

    def test_trainers_are_qualified(self):
        course = self._course(trainer_course_ids=self.course.ids)
        with self.assertRaises(UserError):
            self._session(course, days=10)

    def test_slots_are_proposed_from_the_curriculum(self):
        session = self._session(opened=False, slot_ids=[], start_date=START.date())
        session.with_user(self.officer).action_propose_slots()
        self.assertEqual((session.lecture_hours, session.practice_hours), (10, 5))
        self.assertGreaterEqual(session.date_start, START - timedelta(hours=24))

    def test_form_of_the_officer(self):
        with Form(self.env["training.enrollment"].with_user(self.officer)) as form:
            form.session_id = self.session
            form.employee_id = self.employee
        self.assertEqual(form.record.partner_id, self.user.partner_id)
        self.assertEqual(form.record.state, "enrolled")

    def test_nobody_writes_states(self):
        enrollment = self._enroll()
        for values in ({"result": "passed"}, {"state": "waiting"}, {"verdict": {}}, {"partner_id": 1}):
            with self.assertRaises(AccessError):
                enrollment.with_user(self.officer).write(values)
