from odoo import api, models
from odoo.addons.service_quality.engine.scales import SCALES
from odoo.tools import SQL

from .service_kpi_source import Source


class ServiceKpiSource(models.AbstractModel):
    """What customers answered when they were asked: satisfaction, ease, recommendation; with the response rate.

    A customer who was asked again after a recovery has been counted already.
    """

    _inherit = "service.kpi.source"

    @api.model
    def _get_sources(self):
        feedback = "service.feedback"
        return super()._get_sources() | {
            "feedback_csat": Source(
                self.env._("Satisfied customers of those who were asked"), feedback, "_facts_feedback_csat"
            ),
            "feedback_ces": Source(
                self.env._("How easy it was for the customer (1 to 7)"), feedback, "_facts_feedback_ces"
            ),
            "feedback_nps": Source(self.env._("Net promoter score"), feedback, "_facts_feedback_nps"),
        }

    @api.model
    def _facts_feedback_csat(self, kpi):
        """Satisfied: 4 or 5 of 5."""
        return self._facts_feedback("csat", SQL("CASE WHEN f.score >= %s THEN 1 ELSE 0 END", SCALES["csat"].satisfied))

    @api.model
    def _facts_feedback_ces(self, kpi):
        return self._facts_feedback("ces", SQL("f.score"))

    @api.model
    def _facts_feedback_nps(self, kpi):
        """100 for a promoter (9, 10), -100 for a detractor (0 to 6): the mean is the net promoter score."""
        scale = SCALES["nps"]
        return self._facts_feedback(
            "nps",
            SQL("CASE WHEN f.score >= %s THEN 100 WHEN f.score <= %s THEN -100 ELSE 0 END", scale.satisfied, scale.low),
        )

    @api.model
    def _facts_feedback(self, scale, numerator):
        """Requests of a scale: who answered counts when it was answered, who did not when it was asked."""
        return SQL(
            "SELECT %s FROM service_feedback f LEFT JOIN helpdesk_ticket t ON t.id = f.ticket_id"
            " WHERE f.scale = %s AND f.asked_at IS NOT NULL AND f.state IN ('asked', 'answered', 'expired')"
            " AND f.previous_id IS NULL",
            self._fact(
                res_id=SQL("f.id"),
                at=SQL("COALESCE(f.answered_at, f.asked_at)"),
                company_id=SQL("f.company_id"),
                team_id=SQL("f.team_id"),
                user_id=SQL("f.user_id"),
                category_id=SQL("f.category_id"),
                channel_id=SQL("f.channel_id"),
                priority=SQL("t.priority"),
                numerator=SQL("CASE WHEN f.answered_at IS NOT NULL THEN %s END", numerator),
                denominator=SQL("CASE WHEN f.answered_at IS NOT NULL THEN 1 END"),
                label=SQL("COALESCE(t.number || ' ' || t.name, f.partner_name, f.email)"),
            ),
            scale,
        )
