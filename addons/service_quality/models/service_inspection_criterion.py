from odoo import api, fields, models
from odoo.exceptions import UserError

from .service_inspection_sheet import DIMENSION_NAMES


class ServiceInspectionCriterion(models.Model):
    """One thing that is judged."""

    _name = "service.inspection.criterion"
    _description = "Inspection Criterion"
    _order = "sequence, id"

    sheet_id = fields.Many2one("service.inspection.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    dimension = fields.Selection(DIMENSION_NAMES, required=True, default="accuracy")
    weight = fields.Float(required=True, default=1)
    critical = fields.Boolean(help="Not entirely fulfilled, it fails the whole inspection.")
    guidance = fields.Text(translate=True, help="How to tell whether it is fulfilled.")

    _weight_positive = models.Constraint("CHECK(weight > 0)", "A criterion weighs more than nothing.")

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria._check_draft()
        return criteria

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_drafts(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and self.sheet_id.filtered(lambda sheet: sheet.state != "draft"):
            raise UserError(self.env._("People were judged by this sheet: make a new version and change that."))
