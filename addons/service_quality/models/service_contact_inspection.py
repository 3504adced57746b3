from odoo import fields, models


class ServiceContact(models.Model):
    _inherit = "service.contact"

    inspection_ids = fields.One2many("service.inspection", "contact_id", string="Inspections", readonly=True)
