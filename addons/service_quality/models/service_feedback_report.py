from odoo import fields, models
from odoo.tools import SQL

from ..engine.scales import SCALES
from .service_feedback_terms import FEEDBACK_CHANNELS, SCALE_NAMES, case_kinds


class ServiceFeedbackReport(models.Model):
    """Who was asked and what was answered, so that every share has its right numerator and denominator.

    The figures of who did not answer are empty rather than 0: a mean over them is one over the answers.
    """

    _name = "service.feedback.report"
    _description = "Satisfaction Analysis"
    _auto = False
    _order = "asked_at desc, id desc"
    _rec_name = "id"

    asked_at = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    rule_id = fields.Many2one("service.feedback.rule", readonly=True)
    campaign_id = fields.Many2one("service.feedback.campaign", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", string="Channel of the Case", readonly=True)
    product_category_id = fields.Many2one("product.category", readonly=True)
    tier_id = fields.Many2one("service.customer.tier", string="Customer Tier", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    kind = fields.Selection(case_kinds, readonly=True)
    promise = fields.Selection(
        [("kept", "Promises kept"), ("missed", "A promise missed")], string="Outcome", readonly=True
    )
    channel = fields.Selection(FEEDBACK_CHANNELS, string="Asked by", readonly=True)
    scale = fields.Selection(SCALE_NAMES, readonly=True)
    again = fields.Boolean(string="After Recovery", readonly=True)
    # Figures
    score = fields.Integer(readonly=True, aggregator=None)
    answered = fields.Integer(string="Answers", readonly=True)
    response = fields.Float(string="Response Rate", readonly=True, aggregator="avg")
    satisfied = fields.Float(readonly=True, aggregator="avg", help="Share of the answers (1–5).")
    low = fields.Float(string="Low Scores", readonly=True, aggregator="avg", help="Share of the answers.")
    csat = fields.Float(string="Mean Satisfaction (1–5)", readonly=True, aggregator="avg")
    ces = fields.Float(string="Mean Ease (1–7)", readonly=True, aggregator="avg")
    nps = fields.Float(
        string="Net Promoter Score",
        readonly=True,
        aggregator="avg",
        help="Share of 9 and 10 less share of 0 to 6, times 100.",
    )

    @property
    def _table_query(self):
        nps = SCALES["nps"]
        return SQL(
            "SELECT id, asked_at, company_id, rule_id, campaign_id, team_id, user_id, category_id, channel_id,"
            " product_category_id, tier_id, partner_id, kind, promise, channel, scale,"
            " previous_id IS NOT NULL AS again,"
            " CASE WHEN answered_at IS NOT NULL THEN score END AS score,"
            " (answered_at IS NOT NULL)::int AS answered,"
            " (answered_at IS NOT NULL)::int::float8 AS response,"
            " CASE WHEN answered_at IS NOT NULL AND scale = 'csat' THEN (score >= %s)::int::float8 END AS satisfied,"
            " CASE WHEN answered_at IS NOT NULL THEN low::int::float8 END AS low,"
            " CASE WHEN answered_at IS NOT NULL AND scale = 'csat' THEN score::float8 END AS csat,"
            " CASE WHEN answered_at IS NOT NULL AND scale = 'ces' THEN score::float8 END AS ces,"
            " CASE WHEN answered_at IS NOT NULL AND scale = 'nps'"
            " THEN ((score >= %s)::int - (score <= %s)::int) * 100.0::float8 END AS nps"
            " FROM service_feedback WHERE asked_at IS NOT NULL AND state IN ('asked', 'answered', 'expired')",
            SCALES["csat"].satisfied,
            nps.satisfied,
            nps.low,
        )
