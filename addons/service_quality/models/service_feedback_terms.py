import secrets
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.scales import SCALES
from .condition import check_condition

SCALE_NAMES = [
    ("csat", "Satisfaction (1–5)"),
    ("ces", "Ease (1–7)"),
    ("nps", "Recommendation (0–10)"),
]
FEEDBACK_CHANNELS = [("email", "E-mail"), ("survey", "Questionnaire"), ("phone", "Phone")]


def case_kinds(model):
    """The kinds of cases that there are, other addons' too."""
    return model.env["helpdesk.ticket"]._fields["kind"]._description_selection(model.env)


class ServiceFeedbackTerms(models.AbstractModel):
    """How customers are asked for their verdict, and what a low score leads to."""

    _name = "service.feedback.terms"
    _description = "Terms of Asking"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    # The question
    scale = fields.Selection(SCALE_NAMES, required=True, default="csat")
    channel = fields.Selection(FEEDBACK_CHANNELS, string="Asked by", required=True, default="email")
    question = fields.Char(translate=True, help="Empty: the customary question of the scale.")
    survey_id = fields.Many2one("survey.survey", string="Questionnaire", domain=[("certification", "=", False)])
    survey_question_id = fields.Many2one(
        "survey.question",
        string="Scoring Question",
        domain="[('survey_id', '=', survey_id), ('question_type', 'in', ('scale', 'numerical_box'))]",
        help="The question whose answer is the score. Empty: the share of points reached, on the scale.",
    )
    script = fields.Html(translate=True, help="What the caller says and asks.")
    caller_ids = fields.Many2many("res.users", string="Callers", domain=[("share", "=", False)])
    max_attempts = fields.Integer(default=3, help="So many calls without an answer end it.")
    # Whom and how often
    sample_percent = fields.Integer(string="Share Asked (%)", default=100)
    fatigue_days = fields.Integer(
        string="Rest (Days)", default=30, help="A customer who was asked within so many days is not asked again."
    )
    reminder_days = fields.Integer(
        string="Reminder after (Days)", default=3, help="Who has not answered is reminded once. 0: never."
    )
    expiry_days = fields.Integer(string="Open for (Days)", default=14)
    correction_days = fields.Integer(
        string="Correction (Days)", default=2, help="So long an answer can be corrected; each version is kept."
    )
    seed = fields.Char(
        default=lambda self: secrets.token_hex(16),
        copy=False,
        readonly=True,
        groups="service_quality.service_quality_group_manager",
        help="Who is in the sample follows from this and from the number of the case.",
    )
    # What follows
    low_score = fields.Integer(
        compute="_compute_low_score", store=True, readonly=False, precompute=True, help="A score up to this is low."
    )
    recover = fields.Boolean(
        string="Open Recovery", default=True, help="A low score opens a case of kind recovery for the team leader."
    )
    ask_again = fields.Boolean(
        string="Ask Again Afterwards", default=True, help="When the recovery is solved, the customer is asked again."
    )

    _positive = models.Constraint(
        "CHECK(expiry_days > 0 AND fatigue_days >= 0 AND reminder_days >= 0 AND correction_days >= 0"
        " AND max_attempts > 0)",
        "Days are not negative, and a request is open for at least a day.",
    )
    _sample_range = models.Constraint(
        "CHECK(sample_percent BETWEEN 1 AND 100)", "The share asked lies between 1 and 100 %."
    )

    @api.depends("scale")
    def _compute_low_score(self):
        for terms in self:
            terms.low_score = SCALES[terms.scale].low if terms.scale else 0

    @api.constrains("scale", "low_score")
    def _check_low_score(self):
        for terms in self:
            scale = SCALES[terms.scale]
            if terms.low_score not in range(scale.lowest, scale.highest):
                raise ValidationError(
                    self.env._(
                        "A low score lies between %(lowest)s and %(highest)s on this scale.",
                        lowest=scale.lowest,
                        highest=scale.highest - 1,
                    )
                )

    @api.constrains("channel", "survey_id")
    def _check_survey(self):
        for terms in self:
            if terms.channel == "survey" and not terms.survey_id:
                raise ValidationError(self.env._("Choose the questionnaire that is sent."))

    def _get_segment(self):
        """Which customers are asked, as a domain."""
        self.ensure_one()
        return Domain(literal_eval(self.partner_domain or "[]"))

    def _check_segment(self):
        """A condition on the customer that nobody can read would ask nobody."""
        for terms in self:
            check_condition(terms, "res.partner", terms._get_segment)

    def _get_question(self):
        """The question in the language of the context."""
        self.ensure_one()
        customary = {
            "csat": self.env._("How satisfied are you with our service?"),
            "ces": self.env._("It was easy to get my request solved. Do you agree?"),
            "nps": self.env._("How likely are you to recommend us?"),
        }
        return self.question or customary[self.scale]
