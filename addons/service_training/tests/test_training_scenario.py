from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..engine import checkin
from .common_scenario import PHONE, ScenarioCase

_CERTIFICATE = {"en_US": "This is to certify that", "zh_CN": "兹证明"}


@tagged("post_install", "-at_install")
class TestTrainingScenario(ScenarioCase):
    """A training in the browser, from the plan to the certificate, each step by whoever does it, in both languages.

    The officer plans and the manager approves; the officer makes a session of the line of the plan; an employee and a
    customer's technician enrol; they check in with the code on the wall; the trainer keeps the list; they take the
    exam; two assess the drill; the trainer decides; the holder has a certificate, which anybody can verify.
    """

    def test_in_english(self):
        self._run_through("en_US")

    def test_in_chinese(self):
        self._run_through("zh_CN")

    def _run_through(self, lang):
        self.speak(lang)
        line = self._plan()
        session = self._hold(line)
        inside, outside = self._enrol(session)
        self._check_in(session, inside, outside)
        self._examine(inside, outside)
        for enrollment in (inside, outside):
            self._assess(enrollment)
            self.tour("decide", self.trainer, f"/odoo/training-participants/{enrollment.id}")
            self.assertEqual(enrollment.result, "passed", enrollment.explanation)
        self._certify(inside, outside, lang)
        plan = line.plan_id
        self.assertEqual((plan.people_done, plan.passed, plan.hours_done), (2, 2, 4))

    def _plan(self):
        self.tour("plan", self.officer, "/odoo/training-plans")
        line = self.env["training.plan.line"].search([("course_id", "=", self.course.id)])
        self.assertEqual((line.plan_id.state, line.headcount, line.budget), ("submitted", 4, 500))
        self.tour("approve", self.manager, "/odoo/my-trainings")
        self.assertEqual((line.plan_id.state, line.plan_id.approved_by), ("approved", self.manager))
        self.assertFalse(line.plan_id.activity_ids)
        return line

    def _hold(self, line):
        self.tour("session", self.officer, f"/odoo/training-plans/{line.plan_id.id}")
        session = line.session_ids
        self.assertEqual((session.state, session.trainer_id, len(session.slot_ids)), ("open", self.teacher, 2))
        self.assertEqual(session.assessor_ids, self.assessor)
        self.hold_today(session)
        return session

    def _enrol(self, session):
        self.tour("enrol", self.participant, "/odoo/training-open", PHONE)
        self.tour("enrol_portal", self.technician, "/my/trainings", PHONE)
        inside = session.enrollment_ids.filtered("employee_id")
        outside = session.enrollment_ids - inside
        self.assertEqual((inside.employee_id, outside.partner_id), (self.employee, self.technician.partner_id))
        return inside, outside

    def _check_in(self, session, inside, outside):
        slot, later = session.slot_ids.sorted("start")
        self.tour("wall", self.trainer, f"/training/wall/{slot.id}")
        now = fields.Datetime.now()
        # From elsewhere, with a code that is over, and for a slot that has not come yet
        self.place.networks = "203.0.113.0/24"
        self.tour("check_in_refused", self.participant, slot._get_checkin_path(now), PHONE)
        self.place.networks = "127.0.0.0/8"
        over = slot._get_checkin_path(now - timedelta(seconds=3 * checkin.PERIOD))
        self.tour("check_in_late", self.participant, over, PHONE)
        self.tour("check_in_refused", self.participant, later._get_checkin_path(now), PHONE)
        self.assertFalse(inside.attendance_ids)
        for user, enrollment in ((self.participant, inside), (self.technician, outside)):
            path = slot._get_checkin_path(fields.Datetime.now())
            self.tour("check_in", user, path, PHONE)
            row = enrollment.attendance_ids
            self.assertEqual((row.slot_id, row.state, row.source, row.hours), (slot, "present", "code", 1))
        self.tour("attendance", self.trainer, f"/odoo/training-sessions/{session.id}", PHONE)
        rows = session.enrollment_ids.attendance_ids
        self.assertEqual(rows.mapped("state"), ["present"] * 4)
        self.assertEqual(sorted(rows.mapped("source")), ["code", "code", "list", "list"])

    def _examine(self, inside, outside):
        self.tour("exam", self.participant, "/odoo/my-trainings", PHONE)
        self.tour("exam_portal", self.technician, f"/my/trainings/{outside.id}", PHONE)
        for enrollment in (inside, outside):
            self.assertEqual((enrollment.exam_score, len(enrollment.exam_input_ids)), (100, 1))

    def _assess(self, enrollment):
        for assessor in (self.trainer, self.assessor):
            self.assertEqual(enrollment.result, "pending")
            self.tour("drill", assessor, f"/odoo/training-participants/{enrollment.id}")
        self.assertEqual(enrollment.drill_ids.assessor_id, self.trainer | self.assessor)
        self.assertEqual(enrollment.drill_ids.mapped("state"), ["submitted"] * 2)

    def _certify(self, inside, outside, lang):
        certificates = self.env["training.certificate"].search([("enrollment_id", "in", (inside | outside).ids)])
        mine, theirs = certificates.sorted(lambda c: c.enrollment_id != inside)
        self.assertTrue(mine.enrollment_id.honours, "everything right at the first attempt")
        self.tour("certificate", self.participant, "/odoo/my-certificates", PHONE)
        self._check_paper(
            self.participant, f"/report/html/service_training.report_training_certificate/{mine.id}", lang
        )
        self.tour("certificate_portal", self.technician, "/my/certificates", PHONE)
        self._check_paper(self.technician, f"/my/certificates/{theirs.id}?report_type=html", lang)
        self.tour("hr", self.hr, f"/odoo/employees/{self.employee.id}")
        self.authenticate(None, None)
        page = self.url_open(f"/training/verify/{mine.token}", headers={"Accept-Language": lang.replace("_", "-")})
        self.assertEqual(page.status_code, 200)
        self.assertIn(mine.number, page.text)
        self.assertNotIn(self.participant.name, page.text, "the name is masked")
        self.assertIn({"en_US": "Issued", "zh_CN": "发证日期"}[lang], page.text)

    def _check_paper(self, user, address, lang):
        """What the holder prints: a page each in every installed language."""
        self.authenticate(user.login, user.login)
        page = self.url_open(address, timeout=60).content.decode()
        self.assertIn(_CERTIFICATE[lang], page)
        self.assertIn(user.name, page)
        self.assertIn("data:image/svg+xml;base64", page)
