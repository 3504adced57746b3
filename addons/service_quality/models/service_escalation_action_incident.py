from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .service_incident import OPEN_STATES
from .service_incident_type import SEVERITIES


class ServiceEscalationAction(models.Model):
    """A level can start an incident plan: the case that reached it is its first."""

    _inherit = "service.escalation.action"

    kind = fields.Selection(selection_add=[("incident", "Start an incident plan")], ondelete={"incident": "cascade"})
    incident_type_id = fields.Many2one("service.incident.type", ondelete="restrict")
    incident_severity = fields.Selection(SEVERITIES, string="Severity", default="2")

    @api.constrains("kind", "incident_type_id", "incident_severity")
    def _check_incident(self):
        for action in self:
            if action.kind == "incident" and not (action.incident_type_id and action.incident_severity):
                raise ValidationError(
                    self.env._("The action “%(action)s” is not complete.", action=action.display_name)
                )

    @api.depends("incident_type_id")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for action in self.filtered(lambda action: action.kind == "incident" and action.incident_type_id):
            action.display_name = f"{action.display_name}: {action.incident_type_id.name}"
        return res

    def _run_incident(self, step, subject, people):
        ticket = step.ticket_id
        if ticket.incident_id.state in OPEN_STATES:
            return
        incident = self.env["service.incident"].create(
            {
                "name": subject.display_name,
                "description": step._get_headline(),
                "type_id": self.incident_type_id.id,
                "severity": self.incident_severity,
                "user_id": (people[:1] or subject.user_id or self.env.user).id,
                "team_id": step.team_id.id,
                "company_id": (step.company_id or self.env.company).id,
            }
        )
        ticket.incident_id = incident
