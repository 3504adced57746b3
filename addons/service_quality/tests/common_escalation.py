from contextlib import nullcontext

from odoo import Command
from odoo.tests import HttpCase

from .common import ServiceCase


class EscalationCase(ServiceCase):
    """The team of :class:`ServiceCase` with a leader, in a department with a head and a director.

    Everybody works around the clock, so that nothing waits for the morning unless a test says so.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.escalation.policy"].search([]).action_archive()
        cls.team.user_id = cls.leader
        cls.head = cls._user("head", "service_quality.service_quality_group_leader")
        cls.director = cls._user("director", "service_quality.service_quality_group_manager")
        cls.department = cls.env["hr.department"].create({"name": "Service"})
        cls.hours = cls.env["resource.calendar"].create({"name": "Always", "flexible_hours": True, "tz": "UTC"})
        cls.staff = {
            user: cls._employee(user, department_id=cls.department.id)
            for user in (cls.agent, cls.leader, cls.head, cls.director)
        }
        cls.department.manager_id = cls.staff[cls.head]
        cls.staff[cls.agent].parent_id = cls.staff[cls.leader]
        cls.staff[cls.leader].parent_id = cls.staff[cls.head]
        cls.staff[cls.head].parent_id = cls.staff[cls.director]
        cls.staff[cls.director].parent_id = False

    @classmethod
    def _employee(cls, user, **values):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "resource_calendar_id": cls.hours.id, **values}
        )

    @classmethod
    def _level(cls, role="leader", actions=(), **values):
        """The values of a level, told by default to the team's leader, with half an hour to acknowledge."""
        recipients = [role] if isinstance(role, (str, dict)) else role
        return {
            "name": "A level",
            "answer_minutes": 30,
            "recipient_ids": [Command.create({"role": line} if isinstance(line, str) else line) for line in recipients],
            "action_ids": [
                Command.create({"kind": action} if isinstance(action, str) else action) for action in actions
            ],
            **values,
        }

    @classmethod
    def _policy(cls, *levels, metric="resolution", **values):
        """A policy with these levels, climbed by the clocks of the team's standard."""
        lines = [Command.create({"sequence": 10 * number, **level}) for number, level in enumerate(levels, start=1)]
        policy = cls.env["service.escalation.policy"].create({"name": "A policy", "level_ids": lines, **values})
        if metric:
            targets = cls.standard.target_ids.filtered(lambda target: target.metric == metric)
            targets.escalation_policy_id = policy
        return policy

    def climb(self):
        """Run the scheduled action as the scheduler does."""
        self.env.flush_all()
        # A test of the web is in that mode from its start
        with nullcontext() if isinstance(self, HttpCase) else self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_climb").method_direct_trigger()
        self.env.invalidate_all()

    def steps(self, tickets):
        return self.env["service.escalation"].search([("ticket_id", "in", tickets.ids)], order="id")

    def reached(self, tickets):
        """``[(number of the level, why)]`` in the order in which they were reached."""
        return [(step.number, step.why) for step in self.steps(tickets)]

    def told(self, step):
        return step.notice_ids.filtered(lambda notice: notice.outcome == "told").user_id

    def holes(self, step):
        skipped = step.notice_ids.filtered(lambda notice: notice.outcome == "skipped")
        return [(notice.employee_name or False, notice.hole) for notice in skipped.sorted("id")]

    def messages(self, user):
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids), ("message_type", "=", "user_notification")], order="id"
        )
