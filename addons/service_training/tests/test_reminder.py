from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import START, TrainingCase


@tagged("post_install", "-at_install")
class TestTestReminder(TrainingCase):
    """Participants are told of the tests before and after, once each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course.test_id = cls._exam()
        cls.employee.user_id.partner_id.email = "participant@example.com"
        cls.enrollment = cls.env["training.enrollment"].create(
            {"session_id": cls.session.id, "employee_id": cls.employee.id}
        )

    def _remind(self):
        before = self._mails()
        with self.enter_registry_test_mode():
            self.env.ref("service_training.ir_cron_remind").method_direct_trigger()
        return self._mails() - before

    def _mails(self):
        domain = [("model", "=", "training.enrollment"), ("subject", "like", "A short test")]
        return self.env["mail.mail"].sudo().search(domain)

    def test_once_before_and_once_after(self):
        self.assertIn(self.enrollment._get_test_path(), self._remind().body_html)
        self.assertFalse(self._remind())
        self.time.move_to(START + timedelta(days=3, hours=2))
        self.assertEqual(len(self._remind()), 1)
        self.assertFalse(self._remind())

    def test_not_long_ahead_nor_long_afterwards(self):
        self.time.move_to(START - timedelta(days=5))
        self.assertFalse(self._remind())
        self.time.move_to(START + timedelta(days=30))
        self.assertFalse(self._remind())

    def test_not_who_has_taken_it(self):
        test = self.enrollment._start_test("before")
        test._mark_done()
        self.assertFalse(self._remind())

    def test_not_the_waiting_list(self):
        self.enrollment.action_cancel()
        self.assertFalse(self._remind())


@tagged("post_install", "-at_install")
class TestMeasuring(TrainingCase):
    """Effects are measured when their days are over, and not again before the next ones are."""

    def _measure(self, days):
        self.time.move_to(self.session.date_stop + timedelta(days=days))
        due = self.env["training.effect"]._get_due_sessions()
        with self.enter_registry_test_mode():
            self.env.ref("service_training.ir_cron_measure").method_direct_trigger()
        return due

    def test_each_window_once(self):
        self._pass()
        self.session.with_user(self.trainer).action_close()
        self.assertFalse(self._measure(29))
        self.assertEqual(self._measure(30), self.session)
        self.assertEqual(set(self._verdicts().values()), {"too_few", "early"})
        self.assertFalse(self._measure(40))
        self.assertEqual(self._measure(61), self.session)
        self.assertEqual(self._measure(95), self.session)
        self.assertEqual(set(self._verdicts().values()), {"too_few"})
        self.assertFalse(self._measure(96))

    def _verdicts(self):
        rows = self.env["training.effect"].search([("session_id", "=", self.session.id)])
        return {(row.level, row.days): row.verdict for row in rows}

    def test_neither_open_sessions_nor_old_ones(self):
        self.assertFalse(self._measure(40))
        self.session.with_user(self.trainer).action_close()
        self.assertFalse(self._measure(300))


@tagged("post_install", "-at_install")
class TestHumanResources(TrainingCase):
    """HR reads the certificates of employees, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = new_test_user(cls.env, "an hr user", "base.group_user,hr.group_hr_user")
        customer = cls.env["res.partner"].create({"name": "A customer's technician"})
        values = {"course_id": cls.course.id, "company_id": cls.env.company.id, "issued": START.date()}
        people = ({"partner_id": cls.user.partner_id.id, "employee_id": cls.employee.id}, {"partner_id": customer.id})
        cls.own, cls.other_one = cls.env["training.certificate"]._grant([{**values, **person} for person in people])

    def test_read_only(self):
        certificates = self.env["training.certificate"].with_user(self.hr)
        self.assertEqual(certificates.search([("id", "in", (self.own | self.other_one).ids)]), self.own)
        self.assertEqual(Form(self.own.with_user(self.hr)).number, self.own.number)
        action = self.employee.with_user(self.hr).action_view_training_certificates()
        self.assertEqual(certificates.search(action["domain"]), self.own)
        with self.assertRaises(AccessError):
            self.own.with_user(self.hr).valid_to = False
        with self.assertRaises(AccessError):
            self.own.with_user(self.hr).unlink()
        with self.assertRaises(AccessError):
            self.own.with_user(self.hr)._revoke("Wrong")
        with self.assertRaises(AccessError):
            certificates.create({"partner_id": self.hr.partner_id.id, "course_id": self.course.id})

    def test_not_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.hr.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        certificates = self.env["training.certificate"].with_user(self.hr)
        self.assertFalse(certificates.search([("id", "=", self.own.id)]))
