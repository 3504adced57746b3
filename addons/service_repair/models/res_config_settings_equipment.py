from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_check_days = fields.Integer(related="company_id.service_check_days", readonly=False)
    service_tool_gate = fields.Selection(related="company_id.service_tool_gate", readonly=False)
