from datetime import timedelta

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import START, TrainingCase


@tagged("post_install", "-at_install")
class TestLearningPage(HttpCase, TrainingCase):
    """The link to the test before and after, in the mail of somebody without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course.test_id = cls._exam()
        cls.employee.user_id = False
        cls.employee.work_contact_id = cls.env["res.partner"].create({"name": "Without a login"})
        cls.enrollment = cls.env["training.enrollment"].create(
            {"session_id": cls.session.id, "employee_id": cls.employee.id}
        )

    def setUp(self):
        super().setUp()
        # The name of the browser's session in HttpCase
        self.training, self.session = self.session, None
        self.path = self.enrollment._get_test_path()

    def _press(self):
        self.authenticate(None, None)
        return self.url_open(self.path, data={"csrf_token": http.Request.csrf_token(self)}, allow_redirects=False)

    def test_taken_once_before_and_once_after(self):
        for phase, moment in (("before", START), ("after", START + timedelta(days=3, hours=2))):
            self.time.move_to(moment)
            page = self.url_open(self.path)
            self.assertIn(f"Test {phase} the training", page.text)
            self.assertIn("no-store", page.headers["Cache-Control"])
            tests = self.enrollment._get_tests().filtered(lambda test, phase=phase: test.training_phase == phase)
            self.assertFalse(tests, "opening it starts nothing")
            address = self._press().headers["Location"]
            self.assertEqual(self._press().headers["Location"], address, "pressed again, the same test goes on")
            self.assertIn("An exam", self.url_open(address).text)
            self.enrollment.invalidate_recordset()
            test = self.enrollment._get_tests().filtered(lambda test, phase=phase: test.training_phase == phase)
            test._mark_done()
            self.assertIn("no test to take now", self.url_open(self.path).text)

    def test_too_late(self):
        self.time.move_to(START + timedelta(days=1, hours=6))
        self.assertIn("no test to take now", self.url_open(self.path).text)
        self.assertIn("no test to take now", self._press().text)
        self.assertFalse(self.enrollment._get_tests())

    def test_forged(self):
        token = self.enrollment._get_token()
        other = self._enroll(self.other, self.training)
        for forged in ("x", token[:-1] + ("a" if token[-1] != "a" else "b"), token[1:], other._get_token()[:-2]):
            self.assertEqual(self.url_open(f"/training/test/{forged}").status_code, 404)

    def test_a_link_of_one_purpose_opens_no_other(self):
        token = self.enrollment._get_token()
        for page in ("training/feedback", "training/verify"):
            self.assertEqual(self.url_open(f"/{page}/{token}").status_code, 404)
