import re
from datetime import date, timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPortalWaiting(HttpCase):
    """Two technicians of a customer and one of another, a session with one seat, and what each finds in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        cls.customer, other = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("A customer", "Another customer")]
        )
        cls.first, cls.second, cls.stranger = (
            new_test_user(cls.env, f"{login}_waiting", "base.group_portal", name=login, email=f"{login}@example.com")
            for login in ("first", "second", "stranger")
        )
        (cls.first | cls.second).partner_id.parent_id = cls.customer
        cls.stranger.partner_id.parent_id = other
        now = fields.Datetime.now() + timedelta(days=3)
        cls.training = cls.env["training.session"].create(
            {
                "name": "Partners' training",
                "course_id": cls.env.ref("service_training.training_course_half_year").id,
                "portal_enrollment": True,
                "capacity": 1,
                "slot_ids": [Command.create({"start": now, "stop": now + timedelta(hours=2)})],
            }
        )
        cls.training.action_open()

    def _as(self, user, url, post=False):
        self.authenticate(user.login, user.login)
        if not post:
            return self.url_open(url).text
        token = re.search(r'csrf_token" value="([^"]+)"|csrf_token: "([^"]+)"', self.url_open("/my/trainings").text)
        return self.url_open(url, data={"csrf_token": token[1] or token[2]}).text

    def _state(self, user):
        return self.training.enrollment_ids.filtered(
            lambda e: e.partner_id == user.partner_id and e.state != "cancelled"
        ).state

    def test_the_waiting_list(self):
        enrol = f"/my/trainings/{self.training.id}/enroll"
        self._as(self.first, enrol, post=True)
        self.assertIn("Join the waiting list", self._as(self.second, "/my/trainings"))
        for user in (self.second, self.stranger):
            self.assertIn("Waiting list", self._as(user, enrol, post=True))
        self.assertEqual(
            [self._state(user) for user in (self.first, self.second, self.stranger)], ["enrolled", "waiting", "waiting"]
        )
        seat = self.training.enrollment_ids.filtered(lambda e: e.partner_id == self.first.partner_id)
        # Who waits cannot take the exam or the seat of another
        self._as(self.second, f"/my/trainings/{seat.id}/cancel", post=True)
        self.assertEqual(seat.state, "enrolled")
        self._as(self.first, f"/my/trainings/{seat.id}/cancel", post=True)
        self.assertEqual([self._state(user) for user in (self.second, self.stranger)], ["enrolled", "waiting"])
        mails = self.env["mail.mail"].search([("model", "=", "training.enrollment")])
        self.assertTrue(mails.filtered(lambda m: self.second.partner_id in m.recipient_ids), "who moves up is told")
        # And again, at the end of the list
        self._as(self.first, enrol, post=True)
        self.assertEqual(self._state(self.first), "waiting")

    def test_certificates_of_the_customer(self):
        certificate = self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": self.first.partner_id.id,
                    "course_id": self.training.course_id.id,
                    "company_id": self.env.company.id,
                    "issued": date(2026, 1, 2),
                }
            ]
        )
        self.assertEqual(self.customer.training_certificate_count, 1)
        for user, sees in ((self.first, True), (self.second, True), (self.stranger, False)):
            self.assertEqual(certificate.number in self._as(user, "/my/certificates"), sees, user.name)
            page = self._as(user, f"/my/certificates/{certificate.id}?report_type=html")
            self.assertEqual(certificate.number in page, sees, user.name)
