from odoo import Command

from .common_escalation import EscalationCase


class IncidentCase(EscalationCase):
    """A type with a plan of three steps: who is in charge after 10 minutes, the leader after 30, the head after 60."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.incident.rule"].search([]).action_archive()
        cls.kind = cls.env["service.incident.type"].create({"name": "Outage"})
        cls.plan = cls._plan("Outage", (10, "assignee"), (30, "leader"), (60, "manager"))

    @classmethod
    def _plan(cls, name, *steps, **values):
        lines = [
            Command.create({"name": f"Step of {role}", "due_minutes": minutes, "role": role}) for minutes, role in steps
        ]
        return cls.env["service.emergency.plan"].create(
            {"name": name, "type_id": cls.kind.id, "step_ids": lines, **values}
        )

    @classmethod
    def _incident(cls, user=None, **values):
        user = user or cls.agent
        return (
            cls.env["service.incident"]
            .with_user(user)
            .create({"name": "No power", "type_id": cls.kind.id, "severity": "2", "team_id": cls.team.id, **values})
            .sudo()
        )

    def tell(self, incident, text="We know of it", user=None):
        update = (
            self.env["service.incident.update"]
            .with_user(user or self.agent)
            .create({"incident_id": incident.id, "body": text})
        )
        update.action_send()
        return update.sudo()

    def mails(self, address):
        return self.env["mail.mail"].search([("email_to", "=", address)], order="id")
