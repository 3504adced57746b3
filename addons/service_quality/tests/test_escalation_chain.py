"""Finding somebody to tell, in a company with holes."""

from odoo import Command
from odoo.tests import tagged

from .common import HOUR, START
from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestEscalationChain(EscalationCase):
    def escalate(self, role, **values):
        """The step of a ticket whose level tells a role at once."""
        self._policy(self._level(role, trigger="manual"), metric=None, every_case=True)
        ticket = self._ticket(**values)
        ticket._escalate("Look at this")
        self.climb()
        return self.steps(ticket)

    def test_roles(self):
        parent = self.env["helpdesk.ticket.team"].create({"name": "Region", "user_id": self.manager.id})
        self.team.parent_id = parent
        for role, user in (
            ("assignee", self.agent),
            ("leader", self.leader),
            ("parent_leader", self.manager),
            ("manager", self.head),
            ({"role": "manager", "steps_up": 1}, self.director),
            ({"role": "user", "user_id": self.manager.id}, self.manager),
        ):
            self.env["service.escalation.policy"].search([]).action_archive()
            step = self.escalate(role, user_id=self.agent.id)
            self.assertEqual((self.told(step), self.holes(step)), (user, []), role)

    def test_who_is_on_leave_is_passed_over(self):
        self._leave(self.agent)
        step = self.escalate("assignee", user_id=self.agent.id)
        self.assertEqual((self.told(step), self.holes(step)), (self.leader, [("Agent", "on_leave")]))

    def _leave(self, user, start=START - HOUR, end=START + 24 * HOUR):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": self.staff[user].resource_id.id,
                "calendar_id": self.hours.id,
                "date_from": start,
                "date_to": end,
                "time_type": "leave",
            }
        )

    def test_leave_counts_while_it_lasts(self):
        self._leave(self.leader, START - 10 * HOUR, START)
        self.assertEqual(self.told(self.escalate("leader")), self.leader)

    def test_archived_without_assignee_and_up(self):
        self.leader.active = False
        step = self.escalate("assignee")
        self.assertEqual(self.told(step), self.head)
        self.assertEqual(self.holes(step), [(False, "nobody"), ("Leader", "archived")])

    def test_a_manager_without_user(self):
        nobody = self.env["hr.employee"].create({"name": "No login", "parent_id": self.staff[self.director].id})
        self.department.manager_id = nobody
        step = self.escalate("manager", user_id=self.agent.id)
        self.assertEqual((self.told(step), self.holes(step)), (self.director, [("No login", "no_user")]))

    def test_a_manager_in_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreigner = self._user("foreigner", company_id=company.id, company_ids=[Command.set(company.ids)])
        employee = self._employee(foreigner, company_id=company.id, resource_calendar_id=False)
        employee.parent_id = self.staff[self.director]
        self.department.manager_id = employee
        step = self.escalate("manager", user_id=self.agent.id)
        self.assertEqual((self.told(step), self.holes(step)), (self.director, [("Foreigner", "other_company")]))

    def test_a_loop_in_the_chain(self):
        self.env.cr.execute(
            "UPDATE hr_employee SET parent_id = %s WHERE id = %s",
            [self.staff[self.head].id, self.staff[self.director].id],
        )
        self.env.invalidate_all()
        for user in (self.head, self.director):
            self._leave(user)
        step = self.escalate("manager", user_id=self.agent.id)
        self.assertFalse(self.told(step))
        self.assertEqual(self.holes(step), [("Head", "on_leave"), ("Director", "on_leave"), (False, "loop")])
        self.assertIn("Nobody could be told", step.failure)

    def test_nobody_above(self):
        self.department.manager_id = False
        for user in (self.agent, self.leader):
            self.staff[user].parent_id = False
        step = self.escalate("manager", user_id=self.agent.id)
        self.assertFalse(self.told(step))
        self.assertEqual(self.holes(step), [(False, "nobody")])
        self.wait(minutes=31)
        self.climb()
        self.assertEqual(step.state, "unanswered", "it goes on without an answer")

    def test_a_user_without_employee(self):
        """Who is no employee has no manager: the leader of the team stands for the department."""
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        step = self.escalate("manager", user_id=stranger.id, team_id=self.team.id)
        self.assertEqual(self.told(step), self.head)
        self.team.user_id = False
        self.env["service.escalation.policy"].search([]).action_archive()
        step = self.escalate("manager", user_id=stranger.id)
        self.assertEqual(self.holes(step), [(False, "nobody")])

    def test_the_duty_post(self):
        post = self.env["service.duty.post"].create(
            {"name": "Night", "user_id": self.head.id, "member_ids": [Command.set((self.agent | self.manager).ids)]}
        )
        post.action_fill_roster()
        self.assertEqual(len(post.shift_ids), 8)
        self.assertEqual(post._get_on_duty(START + HOUR), self.agent)
        self.assertEqual(post._get_on_duty(START + 169 * HOUR), self.manager)
        post.action_fill_roster()
        self.assertEqual(len(post.shift_ids), 16)
        role = {"role": "duty", "post_id": post.id}
        self.assertEqual(self.told(self.escalate(role)), self.agent)
        self._leave(self.agent)
        self.env["service.escalation.policy"].search([]).action_archive()
        step = self.escalate(role)
        self.assertEqual((self.told(step), self.holes(step)), (self.head, [("Agent", "on_leave")]))

    def test_a_person_is_told_once(self):
        step = self.escalate(["leader", "manager", {"role": "user", "user_id": self.leader.id}])
        self.assertEqual(len(step.notice_ids), 2)
        self.assertEqual(self.told(step), self.leader | self.head)
