from odoo import fields, models


class TrainingGateRule(models.Model):
    _inherit = "training.gate.rule"

    subject = fields.Selection(selection_add=[("repair.order", "Work orders")], ondelete={"repair.order": "cascade"})
