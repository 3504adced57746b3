from odoo import fields, models


class ServiceComplaintCause(models.Model):
    """Why a complaint came about, as found by who investigated it."""

    _name = "service.complaint.cause"
    _description = "Complaint Cause"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
