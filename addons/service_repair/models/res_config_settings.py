from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Requisitions")
    service_repeat_days = fields.Integer(related="company_id.service_repeat_days", readonly=False)
    service_repair_warranty_days = fields.Integer(related="company_id.service_repair_warranty_days", readonly=False)
    service_requisition_limit = fields.Monetary(
        related="company_id.service_requisition_limit", readonly=False, currency_field="service_currency_id"
    )
    service_requisition_unpriced = fields.Boolean(related="company_id.service_requisition_unpriced", readonly=False)
    service_van_refill_days = fields.Integer(related="company_id.service_van_refill_days", readonly=False)
