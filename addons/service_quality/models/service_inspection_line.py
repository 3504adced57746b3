from odoo import api, fields, models
from odoo.exceptions import AccessError

RATINGS = [("yes", "Fulfilled"), ("partly", "Partly"), ("no", "Not fulfilled"), ("na", "Does not apply")]
_SHARES = {"yes": 1.0, "partly": 0.5, "no": 0.0}


class ServiceInspectionLine(models.Model):
    """One criterion, judged."""

    _name = "service.inspection.line"
    _description = "Inspection Line"
    _order = "sequence, id"
    _rec_names_search = ["criterion_id"]

    inspection_id = fields.Many2one("service.inspection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True)
    criterion_id = fields.Many2one("service.inspection.criterion", required=True, readonly=True, ondelete="restrict")
    criterion_name = fields.Char(related="criterion_id.name")
    sequence = fields.Integer(readonly=True)
    dimension = fields.Selection(related="criterion_id.dimension", store=True)
    weight = fields.Float(related="criterion_id.weight")
    critical = fields.Boolean(related="criterion_id.critical")
    guidance = fields.Text(related="criterion_id.guidance")
    rating = fields.Selection(RATINGS)
    note = fields.Char()
    revised = fields.Selection(RATINGS, string="After Appeal", readonly=True)

    _criterion_uniq = models.Constraint("UNIQUE(inspection_id, criterion_id)", "A criterion is judged once.")

    @api.depends("criterion_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.criterion_id.name

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"rating", "note"}:
                raise AccessError(self.env._("The criteria of a sheet are not changed while judging."))
            self.inspection_id._check_judging()
        return super().write(vals)

    def _get_share(self, revised=False):
        """The share that was fulfilled; None where it does not apply."""
        self.ensure_one()
        return _SHARES.get((self.revised if revised else False) or self.rating)
