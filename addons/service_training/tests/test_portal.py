import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..engine import checkin


@tagged("post_install", "-at_install")
class TestPortal(HttpCase):
    """A customer's technician from enrolment to check-in, in the browser's place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        cls.customer = new_test_user(cls.env, "technician of a customer", "base.group_portal", password="technician9")
        cls.trainer = new_test_user(
            cls.env, "the trainer", "base.group_user,service_training.service_training_group_trainer"
        )
        now = fields.Datetime.now()
        cls.training = cls.env["training.session"].create(
            {
                "name": "A training for customers",
                "course_id": cls.env.ref("service_training.training_course_half_year").id,
                "trainer_id": cls.env["hr.employee"].create({"name": "Trainer", "user_id": cls.trainer.id}).id,
                "portal_enrollment": True,
                "slot_ids": [Command.create({"start": now, "stop": now + timedelta(hours=2)})],
            }
        )
        cls.training.action_open()

    def _post(self, url, **data):
        page = self.url_open("/my/trainings")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text) or re.search(
            r'csrf_token: "([^"]+)"', page.text
        )
        return self.url_open(url, data={"csrf_token": token[1], **data})

    def _enrollment(self):
        return self.env["training.enrollment"].search(
            [("session_id", "=", self.training.id), ("state", "!=", "cancelled")]
        )

    def test_enrol_and_give_back(self):
        self.authenticate(self.customer.login, "technician9")
        self.assertIn("A training for customers", self.url_open("/my/trainings").text)
        response = self._post(f"/my/trainings/{self.training.id}/enroll")
        enrollment = self._enrollment()
        self.assertEqual(enrollment.partner_id, self.customer.partner_id)
        self.assertIn("What it takes to pass", response.text)
        again = self._post(f"/my/trainings/{self.training.id}/enroll")
        self.assertIn("enrolled in this session already", again.text)
        self._post(f"/my/trainings/{enrollment.id}/cancel")
        self.assertFalse(self._enrollment())

    def test_others_trainings_are_not_shown(self):
        other = self.env["res.partner"].create({"name": "Somebody else"})
        enrollment = self.env["training.enrollment"].create({"session_id": self.training.id, "partner_id": other.id})
        self.authenticate(self.customer.login, "technician9")
        response = self.url_open(f"/my/trainings/{enrollment.id}")
        self.assertTrue(response.url.endswith("/my/trainings"))
        self._post(f"/my/trainings/{enrollment.id}/cancel")
        self.assertEqual(enrollment.state, "enrolled")

    def test_check_in_by_the_code(self):
        slot = self.training.slot_ids
        enrollment = self.env["training.enrollment"].create(
            {"session_id": self.training.id, "partner_id": self.customer.partner_id.id}
        )
        path = slot._get_checkin_path(fields.Datetime.now())
        self.authenticate(self.customer.login, "technician9")
        self.assertIn("I am here", self.url_open(path).text)
        self.assertFalse(enrollment.attendance_ids, "looking at the page checks nobody in")
        self.assertIn("You are checked in", self._post(path).text)
        self.assertEqual(enrollment.attendance_ids.state, "present")

    def test_forged_and_old_codes(self):
        slot = self.training.slot_ids
        self.env["training.enrollment"].create(
            {"session_id": self.training.id, "partner_id": self.customer.partner_id.id}
        )
        self.authenticate(self.customer.login, "technician9")
        now = fields.Datetime.now()
        old = slot._get_checkin_path(now - timedelta(seconds=3 * checkin.PERIOD))
        future = slot._get_checkin_path(now + timedelta(seconds=2 * checkin.PERIOD))
        genuine = slot._get_checkin_path(now)
        forged = genuine[:-1] + ("0" if genuine[-1] != "0" else "1")
        missing = genuine.replace(f"/{slot.id}/", "/999999999/")
        for path in (old, future, forged, missing):
            self.assertIn("This code is over", self._post(path).text, path)
        self.assertFalse(slot.attendance_ids)
        self.assertEqual(self.url_open(f"/training/wall/{slot.id}").status_code, 404, "the wall is the trainer's")

    def test_the_wall(self):
        slot = self.training.slot_ids
        self.trainer.password = "trainer of the session"
        self.authenticate(self.trainer.login, "trainer of the session")
        response = self.url_open(f"/training/wall/{slot.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn("data:image/svg+xml;base64", response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
