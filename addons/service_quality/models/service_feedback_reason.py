from odoo import fields, models


class ServiceFeedbackReason(models.Model):
    """A word that customers choose to say why."""

    _name = "service.feedback.reason"
    _description = "Reason of a Score"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
