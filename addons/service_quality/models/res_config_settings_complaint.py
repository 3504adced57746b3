from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_complaint_days = fields.Integer(related="company_id.service_complaint_days", readonly=False)
    service_answer_days = fields.Integer(related="company_id.service_answer_days", readonly=False)
