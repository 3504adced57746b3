from odoo import fields, models

SEVERITIES = [("1", "General (IV)"), ("2", "Serious (III)"), ("3", "Major (II)"), ("4", "Critical (I)")]


class ServiceIncidentType(models.Model):
    """A kind of abnormal event, each with plans of its own."""

    _name = "service.incident.type"
    _description = "Incident Type"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(string="How to Recognise It", translate=True)
    plan_ids = fields.One2many("service.emergency.plan", "type_id", string="Emergency Plans")
