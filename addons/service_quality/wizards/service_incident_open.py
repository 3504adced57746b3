from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.service_incident import OPEN_STATES
from ..models.service_incident_type import SEVERITIES


class ServiceIncidentOpen(models.TransientModel):
    """Group cases under an incident: a new one, or one that is there."""

    _name = "service.incident.open"
    _description = "Open an Incident"

    ticket_ids = fields.Many2many("helpdesk.ticket", string="Cases", required=True)
    incident_id = fields.Many2one(
        "service.incident", string="Add to", domain=[("state", "in", ("detected", "responding", "recovered"))]
    )
    name = fields.Char(string="What Happened", compute="_compute_name", store=True, readonly=False)
    type_id = fields.Many2one("service.incident.type")
    severity = fields.Selection(SEVERITIES, required=True, default="2")
    open_count = fields.Integer(compute="_compute_open_count")

    @api.depends("ticket_ids")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.ticket_ids[:1].name

    @api.depends("ticket_ids")
    def _compute_open_count(self):
        for wizard in self:
            wizard.open_count = self.env["service.incident"].search_count([("state", "in", OPEN_STATES)])

    def action_confirm(self):
        self.ensure_one()
        self.ticket_ids.check_access("write")
        incident = self.incident_id or self._open()
        self.ticket_ids.write({"incident_id": incident.id})
        return incident._get_records_action()

    def _open(self):
        companies = self.ticket_ids.company_id
        if not self.type_id or not self.name:
            raise UserError(self.env._("Choose an incident, or say what happened and of which type it is."))
        if len(companies) > 1:
            raise UserError(self.env._("These cases belong to several companies: open an incident for each."))
        return self.env["service.incident"].create(
            {
                "name": self.name,
                "type_id": self.type_id.id,
                "severity": self.severity,
                "company_id": companies.id,
                "team_id": self.ticket_ids.team_id[:1].id,
            }
        )
