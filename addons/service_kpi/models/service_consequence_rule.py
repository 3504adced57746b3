from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("plan", "Improvement plan"),
    ("training", "Training"),
    ("honour", "Honour certificate"),
    ("promotion", "Promotion"),
    ("rotation", "Job rotation"),
    ("hearing", "Hearing"),
]


class ServiceConsequenceRule(models.Model):
    """What follows from a result: encouragement for the good, help for the weak.

    Rules are drawn when a cycle closes, once per form and rule. A rule for a
    failed improvement plan is drawn when the plan has failed: that is how
    repeated failure is handled, the same for everybody.
    """

    _name = "service.consequence.rule"
    _description = "Consequence of a Result"
    _order = "scale_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, help="An honour certificate carries it as its title.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    kind = fields.Selection(KINDS, string="Consequence", required=True, default="plan")
    # When
    trigger = fields.Selection(
        [("result", "Result of a cycle"), ("failed_plan", "Failed improvement plan")], required=True, default="result"
    )
    scale_id = fields.Many2one(
        "service.grade.scale", string="Grades", required=True, ondelete="restrict", check_company=True
    )
    grade_id = fields.Many2one("service.grade", ondelete="restrict", domain="[('scale_id', '=', scale_id)]")
    reach = fields.Selection(
        [("exact", "Exactly"), ("better", "This or better"), ("worse", "This or worse")],
        string="Grade Is",
        required=True,
        default="exact",
    )
    rank_max = fields.Integer(string="Up to Rank", help="Only for this rank and those before it. 0: for any.")
    period_kind = fields.Selection(
        lambda self: self.env["service.appraisal.cycle"]._fields["period_kind"]._description_selection(self.env),
        string="Cycles of",
        help="Empty: cycles of any length.",
    )
    in_a_row = fields.Integer(
        string="Times in a Row", default=1, required=True, help="How many closed cycles of the same length."
    )
    # Improvement plan
    plan_length = fields.Selection(
        [("month", "One month"), ("quarter", "Three months"), ("half_year", "Six months")],
        required=True,
        default="quarter",
        help="From the first of the following month on.",
    )
    goal_score = fields.Float(
        string="Points to Reach", default=60, digits=(5, 2), help="On each indicator that was below it."
    )
    review_days = fields.Integer(string="Reviewed Every (Days)", default=14)
    extensions = fields.Integer(default=1, help="How often a plan that is not met is extended before it has failed.")
    course_ids = fields.Many2many(
        "training.course", string="Training", check_company=True, help="Each becomes a training need of the person."
    )
    # Honour
    badge_id = fields.Many2one("gamification.badge", ondelete="set null")
    publish = fields.Boolean(string="Praise in Public", help="Published as soon as it is given.")

    _positive = models.Constraint(
        "CHECK(rank_max >= 0 AND in_a_row >= 1 AND goal_score BETWEEN 0 AND 100 AND review_days >= 1"
        " AND extensions >= 0)",
        "Use positive numbers, and at most 100 points.",
    )

    @api.constrains("trigger", "grade_id", "scale_id", "kind", "course_ids")
    def _check_rule(self):
        for rule in self:
            if rule.trigger == "result" and not rule.grade_id:
                raise ValidationError(self.env._("Choose the grade that %s follows from.", rule.name))
            if rule.grade_id and rule.grade_id.scale_id != rule.scale_id:
                raise ValidationError(self.env._("Choose grades of %s.", rule.scale_id.name))
            if rule.trigger == "failed_plan" and rule.kind in ("plan", "training", "honour"):
                raise ValidationError(self.env._("A failed plan leads to a decision, not to %s.", rule.name))
            if rule.kind == "training" and not rule.course_ids:
                raise ValidationError(self.env._("Choose the training that %s leads to.", rule.name))

    # Drawing

    def _fits(self, appraisal):
        """Whether a form's own result meets the rule, its forerunners left aside."""
        self.ensure_one()
        grade = appraisal.grade_id
        if grade.scale_id != self.scale_id or (self.company_id and self.company_id != appraisal.company_id):
            return False
        if self.period_kind and appraisal.cycle_id.period_kind != self.period_kind:
            return False
        if self.rank_max and not 0 < appraisal.rank <= self.rank_max:
            return False
        lower = self.grade_id.lower
        return {
            "exact": grade == self.grade_id,
            "better": grade.lower >= lower,
            "worse": grade.lower <= lower,
        }[self.reach]

    def _is_met(self, series):
        """Whether the latest results meet the rule often enough.

        :param series: closed forms of one person and one length of period, the latest first
        """
        latest = series[: self.in_a_row]
        return len(latest) == self.in_a_row and all(self._fits(form) for form in latest)
