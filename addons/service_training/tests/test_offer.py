from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import TRAINER, TrainingCase

_OFFERS = {
    "may_take_exam": "action_take_exam",
    "may_take_test": "action_take_test",
    "may_assess": "action_assess_drill",
    "may_decide": "action_decide",
    "may_cancel": "action_cancel",
}


@tagged("post_install", "-at_install")
class TestOffer(TrainingCase):
    """Forms show the buttons that work for whoever looks, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = new_test_user(cls.env, "a trainer elsewhere", TRAINER)
        cls.boss = new_test_user(cls.env, "a boss", "base.group_user")
        cls.boss_employee = cls.env["hr.employee"].create({"name": "Boss", "user_id": cls.boss.id})
        cls.employee.parent_id = cls.boss_employee

    def _offered(self, enrollment, user):
        """What is offered, each tried as that user and undone."""
        seen = enrollment.with_user(user)
        offered = set()
        for offer, method in _OFFERS.items():
            if seen[offer]:
                offered.add(method)
            self.assertEqual(seen[offer], self._works(seen, method), (user.name, method))
        return offered

    def _works(self, record, method):
        class Undo(Exception):
            pass

        try:
            with self.cr.savepoint():
                getattr(record, method)()
                raise Undo
        except Undo:
            return True
        except (AccessError, UserError):
            return False
        finally:
            self.env.invalidate_all()

    def test_what_is_offered_works_and_nothing_else_does(self):
        course = self._course(exam_id=self._exam().id, drill_sheet_id=self._sheet().id)
        session = self._session(course, days=20)
        session.action_start()
        enrollment = self._enroll(session=session)
        self.assertEqual(self._offered(enrollment, self.user), {"action_take_exam", "action_cancel"})
        self.assertFalse(self._offered(enrollment, self.boss))
        self._attend(enrollment, 5, 5, 5)
        self.assertEqual(self._offered(enrollment, self.user), {"action_take_exam"}, "who came does not withdraw")
        self._answer(enrollment)
        self._assess(enrollment, self.trainer, 20, 80)
        decided = {"action_assess_drill", "action_decide"}
        for user in (self.trainer, self.officer):
            self.assertEqual(self._offered(enrollment, user) - {"action_cancel"}, decided, user.name)
        self.assertFalse(self._offered(enrollment, self.user), "the exam is passed")
        session.sudo().assessor_ids = self.elsewhere
        self.assertTrue(enrollment.with_user(self.elsewhere).may_assess)
        self.assertFalse(enrollment.with_user(self.elsewhere).may_decide)
        enrollment.with_user(self.trainer).action_decide()
        for user in (self.user, self.trainer, self.officer):
            self.assertFalse({offer for offer in _OFFERS if enrollment.with_user(user)[offer]}, user.name)

    def test_used_up_exams_are_not_offered(self):
        session = self._session(self._course(exam_id=self._exam().id, exam_attempts=1), days=20)
        session.action_start()
        enrollment = self._enroll(session=session)
        self._answer(enrollment, right=False)
        self.assertFalse(enrollment.with_user(self.user).may_take_exam)

    def test_sessions(self):
        for user, conducts in ((self.trainer, True), (self.officer, True), (self.elsewhere, False), (self.user, False)):
            session = self.session.with_user(user)
            self.assertEqual(session.may_conduct, conducts, user.name)
            self.assertEqual(self._works(session, "action_start"), conducts)
        for user in (self.user, self.colleague):
            session = self.session.with_user(user)
            self.assertTrue(session.may_enroll_me)
            session.action_enroll_me()
            self.assertFalse(session.may_enroll_me)
            self.assertFalse(self._works(session, "action_enroll_me"))
        self.assertFalse(self.session.with_user(self.trainer).may_enroll_me, "the own session")
        self.session.enrollment_ids[0].action_cancel()
        self.assertTrue(self.session.with_user(self.user).may_enroll_me, "who gave the seat back may come again")

    def test_drills_are_filled_in_by_their_assessor(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=20)
        enrollment = self._enroll(session=session)
        drill = self.env["training.drill"].with_user(self.trainer).create({"enrollment_id": enrollment.id})
        for user, fills in ((self.trainer, True), (self.officer, False), (self.user, False)):
            self.assertEqual(drill.with_user(user).may_fill, fills, user.name)
            self.assertEqual(self._works(drill.with_user(user), "action_submit"), fills)
        with Form(drill) as form:
            form.minutes = 5
        drill.action_submit()
        self.assertFalse(drill.may_fill)

    def test_nobody_is_offered_to_revoke_the_own(self):
        employee = self.env["hr.employee"].create({"name": "Officer", "user_id": self.officer.id})
        certificates = self.env["training.certificate"]
        for enrollment, offered in ((self._pass(), True), (self._pass(employee), False)):
            certificate = certificates.search([("enrollment_id", "=", enrollment.id)])
            self.assertEqual(certificate.with_user(self.officer).may_revoke, offered)
            self.assertEqual(self._works(certificate.with_user(self.officer), "action_revoke"), offered)
            self.assertFalse(certificate.with_user(self.trainer).may_revoke)

    def test_participants_are_added_in_the_form_of_the_session(self):
        with Form(self.session.with_user(self.officer)) as form:
            with form.enrollment_ids.new() as line:
                line.employee_id = self.employee
                self.assertFalse(line.may_decide, "nothing is offered before it is saved")
        self.assertEqual((self.session.enrollment_ids.employee_id, self.session.enrolled_count), (self.employee, 1))
