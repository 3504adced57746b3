from odoo import fields, models

from ..engine.scales import SCALES


class SurveyUserInput(models.Model):
    """A questionnaire that a customer was asked to fill in gives the score."""

    _inherit = "survey.user_input"

    service_feedback_ids = fields.One2many(
        "service.feedback", "survey_input_id", readonly=True, groups="base.group_system"
    )

    def _mark_done(self):
        res = super()._mark_done()
        for feedback in self.env["service.feedback"].sudo().search([("survey_input_id", "in", self.ids)]):
            score = feedback.survey_input_id._get_feedback_score(feedback)
            if score is not None and not feedback._get_closed_reason():
                feedback._answer(score, "survey", comment=feedback.survey_input_id._get_feedback_comment())
        return res

    def _get_feedback_score(self, feedback):
        """On the scale of the request; None where the scoring question was skipped or nothing gives points."""
        self.ensure_one()
        scale = SCALES[feedback.scale]
        question = feedback._get_terms().survey_question_id
        if not question:
            if self.survey_id.scoring_type == "no_scoring":
                return None
            return scale.from_share(self.scoring_percentage / 100)
        line = self.user_input_line_ids.filtered(lambda line: line.question_id == question and not line.skipped)[:1]
        if not line:
            return None
        value = line.value_scale if line.answer_type == "scale" else line.value_numerical_box
        return min(max(round(value), scale.lowest), scale.highest)

    def _get_feedback_comment(self):
        """What was written freely."""
        lines = self.user_input_line_ids.filtered(lambda line: line.answer_type in ("text_box", "char_box"))
        return "\n".join(line.value_text_box or line.value_char_box or "" for line in lines)
