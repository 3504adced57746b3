from odoo.addons.service_quality.tests.common_complaint import ComplaintCase
from odoo.addons.service_quality.tests.test_inspection import InspectionCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged


def _course(env):
    course = env.ref("service_training.training_course_new_hire")
    return course, env["training.need"].search([])


@tagged("post_install", "-at_install")
class TestNeedOfFinding(InspectionCase):
    """Inspectors write down that somebody has to learn something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course, cls.before = _course(cls.env)

    def _find(self, inspection, **values):
        values = {"inspection_id": inspection.id, "name": "Knows no warranty terms", "kind": "training", **values}
        return self.env["service.inspection.finding"].with_user(self.inspector).create(values)

    def _needs(self):
        return self.env["training.need"].search([]) - self.before

    def test_once_it_is_published(self):
        inspection = self.judge(self.inspection())
        finding = self._find(inspection, training_course_id=self.course.id)
        self.assertFalse(self._needs(), "who was inspected could read it")
        inspection.with_user(self.inspector).action_publish()
        need = self._needs()
        self.assertEqual((need.partner_id, need.course_id), (self.agent.partner_id, self.course))
        self.assertEqual((need.source, need.due), ("inspection", finding.date_deadline))
        self.assertEqual(need.origin_ids._get_record(), finding)
        officer = new_test_user(self.env, "an officer", "service_training.service_training_group_officer")
        self.assertTrue(need.origin_ids.with_user(officer).can_open)
        self.assertEqual(finding.with_user(officer).name, "Knows no warranty terms")
        with self.assertRaises(AccessError):
            finding.with_user(officer).write({"name": "Other"})
        with self.assertRaises(AccessError):
            self._find(inspection, kind="coaching").with_user(officer).read(["name"])
        finding.with_user(self.inspector).write({"training_course_id": False, "kind": "training"})
        self.assertEqual(self._needs(), need, "a finding tells once")

    def test_afterwards(self):
        finding = self._find(self.published())
        self.assertFalse(self._needs().course_id)
        self._needs().sudo()._refuse("Shown on the job")
        self.assertIn("Shown on the job", finding.message_ids[0].body)
        self.assertEqual(finding.state, "open")

    def test_a_passed_training_closes_the_finding(self):
        finding = self._find(self.published(), training_course_id=self.course.id)
        self._needs().write({"state": "done"})
        self.assertEqual(finding.state, "done")
        self.assertIn(self.course.name, finding.outcome)

    def test_not_on_a_second_judgement(self):
        with self.assertRaises(UserError):
            self._find(self.judge(self.inspection(turn=2)))


@tagged("post_install", "-at_install")
class TestNeedOfComplaint(ComplaintCase):
    """Who handled the case that a justified complaint came from learns what the subject names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course, cls.before = _course(cls.env)
        cls.subject.training_course_id = cls.course
        cls.case = cls._ticket(user_id=cls.agent.id)

    def _close(self, **values):
        below = self.env["service.complaint.subject"].create({"name": "At night", "parent_id": self.subject.id})
        complaint = self._complaint(complaint_subject_id=below.id)
        complaint.sudo().write({"complaint_origin_id": self.case.id})
        solution = self.offer(complaint)
        self.answer(solution)
        solution.with_user(self.agent).action_carry_out()
        self.finish(complaint)
        complaint.sudo().write(values)
        complaint.with_user(self.leader)._complaint_advance("closed")
        return complaint, self.env["training.need"].search([]) - self.before

    def test_justified(self):
        complaint, need = self._close()
        self.assertEqual((need.partner_id, need.course_id), (self.agent.partner_id, self.course))
        self.assertEqual((need.source, need.origin_ids._get_record()), ("complaint", complaint))
        officer = new_test_user(self.env, "an officer", "service_training.service_training_group_officer")
        origin = need.origin_ids.with_user(officer)
        self.assertFalse(origin.can_open, "who reads no cases is told which one it is, and nothing of what it says")
        self.assertIn(complaint.number, origin.description)
        self.assertNotIn(complaint.name, origin.description)

    def test_not_justified(self):
        self.assertFalse(self._close(complaint_justified="no")[1])

    def test_without_a_course(self):
        self.subject.training_course_id = False
        self.assertFalse(self._close()[1])
