from odoo import api, fields, models


class ServiceGrade(models.Model):
    """A grade of a scale."""

    _name = "service.grade"
    _description = "Grade"
    _order = "scale_id, lower desc, id"

    name = fields.Char(required=True, translate=True)
    scale_id = fields.Many2one("service.grade.scale", required=True, index=True, ondelete="cascade")
    lower = fields.Float(string="From", required=True, digits=(5, 2), help="The lowest score that has this grade.")
    description = fields.Char(translate=True)
    color = fields.Integer()
    min_share = fields.Float(string="At Least (%)", help="The share of people that should have this grade. 0: any.")
    max_share = fields.Float(string="At Most (%)", help="The share of people that may have this grade. 0: any.")

    _lower_uniq = models.Constraint("UNIQUE(scale_id, lower)", "Two grades cannot start at the same score.")
    _shares = models.Constraint(
        "CHECK(min_share >= 0 AND max_share <= 100 AND (max_share = 0 OR min_share <= max_share))",
        "A share is between 0 and 100 %, and the least is not above the most.",
    )

    @api.constrains("lower")
    def _check_lower(self):
        self.scale_id._check_grades()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        remaining = self.scale_id.exists()
        remaining.invalidate_recordset(["grade_ids"])
