from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_check_days = fields.Integer(related="company_id.service_check_days", readonly=False)
    service_tool_gate = fields.Selection(related="company_id.service_tool_gate", readonly=False)
    service_equipment_from_delivery = fields.Boolean(
        related="company_id.service_equipment_from_delivery", readonly=False
    )
    service_equipment_from_repair = fields.Boolean(related="company_id.service_equipment_from_repair", readonly=False)
    service_care_maintenance = fields.Integer(related="company_id.service_care_maintenance", readonly=False)
    service_care_misuse = fields.Integer(related="company_id.service_care_misuse", readonly=False)
    service_care_condition = fields.Integer(related="company_id.service_care_condition", readonly=False)
    service_care_grace = fields.Integer(related="company_id.service_care_grace", readonly=False)
    service_care_reward = fields.Integer(related="company_id.service_care_reward", readonly=False)
