from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_activity_at_risk = fields.Boolean(related="company_id.service_activity_at_risk", readonly=False)
    service_activity_missed = fields.Boolean(related="company_id.service_activity_missed", readonly=False)
    service_leader_waives = fields.Boolean(related="company_id.service_leader_waives", readonly=False)
    service_acknowledge = fields.Boolean(related="company_id.service_acknowledge", readonly=False)
    service_author_approves = fields.Boolean(related="company_id.service_author_approves", readonly=False)
    service_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id", string="Service Hours", readonly=False
    )
