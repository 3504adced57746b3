from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    service_clock_id = fields.Many2one("service.clock", readonly=True, ondelete="set null", index="btree_not_null")
