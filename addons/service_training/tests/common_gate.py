from odoo import Command
from odoo.tests import new_test_user

from .common import START, TrainingCase


class GateCase(TrainingCase):
    """Complaints need a course, which the participant holds until the first of April and the colleague does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,service_quality.service_quality_group_"
        cls.agent = new_test_user(cls.env, "an agent", groups + "agent")
        cls.leader = new_test_user(cls.env, "a leader", groups + "leader")
        people = cls.agent | cls.leader | cls.user | cls.colleague
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Hotline", "user_id": cls.leader.id, "user_ids": [Command.set(people.ids)]}
        )
        cls.rule = cls.env["training.gate.rule"].create(
            {
                "name": "Complaints",
                "domain": "[('kind', '=', 'complaint')]",
                "course_ids": [Command.set(cls.course.ids)],
                "mode": "block",
            }
        )
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": cls.user.partner_id.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": START.date(),
                    "valid_to": START.date().replace(month=4),
                }
            ]
        )

    def _ticket(self, user=None, **values):
        return (
            self.env["helpdesk.ticket"]
            .with_user(user or self.agent)
            .create(
                {
                    "name": "Case",
                    "description": "Case",
                    "kind": "complaint",
                    "team_id": self.team.id,
                    "user_id": False,
                    **values,
                }
            )
        )

    def _log(self, ticket):
        return self.env["training.gate.log"].search([("record_id", "=", ticket.id)])
