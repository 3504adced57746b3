from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.scales import SCALES
from ..locking import lock

_LONGEST_COMMENT = 4000


class ServiceFeedbackAnswer(models.Model):
    """An answer as it was given. A correction adds another one; none is ever changed."""

    _name = "service.feedback.answer"
    _description = "Version of an Answer"
    _order = "id desc"
    _rec_name = "score"

    feedback_id = fields.Many2one("service.feedback", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="feedback_id.company_id", store=True)
    team_id = fields.Many2one(related="feedback_id.team_id", store=True)
    agent_id = fields.Many2one(related="feedback_id.user_id", string="Agent", store=True)
    at = fields.Datetime(required=True, readonly=True)
    via = fields.Selection(
        [("web", "Web page"), ("survey", "Questionnaire"), ("phone", "Phone")], required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", string="Caller", readonly=True)
    score = fields.Integer(readonly=True, aggregator=None)
    reasons = fields.Char(readonly=True)
    comment = fields.Text(readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self.env.su:
            raise UserError(self.env._("Answers of customers are not deleted."))


class ServiceFeedback(models.Model):
    """What customers answer."""

    _inherit = "service.feedback"

    def _get_closed_reason(self):
        """Why no answer is taken any more: None, or ``answered``, ``expired``, ``withdrawn``."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state == "answered":
            until = self.answered_at + timedelta(days=self._get_terms().correction_days)
            return None if now < until and self.channel != "survey" else "answered"
        if self.state == "asked":
            return None if now <= self.expire_at else "expired"
        return "expired" if self.state == "expired" else "withdrawn"

    def _answer(self, score, via, reasons=None, comment=False):
        """Take the answer of the customer, or its correction.

        :param score: whole number on the scale of the request
        :param reasons: ``service.feedback.reason``
        :raises UserError: where it comes too late
        """
        self.ensure_one()
        lock(self)
        if self._get_closed_reason():
            raise UserError(self.env._("This answer comes too late: the request is closed."))
        scale = SCALES[self.scale]
        if score not in scale.scores:
            raise ValidationError(
                self.env._(
                    "The score lies between %(lowest)s and %(highest)s.", lowest=scale.lowest, highest=scale.highest
                )
            )
        reasons = reasons or self.env["service.feedback.reason"]
        comment = (comment or "").strip()[:_LONGEST_COMMENT] or False
        if self.state == "answered" and (score, reasons, comment) == (self.score, self.reason_ids, self.comment):
            return
        self._store_answer(score, via, reasons, comment)
        self._mirror_rating()
        self._follow_low_score()

    def _store_answer(self, score, via, reasons, comment):
        now = fields.Datetime.now()
        self.env["service.feedback.answer"].create(
            {
                "feedback_id": self.id,
                "at": now,
                "via": via,
                "user_id": self.env.user.id if via == "phone" else False,
                "score": score,
                "reasons": ", ".join(reasons.mapped("name")),
                "comment": comment,
            }
        )
        self.write(
            {
                "state": "answered",
                "answered_at": self.answered_at or now,
                "score": score,
                "low": score <= self._get_terms().low_score,
                "reason_ids": [fields.Command.set(reasons.ids)],
                "comment": comment,
            }
        )

    def _mirror_rating(self):
        """Satisfaction with a case is also a rating of Odoo, for what reads those."""
        if self.scale != "csat" or not self.ticket_id:
            return
        values = {"rating": self.score, "feedback": self.comment, "consumed": True}
        if self.rating_ids:
            self.rating_ids.write(values)
            return
        self.env["rating.rating"].create(
            {
                **values,
                "feedback_id": self.id,
                "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "res_id": self.ticket_id.id,
                "partner_id": self.partner_id.id,
                "rated_partner_id": self.user_id.partner_id.id,
            }
        )
