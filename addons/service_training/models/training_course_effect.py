from odoo import api, fields, models
from odoo.exceptions import ValidationError

_OFFICER = "service_training.service_training_group_officer"


class TrainingCourse(models.Model):
    """By what the effect of a course is judged: a test before and after, and what a point of its indicator is worth."""

    _inherit = "training.course"

    test_id = fields.Many2one(
        "survey.survey",
        string="Test Before and After",
        domain=[("scoring_type", "!=", "no_scoring")],
        ondelete="restrict",
        help="Participants take it before the first slot is over and again from the last one on: the gain is what they"
        " have learnt. It decides about nobody.",
    )
    ask_reaction = fields.Boolean(
        string="Ask Participants", default=True, help="When a session is closed, who took part is asked by mail."
    )
    point_currency_id = fields.Many2one(
        "res.currency", string="Currency of the Value", default=lambda self: self.env.company.currency_id
    )
    point_value = fields.Monetary(
        string="Value of a Point",
        currency_field="point_currency_id",
        help="What one percentage point more on the indicator is worth, per trained person and 30 days. 0: no return on"
        " cost is shown.",
    )
    benefit_basis = fields.Char(
        string="Basis of the Value", translate=True, help="Where the value comes from: it is shown with the return."
    )
    effect_levels = fields.Html(
        string="Effect on Four Levels", compute="_compute_effect_levels", sanitize=False, groups=_OFFICER
    )

    _point_value = models.Constraint("CHECK(point_value >= 0)", "The value of a point is not negative.")

    @api.constrains("point_value", "benefit_basis")
    def _check_benefit_basis(self):
        if self.filtered(lambda course: course.point_value and not (course.benefit_basis or "").strip()):
            raise ValidationError(self.env._("Say where the value of a point comes from."))

    @api.constrains("test_id", "exam_id")
    def _check_test(self):
        for course in self.filtered("test_id"):
            if course.test_id in course._get_exams():
                raise ValidationError(self.env._("Use another test than the exam: its attempts decide the result."))

    def _compute_effect_levels(self):
        for course in self:
            sessions = self.env["training.session"].search(
                [("course_id.root_id", "=", course.root_id.id), ("state", "=", "closed")]
            )
            course.effect_levels = self.env["training.levels"]._render(sessions, course)
