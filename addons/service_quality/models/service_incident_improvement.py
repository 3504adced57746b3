from odoo import models


class ServiceIncident(models.Model):
    """What an incident teaches becomes an improvement."""

    _inherit = "service.incident"

    def action_improve(self):
        self.ensure_one()
        improvement = self.env["service.improvement"].search([("incident_id", "=", self.id)], limit=1)
        if not improvement:
            improvement = self.env["service.improvement"].create(
                {
                    "name": self.name,
                    "cause_id": self.cause_id.id,
                    "problem": self.summary or self.description,
                    "incident_id": self.id,
                    "company_id": self.company_id.id,
                }
            )
        return improvement._get_records_action()
