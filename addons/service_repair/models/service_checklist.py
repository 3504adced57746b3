from odoo import fields, models


class ServiceChecklist(models.Model):
    """What is tested and what is explained, per category of product."""

    _name = "service.checklist"
    _description = "Checklist of Tests and Use"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    category_id = fields.Many2one("product.category", help="For products of this category. Empty: for every product.")
    line_ids = fields.One2many("service.checklist.line", "checklist_id", copy=True)


class ServiceChecklistLine(models.Model):
    _name = "service.checklist.line"
    _description = "Point of a Checklist"
    _order = "sequence, id"

    checklist_id = fields.Many2one("service.checklist", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("test", "Test"), ("usage", "Use to explain")], required=True, default="test")
    name = fields.Char(required=True, translate=True)
