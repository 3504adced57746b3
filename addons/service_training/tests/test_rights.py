from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import OFFICER, START, TrainingCase

# An AccessError is one as well
DENIED = UserError


@tagged("post_install", "-at_install")
class TestRights(TrainingCase):
    """Who sees what; and nobody, whatever the role, decides about oneself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "a boss", "base.group_user")
        cls.employee.parent_id = cls.env["hr.employee"].create({"name": "a boss", "user_id": cls.boss.id})
        cls.hr = new_test_user(cls.env, "hr", "base.group_user,hr.group_hr_user")
        cls.stranger = new_test_user(
            cls.env, "another trainer", "base.group_user,service_training.service_training_group_trainer"
        )
        cls.customer = cls.env["res.partner"].create({"name": "A customer", "is_company": True})
        cls.portal = new_test_user(cls.env, "portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.public = cls.env.ref("base.public_user")

    def _enrolled(self, user):
        return self.env["training.enrollment"].with_user(user).search([("session_id", "=", self.session.id)])

    def test_who_sees_which(self):
        own, other = self._enroll(), self._enroll(self.other)
        external = self.env["training.enrollment"].create(
            {"session_id": self.session.id, "partner_id": self.portal.partner_id.id}
        )
        for user, seen in (
            (self.user, own),
            (self.colleague, other),
            (self.boss, own),
            (self.hr, own.browse()),
            (self.trainer, own | other | external),
            (self.stranger, own.browse()),
            (self.officer, own | other | external),
            (self.portal, external),
        ):
            self.assertEqual(set(self._enrolled(user).ids), set(seen.ids), user.name)
        with self.assertRaises(AccessError):
            self._enrolled(self.public)

    def test_certificates(self):
        self._pass()
        mine = self.env["training.certificate"].search([("employee_id", "=", self.employee.id)])
        for user, sees in (
            (self.user, True),
            (self.colleague, False),
            (self.boss, True),
            (self.hr, True),
            (self.officer, True),
            (self.portal, False),
        ):
            found = self.env["training.certificate"].with_user(user).search([("id", "=", mine.id)])
            self.assertEqual(bool(found), sees, user.name)

    def test_the_customer_sees_the_certificates_of_its_technicians(self):
        technician = self.env["res.partner"].create({"name": "Technician", "parent_id": self.customer.id})
        certificate = self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": technician.id,
                    "course_id": self.course.id,
                    "company_id": self.env.company.id,
                    "issued": START.date(),
                }
            ]
        )
        found = self.env["training.certificate"].with_user(self.portal).search([])
        self.assertEqual(found, certificate)
        # So do the agents who serve it, but not their colleagues' certificates
        agent = new_test_user(self.env, "an agent", "base.group_user,service_quality.service_quality_group_agent")
        self._pass()
        self.assertEqual(self.env["training.certificate"].with_user(agent).search([]), certificate)
        self.assertEqual(self.customer.with_user(agent).training_certificate_count, 1)
        action = self.customer.with_user(agent).action_view_training_certificates()
        self.assertEqual(self.env["training.certificate"].with_user(agent).search(action["domain"]), certificate)

    def test_participants_record_nothing(self):
        enrollment = self._enroll()
        self.session._conducts()
        slot = self.session.slot_ids[0]
        values = {"slot_id": slot.id, "enrollment_id": enrollment.id, "state": "present"}
        for user in (self.user, self.colleague, self.boss, self.hr, self.stranger, self.portal, self.public):
            with self.assertRaises(DENIED, msg=user.name), self.env.cr.savepoint():
                self.env["training.attendance"].with_user(user).create(values)
            with self.assertRaises(DENIED, msg=user.name):
                enrollment.with_user(user).action_decide()
            with self.assertRaises(DENIED, msg=user.name):
                enrollment.with_user(user).action_resit()
            with self.assertRaises(DENIED, msg=user.name):
                enrollment.with_user(user).write({"result": "passed"})
            with self.assertRaises(DENIED, msg=user.name):
                self.session.with_user(user).action_close()

    def _own(self, user):
        """A session that the user conducts and takes part in."""
        employee = self.env["hr.employee"].search([("user_id", "=", user.id)]) or self.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id}
        )
        course = self._course(drill_sheet_id=self._sheet().id)
        session = self._session(course, trainer_id=employee.id, days=20)
        return self._enroll(employee, session), session

    def test_nobody_decides_about_oneself(self):
        for user in (self.trainer, self.officer, self.env.ref("base.user_admin")):
            with self.subTest(user.name):
                enrollment, session = self._own(user)
                slot = session.slot_ids[0]
                rows = self.env["training.attendance"].with_user(user)
                with self.assertRaises(DENIED), self.env.cr.savepoint():
                    rows.create({"slot_id": slot.id, "enrollment_id": enrollment.id, "state": "present"})
                session.with_user(user).action_view_attendance()
                row = rows.search([("enrollment_id", "=", enrollment.id)], limit=1)
                self.assertTrue(row)
                for attempt in (
                    lambda row=row: row.write({"state": "present"}),
                    lambda row=row: row.action_present(),
                    lambda e=enrollment, u=user: e.with_user(u).action_decide(),
                    lambda e=enrollment, u=user: e.with_user(u).write({"exemption": "Me"}),
                    lambda s=session, u=user: s.with_user(u).action_close(),
                    lambda e=enrollment, u=user: (
                        self.env["training.drill"].with_user(u).create({"enrollment_id": e.id})
                    ),
                ):
                    with self.assertRaises(DENIED), self.env.cr.savepoint():
                        attempt()
                session.action_cancel()

    def test_own_exam_answers(self):
        exam = self._exam()
        for user in (self.officer, self.env.ref("base.user_admin")):
            employee = self.env["hr.employee"].search([("user_id", "=", user.id)]) or self.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id}
            )
            session = self._session(self._course(exam_id=exam.id), days=30)
            enrollment = self._enroll(employee, session)
            attempt = self._answer(enrollment, right=False)
            right = exam.question_ids.suggested_answer_ids[0]
            for change in (
                lambda a=attempt, u=user: a.with_user(u).write({"state": "new"}),
                lambda a=attempt, u=user, r=right: a.user_input_line_ids.with_user(u).write(
                    {"suggested_answer_id": r.id}
                ),
                lambda a=attempt, u=user: a.user_input_line_ids.with_user(u).unlink(),
                lambda a=attempt, u=user: a.with_user(u).unlink(),
            ):
                with self.assertRaises(DENIED), self.env.cr.savepoint():
                    change()
            self.assertFalse(attempt.scoring_success)
            session.action_cancel()

    def test_another_trainers_session(self):
        enrollment = self._enroll()
        with self.assertRaises(DENIED), self.env.cr.savepoint():
            self.env["training.attendance"].with_user(self.stranger).create(
                {"slot_id": self.session.slot_ids[0].id, "enrollment_id": enrollment.id, "state": "present"}
            )
        with self.assertRaises(DENIED):
            self.session.with_user(self.stranger).write({"capacity": 99})
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=10)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["training.drill"].with_user(self.stranger).create(
                {"enrollment_id": self._enroll(session=session).id}
            )

    def test_another_assessors_sheet(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=10)
        enrollment = self._enroll(session=session)
        drill = self.env["training.drill"].with_user(self.trainer).create({"enrollment_id": enrollment.id})
        with self.assertRaises(DENIED):
            drill.line_ids[0].with_user(self.officer).write({"points": 1})
        with self.assertRaises(DENIED):
            drill.with_user(self.officer).action_submit()
        self.assertFalse(self.env["training.drill"].with_user(self.user).search([("id", "=", drill.id)]))

    def test_enrolling_oneself(self):
        self.session.with_user(self.user).action_enroll_me()
        self.assertTrue(self._enrolled(self.user))
        with self.assertRaises(DENIED):
            self.session.with_user(self.portal).action_enroll_me()
        self.session.portal_enrollment = True
        self.session.with_user(self.portal).action_enroll_me()
        self.assertEqual(self._enrolled(self.portal).partner_id, self.portal.partner_id)
        self.session.self_enrollment = False
        with self.assertRaises(DENIED):
            self.session.with_user(self.colleague).action_enroll_me()
        with self.assertRaises(DENIED), self.env.cr.savepoint():
            self.env["training.enrollment"].with_user(self.colleague).create(
                {"session_id": self.session.id, "employee_id": self.other.id}
            )

    def test_everybody_can_open_what_one_sees(self):
        enrollment = self._pass()
        certificate = self.env["training.certificate"].search([("enrollment_id", "=", enrollment.id)])
        for user in (self.user, self.boss, self.trainer, self.officer):
            for record in (self.session, enrollment, certificate):
                if user == self.trainer and record == certificate:
                    continue
                with self.subTest(user=user.name, record=record._name):
                    form = Form(record.with_user(user))
                    self.assertTrue(form.id)
            if user != self.trainer:
                report = self.env["ir.actions.report"].with_user(user)
                name = "service_training.training_certificate_report"
                self.assertIn(certificate.number, report._render_qweb_html(name, certificate.ids)[0].decode())

    def test_cancelling(self):
        enrollment = self._enroll()
        with self.assertRaises(DENIED):
            enrollment.with_user(self.colleague).action_cancel()
        with self.assertRaises(DENIED):
            enrollment.with_user(self.boss).action_cancel()
        enrollment.with_user(self.user).action_cancel()
        self.assertEqual(enrollment.state, "cancelled")

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreigner = new_test_user(
            self.env, "foreigner", OFFICER, company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        self._pass()
        for model in ("training.session", "training.enrollment", "training.attendance", "training.certificate"):
            domain = [("company_id", "=", self.env.company.id)]
            self.assertFalse(self.env[model].with_user(foreigner).search(domain), model)

    def test_check_in(self):
        enrollment = self._enroll()
        slot = self.session.slot_ids[0]
        self.time.move_to(slot.start - timedelta(minutes=31))
        with self.assertRaises(UserError):
            slot.with_user(self.user)._check_in(self.user, "192.0.2.1")
        self.time.move_to(slot.start)
        self.session.place_id = self.env["training.place"].create({"name": "Room", "networks": "192.0.2.0/24"})
        with self.assertRaises(UserError):
            slot.with_user(self.user)._check_in(self.user, "198.51.100.1")
        with self.assertRaises(UserError):
            slot.with_user(self.colleague)._check_in(self.colleague, "192.0.2.1")
        row = slot.with_user(self.user)._check_in(self.user, "192.0.2.1")
        self.assertEqual((row.enrollment_id, row.state, row.hours, row.source), (enrollment, "present", 5, "code"))
        # What the trainer has recorded stays
        row.with_user(self.trainer).action_absent()
        slot.with_user(self.user)._check_in(self.user, "192.0.2.1")
        self.assertEqual((row.state, row.hours), ("absent", 0))

    def test_late(self):
        enrollment = self._enroll()
        slot = self.session.slot_ids[0]
        self.time.move_to(slot.start + timedelta(hours=1))
        slot.with_user(self.user)._check_in(self.user, "192.0.2.1")
        self.assertEqual((enrollment.attendance_ids.state, enrollment.attendance_ids.hours), ("late", 4))
