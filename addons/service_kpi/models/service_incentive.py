from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServiceIncentive(models.Model):
    """How a bonus follows from grades and ranks."""

    _name = "service.incentive"
    _description = "Incentive Scheme"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    scale_id = fields.Many2one("service.grade.scale", string="Grades", required=True, ondelete="restrict")
    by_presence = fields.Boolean(
        help="Shares, caps and fixed amounts count for the part of the working days on which the person was there: "
        "less for leaves and for those who joined during the period.",
    )
    rule_ids = fields.One2many("service.incentive.rule", "incentive_id", string="Rules", copy=True)

    @api.constrains("rule_ids", "scale_id")
    def _check_rules(self):
        for scheme in self:
            if scheme.rule_ids.grade_id.scale_id - scheme.scale_id:
                raise ValidationError(self.env._("Choose grades of %s.", scheme.scale_id.name))

    def _get_rule(self, appraisal):
        """The rule for a result: the one with the narrowest rank that it reaches."""
        fitting = self.rule_ids.filtered(
            lambda rule: (
                rule.grade_id == appraisal.grade_id and (not rule.rank_max or 0 < appraisal.rank <= rule.rank_max)
            )
        )
        return fitting.sorted(lambda rule: (rule.rank_max or float("inf"), rule.id))[:1]

    def _get_part(self, appraisal):
        """Which part of the bonus counts for somebody, 0 to 1, with the digits that the close has frozen."""
        return Fraction(f"{appraisal.presence:.4f}") if self.by_presence else Fraction(1)
