from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HOUR, MINUTE, START
from .common_incident import IncidentCase


@tagged("post_install", "-at_install")
class TestIncident(IncidentCase):
    """Detected, responded to, recovered from, summarised: by the plan, and with the cases."""

    def test_the_plan_of_the_type_and_the_severity_lays_out_the_steps(self):
        incident = self._incident()
        self.assertEqual(incident.plan_id, self.plan)
        self.assertEqual(
            [(step.user_id, step.due_at) for step in incident.step_ids],
            [
                (self.agent, START + 10 * MINUTE),
                (self.leader, START + 30 * MINUTE),
                (self.head, START + 60 * MINUTE),
            ],
        )
        self.assertEqual(incident.activity_ids.user_id, self.agent | self.leader | self.head)
        self.assertTrue(incident.number.startswith("INC2026-"))

    def test_a_higher_severity_brings_its_plan_and_keeps_what_was_done(self):
        severe = self._plan("Severe", (5, "manager"), severity="3")
        incident = self._incident()
        incident.step_ids[0].with_user(self.agent).action_done()
        incident.with_user(self.agent).severity = "4"
        self.assertEqual(incident.plan_id, severe)
        self.assertEqual(sorted(incident.step_ids.mapped("name")), ["Step of assignee", "Step of manager"])
        other = self.env["service.incident.type"].create({"name": "Without a plan"})
        self.assertNotEqual(self._incident(type_id=other.id).plan_id.type_id, self.kind)

    def test_who_is_absent_is_passed_over(self):
        self.leader.active = False
        self.assertEqual(self._incident().step_ids[1].user_id, self.head)

    def test_a_late_step_is_told_above_once(self):
        incident = self._incident()
        self.wait(minutes=11)
        for count in (1, 0):
            now = self.time().replace(tzinfo=None)
            self.assertEqual(self.env["service.incident.step"]._tell_late(now), count)
        step = incident.step_ids[0]
        self.assertEqual(step.escalated_to_id, self.leader)
        told = self.messages(self.leader).filtered(lambda message: message.subject.startswith("Late"))
        self.assertEqual(len(told), 1)
        self.assertEqual(incident.step_late_count, 1)

    def test_steps_are_done_or_skipped_with_a_reason(self):
        incident = self._incident()
        first, second, third = incident.step_ids
        incident.activity_ids.filtered(lambda activity: activity.user_id == self.agent).with_user(
            self.agent
        ).action_feedback("Checked")
        self.assertEqual((first.state, first.note, first.done_by_id), ("done", "Checked", self.agent))
        with self.assertRaises(UserError):
            second.with_user(self.leader).action_skip()
        second.with_user(self.leader).note = "No need"
        second.with_user(self.leader).action_skip()
        self.assertEqual(second.state, "skipped")
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        with self.assertRaises(AccessError):
            third.with_user(stranger).action_done()
        with self.assertRaises(AccessError):
            third.with_user(self.leader).write({"state": "done"})
        self.assertFalse(incident.activity_ids.filtered(lambda activity: activity.user_id == self.leader))

    def test_from_detection_to_summary(self):
        incident = self._incident()
        mine = incident.with_user(self.agent)
        self.wait(minutes=30)
        mine.action_respond()
        self.wait(minutes=90)
        mine.action_recover()
        self.assertEqual((incident.hours_to_respond, incident.hours_to_recover), (0.5, 2))
        with self.assertRaises(UserError):
            mine.action_close()
        mine.write({"summary": "A fuse", "improvement_needed": "no"})
        with self.assertRaises(UserError):
            mine.action_close()
        incident.step_ids.with_user(self.leader).action_done()
        mine.action_close()
        self.assertEqual((incident.state, incident.closed_at), ("closed", START + 2 * HOUR))
        kinds = [line["kind"] for line in incident._get_course()]
        self.assertEqual(kinds.count("done"), 3)
        self.assertEqual(kinds.count("state"), 4)
        self.assertIn("Detected", incident.course)
        report = self.env["ir.actions.report"]._render_qweb_html(
            "service_quality.service_incident_report", incident.ids
        )
        self.assertIn(b"A fuse", report[0])
        with self.assertRaises(UserError):
            mine.action_recover()

    def test_a_false_alarm_needs_nothing(self):
        incident = self._incident()
        incident.with_user(self.agent).action_cancel()
        self.assertEqual(set(incident.step_ids.mapped("state")), {"skipped"})
        self.assertFalse(incident.activity_ids)

    def test_recovery_closes_the_cases_and_those_linked_later(self):
        incident = self._incident()
        cases = self._ticket() | self._ticket(user_id=self.agent.id)
        cases.with_user(self.agent).write({"incident_id": incident.id})
        incident.with_user(self.agent).action_recover()
        self.assertTrue(all(cases.mapped("closed")))
        self.assertEqual(self.clock(cases[0]).result, "met")
        later = self._ticket(incident_id=incident.id)
        self.assertTrue(later.closed)
        incident.close_tickets = False
        self.assertFalse(self._ticket(incident_id=incident.id).closed)

    def test_cases_selected_are_grouped(self):
        cases = self._ticket(name="Dark") | self._ticket()
        action = cases.with_user(self.agent).action_open_incident()
        wizard = self.env["service.incident.open"].with_user(self.agent).with_context(**action["context"])
        opened = wizard.create({"type_id": self.kind.id, "severity": "3"})
        self.assertEqual(opened.name, "Dark")
        opened.action_confirm()
        incident = cases.incident_id
        self.assertEqual((incident.severity, incident.ticket_count), ("3", 2))
        third = self._ticket()
        wizard.create({"ticket_ids": third.ids, "incident_id": incident.id}).action_confirm()
        self.assertEqual(third.incident_id, incident)

    def test_an_escalation_starts_one(self):
        self._policy(
            self._level(
                "leader",
                [{"kind": "incident", "incident_type_id": self.kind.id, "incident_severity": "3"}],
                trigger="manual",
            ),
            metric=None,
            every_case=True,
        )
        ticket = self._ticket(user_id=self.agent.id)
        ticket._escalate("Three hotels are dark")
        self.climb()
        incident = ticket.incident_id
        self.assertEqual((incident.type_id, incident.severity, incident.user_id), (self.kind, "3", self.leader))
        self.assertTrue(incident.step_ids)
        self.assertFalse(self.steps(ticket).failure)


@tagged("post_install", "-at_install")
class TestIncidentRights(IncidentCase):
    def test_who_reads_and_who_writes(self):
        incident = self._incident()
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        self.assertEqual(incident.with_user(stranger).name, "No power")
        for change in (
            lambda: incident.with_user(stranger).write({"name": "Mine"}),
            lambda: incident.with_user(stranger).action_recover(),
            lambda: self.tell(incident, user=stranger),
            lambda: incident.with_user(self.agent).write({"state": "closed"}),
            lambda: self.plan.with_user(self.leader).write({"name": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                change()
        incident.with_user(self.leader).name = "No power in town"
        with self.assertRaises(AccessError):
            incident.with_user(self.manager).unlink()
        company = self.env["res.company"].create({"name": "Other"})
        foreigner = self._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        for model in ("service.incident", "service.incident.step", "service.incident.update"):
            self.assertFalse(self.env[model].with_user(foreigner).search([]), model)
        for user in (self._user("portal", "base.group_portal"), self._user("nobody")):
            for model in (
                "service.incident",
                "service.incident.step",
                "service.incident.update",
                "service.incident.notice",
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
