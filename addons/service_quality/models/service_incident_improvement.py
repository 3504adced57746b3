from odoo import fields, models


class ServiceIncident(models.Model):
    """What an incident teaches becomes an improvement: once, when it is closed or before."""

    _inherit = "service.incident"

    improvement_id = fields.Many2one(
        "service.improvement", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    def action_close(self):
        res = super().action_close()
        self.filtered(lambda incident: incident.improvement_needed == "yes")._open_improvements()
        return res

    def action_improve(self):
        """The improvement that this incident asks for, opened if there is none yet."""
        self.ensure_one()
        if not self.improvement_id:
            self.check_access("write")
            self._open_improvements()
        return self.improvement_id._get_records_action()

    def _open_improvements(self):
        for incident in self.sudo().filtered(lambda incident: not incident.improvement_id):
            values = {
                "name": incident.name,
                "cause_id": incident.cause_id.id,
                "problem": incident.summary or incident.description,
                "company_id": incident.company_id.id,
                "user_id": incident.user_id.id or self.env.uid,
            }
            incident.improvement_id = self.env["service.improvement"]._open_for(incident, values)
