from odoo import api, fields, models


class ServiceIncentiveRule(models.Model):
    """What a grade, or the first ranks within it, is worth."""

    _name = "service.incentive.rule"
    _description = "Incentive Rule"
    _order = "incentive_id, sequence, id"

    incentive_id = fields.Many2one("service.incentive", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="incentive_id.currency_id")
    scale_id = fields.Many2one(related="incentive_id.scale_id")
    grade_id = fields.Many2one(
        "service.grade", required=True, ondelete="restrict", domain="[('scale_id', '=', scale_id)]"
    )
    rank_max = fields.Integer(string="Up to Rank", help="Only for this rank and those before it. 0: for any.")
    points = fields.Float(string="Shares of the Pool", digits=(12, 4), help="The pool is split in proportion.")
    fixed = fields.Monetary(string="Fixed Amount", help="Paid beside the share of the pool.")
    cap = fields.Monetary(string="At Most", help="The most that somebody gets from the pool. 0: no limit.")

    _positive = models.Constraint(
        "CHECK(points >= 0 AND fixed >= 0 AND cap >= 0 AND rank_max >= 0)", "Nobody is paid less than nothing."
    )

    @api.constrains("grade_id")
    def _check_grade(self):
        self.incentive_id._check_rules()
