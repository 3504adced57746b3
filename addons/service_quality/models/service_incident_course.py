from odoo import api, fields, models


class ServiceIncident(models.Model):
    """The timeline on the form, drawn by the same template as in the report."""

    _inherit = "service.incident"

    course = fields.Html(string="Timeline", compute="_compute_course", sanitize=False)

    @api.depends("state", "step_ids.state", "step_ids.escalated_at", "update_ids.sent_at")
    @api.depends_context("lang", "tz")
    def _compute_course(self):
        for incident in self:
            incident.course = self.env["ir.qweb"]._render(
                "service_quality.incident_course", {"incident": incident, "course": incident._get_course()}
            )
