from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_complaint import ComplaintCase
from .common_incident import IncidentCase
from .test_inspection import InspectionCase


@tagged("post_install", "-at_install")
class TestImprovementOfComplaints(ComplaintCase):
    """What a closed complaint asks for is opened once, and joins what is worked on for its cause."""

    def closed(self, improvement="yes"):
        complaint = self._complaint()
        self.answer(self.offer(complaint))
        complaint.solution_ids.with_user(self.agent).action_carry_out()
        complaint.with_user(self.agent).write(
            {
                "complaint_summary": "Exchanged",
                "complaint_improvement": improvement,
                "complaint_improvement_note": "Better bearings",
            }
        )
        complaint.with_user(self.leader)._complaint_advance("closed")
        return complaint

    def test_closing_opens_it_once(self):
        complaint = self.closed()
        improvement = complaint.improvement_id
        self.assertEqual(
            (improvement.name, improvement.cause_id, improvement.user_id, improvement.state),
            ("The fan howls", self.cause, self.leader, "plan"),
        )
        self.assertIn("Better bearings", improvement.problem)
        self.assertEqual(improvement.activity_ids.user_id, self.leader)
        self.assertEqual((improvement.complaint_ids, improvement.complaint_count), (complaint, 1))
        self.assertEqual(complaint.with_user(self.agent).action_improve()["res_id"], improvement.id)
        complaint._open_improvements()
        self.assertEqual(complaint.improvement_id, improvement)

    def test_the_same_cause_is_improved_in_one_place(self):
        first, second = self.closed(), self.closed()
        self.assertEqual(first.improvement_id, second.improvement_id)
        self.assertEqual(first.improvement_id.complaint_count, 2)
        first.improvement_id.with_user(self.leader).action_drop()
        self.assertNotEqual(self.closed().improvement_id, first.improvement_id)

    def test_where_none_is_needed_none_is_opened(self):
        complaint = self.closed("no")
        self.assertFalse(complaint.improvement_id)
        with self.assertRaises(UserError):
            complaint.with_user(self.agent).action_improve()

    def test_before_closing_by_the_button(self):
        complaint = self._complaint()
        complaint.with_user(self.agent).complaint_improvement = "yes"
        opened = complaint.with_user(self.agent).action_improve()
        self.assertEqual(opened["res_id"], complaint.improvement_id.id)
        with self.assertRaises(AccessError):
            self._complaint().with_user(self.portal).action_improve()

    def test_what_a_complaint_asked_for_is_not_deleted(self):
        complaint = self._complaint()
        complaint.with_user(self.agent).complaint_improvement = "yes"
        complaint.with_user(self.agent).action_improve()
        with self.assertRaises(UserError):
            complaint.improvement_id.with_user(self.agent).unlink()


@tagged("post_install", "-at_install")
class TestImprovementOfIncidents(IncidentCase):
    def test_closing_opens_it_once(self):
        incident = self._incident(cause_id=self.env["service.cause"].create({"name": "Power"}).id)
        mine = incident.with_user(self.agent)
        mine.action_respond()
        mine.action_recover()
        incident.step_ids._end("done")
        mine.write({"summary": "The fuse blew", "improvement_needed": "yes"})
        mine.action_close()
        improvement = incident.improvement_id
        self.assertEqual((improvement.problem, improvement.cause_id), ("The fuse blew", incident.cause_id))
        self.assertEqual((improvement.incident_ids, improvement.incident_count), (incident, 1))
        self.assertEqual(mine.action_improve()["res_id"], improvement.id)
        self.assertEqual(improvement.user_id, incident.user_id)


@tagged("post_install", "-at_install")
class TestImprovementOfFindings(InspectionCase):
    """What an inspection finds about how we work is an improvement, without whose case it was."""

    def finding(self, **values):
        inspection = self.judge(self.inspection(), "no", "yes")
        return (
            self.env["service.inspection.finding"]
            .with_user(self.inspector)
            .create(
                {
                    "inspection_id": inspection.id,
                    "line_id": inspection.line_ids[0].id,
                    "name": "Two price lists contradict each other",
                    **values,
                }
            )
            .sudo()
        )

    def test_an_inspector_opens_it(self):
        finding = self.finding(kind="improvement")
        improvement = finding.improvement_id
        self.assertEqual(
            (improvement.name, improvement.user_id), ("Two price lists contradict each other", self.leader)
        )
        self.assertNotIn(self.agent.name, (improvement.problem or "") + improvement.message_ids.mapped("body")[0])
        self.assertEqual(improvement.finding_count, 1)
        # Who may not see the inspection sees that something was found, and no more
        self.assertEqual(improvement.with_user(self.agent).finding_count, 1)
        improvement.invalidate_recordset(["finding_ids"])
        self.assertFalse(improvement.with_user(self.agent).finding_ids)

    def test_coaching_opens_none_until_it_turns_out_to_be_the_process(self):
        finding = self.finding()
        self.assertFalse(finding.improvement_id)
        finding.with_user(self.leader).kind = "improvement"
        improvement = finding.improvement_id
        self.assertTrue(improvement)
        finding.with_user(self.leader).write({"kind": "coaching"})
        finding.with_user(self.leader).write({"kind": "improvement"})
        self.assertEqual(finding.improvement_id, improvement)

    def test_the_rule_settles_what_was_found(self):
        finding = self.finding(kind="improvement")
        finding.improvement_id.write({"state": "act", "standardised": "One price list"})
        finding.improvement_id.with_user(self.leader).action_close()
        self.assertEqual(finding.state, "done")
        self.assertFalse(finding.activity_ids)
