from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.scales import SCALES
from ..models.service_feedback_terms import SCALE_NAMES


def _get_scores(scale):
    return [(str(score), str(score)) for score in SCALES[scale].scores]


class ServiceFeedbackForm(models.TransientModel):
    """What a customer answers on the phone, as the caller types it: a score of the scale that was asked for."""

    _name = "service.feedback.form"
    _description = "Answer on the Phone"

    call_id = fields.Many2one("service.feedback.call", required=True, readonly=True, ondelete="cascade")
    partner_name = fields.Char(related="call_id.partner_name")
    phone = fields.Char(related="call_id.phone")
    case_name = fields.Char(related="call_id.case_name")
    question = fields.Char(related="call_id.question")
    script = fields.Html(related="call_id.script")
    scale = fields.Selection(SCALE_NAMES, string="Kind of Scale", compute="_compute_scale")
    range_text = fields.Char(string="Scale", compute="_compute_scale")
    score_csat = fields.Selection(_get_scores("csat"), string="Satisfaction Score")
    score_ces = fields.Selection(_get_scores("ces"), string="Ease Score")
    score_nps = fields.Selection(_get_scores("nps"), string="Recommendation Score")
    reason_ids = fields.Many2many("service.feedback.reason", string="Reasons")
    comment = fields.Text()

    @api.depends("call_id")
    def _compute_scale(self):
        for form in self:
            form.scale = form.call_id.sudo().feedback_id.scale or "csat"
            scale = SCALES[form.scale]
            form.range_text = self.env._(
                "%(lowest)s (worst) to %(highest)s (best)", lowest=scale.lowest, highest=scale.highest
            )

    def action_save(self):
        for form in self:
            score = form[f"score_{form.scale}"]
            if not score:
                raise UserError(self.env._("Choose the score that the customer gives."))
            form.call_id._record(int(score), form.reason_ids, form.comment)
