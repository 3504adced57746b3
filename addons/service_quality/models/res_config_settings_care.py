from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_active_days = fields.Integer(related="company_id.service_active_days", readonly=False)
    service_churn_days = fields.Integer(related="company_id.service_churn_days", readonly=False)
    service_care_cap = fields.Integer(related="company_id.service_care_cap", readonly=False)
    service_care_cap_days = fields.Integer(related="company_id.service_care_cap_days", readonly=False)
