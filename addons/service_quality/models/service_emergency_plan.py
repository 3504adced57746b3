from odoo import api, fields, models

from .service_incident_type import SEVERITIES


class ServiceEmergencyPlan(models.Model):
    """What is done in which order, by whom and until when, once such an event is detected."""

    _name = "service.emergency.plan"
    _description = "Emergency Plan"
    _inherit = ["mail.thread"]
    _order = "type_id, severity, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    type_id = fields.Many2one(
        "service.incident.type", index=True, ondelete="restrict", tracking=True, help="Empty: for every type."
    )
    severity = fields.Selection(
        SEVERITIES, string="From Severity", required=True, default="1", tracking=True, help="And every higher one."
    )
    note = fields.Text(string="Principles", translate=True)
    step_ids = fields.One2many("service.emergency.plan.step", "plan_id", string="Steps", copy=True)
    step_count = fields.Integer(compute="_compute_step_count")

    @api.depends("step_ids")
    def _compute_step_count(self):
        for plan in self:
            plan.step_count = len(plan.step_ids)

    @api.model
    def _match(self, incident_type, severity, company):
        """The plan for an event: of its type before any, of its severity before a lower one, the company's own first.

        :param severity: of ``SEVERITIES``
        """
        plans = self.sudo().search(
            [
                ("type_id", "in", [incident_type.id, False]),
                ("company_id", "in", [company.id, False]),
                ("severity", "<=", severity),
            ]
        )
        return plans.sorted(
            lambda plan: (bool(plan.type_id), plan.severity, bool(plan.company_id), -plan.id), reverse=True
        )[:1]
