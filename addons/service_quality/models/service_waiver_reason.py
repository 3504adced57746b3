from odoo import fields, models


class ServiceWaiverReason(models.Model):
    """Why a missed promise may be excused."""

    _name = "service.waiver.reason"
    _description = "Service Waiver Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
