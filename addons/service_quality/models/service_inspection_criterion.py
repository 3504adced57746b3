from odoo import fields, models

from .service_inspection_sheet import DIMENSION_NAMES


class ServiceInspectionCriterion(models.Model):
    """One thing that is judged."""

    _name = "service.inspection.criterion"
    _description = "Inspection Criterion"
    _inherit = ["service.version.part"]
    _order = "sequence, id"
    _document_path = "sheet_id"

    sheet_id = fields.Many2one("service.inspection.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    dimension = fields.Selection(DIMENSION_NAMES, required=True, default="accuracy")
    weight = fields.Float(required=True, default=1)
    critical = fields.Boolean(help="Not entirely fulfilled, it fails the whole inspection.")
    guidance = fields.Text(translate=True, help="How to tell whether it is fulfilled.")

    _weight_positive = models.Constraint("CHECK(weight > 0)", "A criterion weighs more than nothing.")
