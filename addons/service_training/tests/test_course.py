from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import START, TrainingCase


@tagged("post_install", "-at_install")
class TestCourse(TrainingCase):
    def test_shipped_courses(self):
        course = self.env.ref("service_training.training_course_service_90")
        self.assertEqual((course.lecture_hours, course.practice_hours, course.total_hours), (50, 40, 90))
        self.assertEqual((len(course.module_ids), len(course.module_ids.project_ids)), (3, 11))
        programme = self.env.ref("service_training.training_course_programme")
        self.assertEqual(programme.module_ids.mapped("weeks"), [2, 2, 2])
        for name in ("service_90", "programme", "half_year", "new_hire"):
            self.assertEqual(self.env.ref(f"service_training.training_course_{name}").state, "in_force")

    def test_a_version_in_force_stays(self):
        module = self.course.module_ids
        for change in (
            lambda: self.course.write({"min_lecture_percent": 10}),
            lambda: module.project_ids.write({"lecture_hours": 1}),
            lambda: module.write({"project_ids": [Command.create({"name": "More", "lecture_hours": 1})]}),
            module.unlink,
            self.course.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_parts_do_not_move_into_a_version_in_force(self):
        draft = self._course(in_force=False)
        with self.assertRaises(UserError):
            draft.module_ids.project_ids.module_id = self.course.module_ids

    def test_versions_take_over(self):
        action = self.course.action_new_version()
        draft = self.env["training.course"].browse(action["res_id"])
        self.assertEqual((draft.version, draft.root_id, draft.total_hours), (2, self.course, 15))
        self.assertEqual(self.course.action_new_version()["res_id"], draft.id, "one draft at a time")
        draft.module_ids.project_ids.lecture_hours = 20
        draft.action_put_in_force()
        self.assertEqual((self.course.state, draft.state), ("retired", "in_force"))
        self.assertEqual(self.session.course_id, self.course, "participants keep their version")
        self.assertEqual(self.course.lecture_hours, 10)

    def test_an_empty_course_cannot_be_held(self):
        with self.assertRaises(UserError):
            self.env["training.course"].create({"name": "Empty"}).action_put_in_force()

    def test_no_course_is_its_own_prerequisite(self):
        first, second = self._course(in_force=False), self._course(in_force=False)
        second.prerequisite_ids = first
        with self.assertRaises(ValidationError):
            first.prerequisite_ids = second
        with self.assertRaises(ValidationError):
            first.delta_of_id = first

    def test_codes_are_unique_but_for_versions(self):
        course = self._course(code="X1")
        self.assertEqual(self.env["training.course"].browse(course.action_new_version()["res_id"]).code, "X1")
        with self.assertRaises(ValidationError):
            self._course(code="X1")

    def test_exam_with_a_bank_per_project(self):
        draft = self._course(in_force=False)
        draft.with_user(self.officer).action_create_exam()
        exam = draft.exam_id
        self.assertEqual(exam.page_ids.mapped("title"), ["A project"])
        self.assertEqual(exam.questions_selection, "random")
        self.assertFalse(exam.users_login_required)

    def test_two_curricula_in_one_year(self):
        self._pass()
        draft = self.env["training.course"].browse(self.course.action_new_version()["res_id"])
        draft.update_required = True
        draft.action_put_in_force()
        first = self.env["training.certificate"].search([("employee_id", "=", self.employee.id)])
        self.assertEqual((first.state, str(first.update_by)), ("update", "2026-05-31"))
        need = self.env["training.need"].search([("partner_id", "=", first.partner_id.id)])
        self.assertEqual(need.source, "certificate")
        self._pass(session=self._session(draft, days=10))
        second = self.env["training.certificate"].search([("employee_id", "=", self.employee.id)]) - first
        self.assertEqual((first.state, first.superseded_by_id), ("superseded", second))
        self.assertEqual(second.course_id.version, 2)
        self.assertEqual(first.course_id.version, 1)

    def test_a_delta_course_updates_certificates(self):
        self._pass()
        newer = self.env["training.course"].browse(self.course.action_new_version()["res_id"])
        newer.update_required = True
        newer.action_put_in_force()
        delta = self._session(self._course(kind="delta", delta_of_id=self.course.id), days=10)
        self._pass(session=delta)
        certificate = self.env["training.certificate"]._get_qualified(self.user.partner_id, self.course)[self.course]
        self.assertEqual((certificate.course_id, certificate.state), (newer, "valid"))
        # Who has nothing to update gets nothing
        self._pass(self.other, delta)
        self.assertFalse(self.env["training.certificate"]._get_qualified(self.colleague.partner_id, self.course))

    def test_after_the_days_to_update_nobody_is_qualified(self):
        self._pass()
        newer = self.env["training.course"].browse(self.course.action_new_version()["res_id"])
        newer.write({"update_required": True, "update_days": 10})
        newer.action_put_in_force()
        qualified = self.env["training.certificate"]._get_qualified
        self.assertTrue(qualified(self.user.partner_id, self.course))
        self.time.move_to(START.replace(day=12))
        self.assertTrue(qualified(self.user.partner_id, self.course), "the last day counts")
        self.time.move_to(START.replace(day=13))
        self.assertFalse(qualified(self.user.partner_id, self.course))
