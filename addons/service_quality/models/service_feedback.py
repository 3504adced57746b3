from odoo import api, fields, models

from ..engine.scales import SCALES
from .service_feedback_terms import FEEDBACK_CHANNELS, SCALE_NAMES, case_kinds


class ServiceFeedback(models.Model):
    """A question to a customer and the answer.

    It is planned when a case is solved or a campaign starts, asked when its
    moment has come, and ends as answered, expired, cancelled (the case was reopened)
    or skipped, with the reason. Who was asked but did not answer stays, so that
    the share of answers can be told beside every score.

    What a case was when it was solved (team, agent, category …) is copied: later
    changes do not move a score to somebody else. The agent concerned can
    neither read nor change it, whatever the role.
    """

    _name = "service.feedback"
    _description = "Satisfaction"
    _inherit = ["service.link.mixin"]
    _link_scope = "service_quality.feedback"
    _order = "id desc"
    _check_company_auto = True

    # What it is about
    rule_id = fields.Many2one("service.feedback.rule", readonly=True, index="btree_not_null", ondelete="restrict")
    campaign_id = fields.Many2one(
        "service.feedback.campaign", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, index="btree_not_null", ondelete="cascade")
    cycle = fields.Integer(readonly=True, aggregator=None)
    previous_id = fields.Many2one(
        "service.feedback", string="Asked Again after", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Agent", readonly=True, index="btree_not_null")
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True, index="btree_not_null")
    channel_id = fields.Many2one("helpdesk.ticket.channel", string="Channel of the Case", readonly=True)
    product_category_id = fields.Many2one("product.category", readonly=True)
    tier_id = fields.Many2one("service.customer.tier", string="Customer Tier", readonly=True)
    kind = fields.Selection(case_kinds, readonly=True)
    promise = fields.Selection(
        [("kept", "Promises kept"), ("missed", "A promise missed")], string="Outcome", readonly=True
    )
    # Who is asked, and how
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null")
    partner_name = fields.Char(string="Name", readonly=True)
    email = fields.Char(readonly=True)
    email_normalized = fields.Char(readonly=True, index="btree_not_null")
    phone = fields.Char(readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    channel = fields.Selection(FEEDBACK_CHANNELS, string="Asked by", readonly=True, required=True, default="email")
    scale = fields.Selection(SCALE_NAMES, readonly=True, required=True, default="csat")
    survey_input_id = fields.Many2one(
        "survey.user_input", string="Questionnaire", readonly=True, index="btree_not_null"
    )
    call_ids = fields.One2many("service.feedback.call", "feedback_id", string="Calls", readonly=True)
    # What happened
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("asked", "Asked"),
            ("answered", "Answered"),
            ("expired", "Not Answered"),
            ("cancelled", "Reopened"),
            ("skipped", "Not Asked"),
        ],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    skip_reason = fields.Selection(
        [
            ("sampling", "Not in the sample"),
            ("fatigue", "Asked recently"),
            ("address", "No address"),
            ("ours", "The address is one of ours"),
            ("opted_out", "Wants no messages"),
        ],
        readonly=True,
    )
    send_at = fields.Datetime(string="To Be Asked", readonly=True)
    asked_at = fields.Datetime(readonly=True, index="btree_not_null")
    reminded_at = fields.Datetime(readonly=True)
    expire_at = fields.Datetime(string="Open until", readonly=True)
    answered_at = fields.Datetime(readonly=True)
    # The verdict
    score = fields.Integer(readonly=True, aggregator="avg")
    low = fields.Boolean(string="Low Score", readonly=True)
    reason_ids = fields.Many2many("service.feedback.reason", string="Reasons", readonly=True)
    comment = fields.Text(readonly=True)
    answer_ids = fields.One2many("service.feedback.answer", "feedback_id", string="Versions", readonly=True)
    rating_ids = fields.One2many("rating.rating", "feedback_id", readonly=True)
    recovery_id = fields.Many2one("helpdesk.ticket", readonly=True, index="btree_not_null")

    _cycle_uniq = models.UniqueIndex(
        "(ticket_id, cycle) WHERE previous_id IS NULL AND campaign_id IS NULL", "A case is asked about once a cycle."
    )
    _again_uniq = models.UniqueIndex("(previous_id) WHERE previous_id IS NOT NULL", "A customer is asked again once.")
    _planned_idx = models.Index("(send_at, id) WHERE state = 'planned'")
    _open_idx = models.Index("(expire_at) WHERE state = 'asked'")

    @api.depends("ticket_id", "previous_id", "partner_name")
    def _compute_display_name(self):
        for feedback in self:
            # Who may read a score may know which case it is about
            feedback.display_name = feedback._get_case().number or feedback.partner_name or feedback.email

    # Actions

    def action_view_ticket(self):
        self.ensure_one()
        return self._open_record(self.ticket_id)

    def action_view_recovery(self):
        self.ensure_one()
        return self._open_record(self.recovery_id)

    def _open_record(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    # What holds

    def _get_terms(self):
        """The rule or campaign by which the customer is asked."""
        self.ensure_one()
        return self.rule_id or self.campaign_id

    def _get_case(self):
        """The case as the customer knows it, with elevated rights: a recovery is work of ours about an earlier one."""
        self.ensure_one()
        asked = self.sudo()
        return (asked.previous_id or asked).ticket_id

    def _get_customer_key(self):
        """Who gets tired of questions: the customer, else the address."""
        return self.partner_id.commercial_partner_id.id or self.email_normalized

    # Links

    def _get_path(self, score=None):
        """The address of the page where the customer answers; the link alone gives no score."""
        self.ensure_one()
        return f"/service/feedback/{self._get_token()}" + (f"?score={score}" if score is not None else "")

    def _get_link(self, score=None):
        return self.get_base_url() + self._get_path(score)

    def _get_faces(self):
        """The scores to choose from, with the sign and the words for each: list of dicts."""
        self.ensure_one()
        scores = SCALES[self.scale].scores
        words = {
            "csat": [
                self.env._("Very dissatisfied"),
                self.env._("Dissatisfied"),
                self.env._("Neither"),
                self.env._("Satisfied"),
                self.env._("Very satisfied"),
            ]
        }.get(self.scale) or [""] * len(scores)
        signs = {"csat": "😞🙁😐🙂😀"}.get(self.scale) or [str(score) for score in scores]
        return [
            {"score": score, "sign": sign, "word": word, "link": self._get_link(score)}
            for score, sign, word in zip(scores, signs, words, strict=True)
        ]

    def _get_ends(self):
        """What the lowest and the highest score mean where the scores are bare numbers: two texts, or None."""
        self.ensure_one()
        return {
            "ces": (self.env._("Not at all"), self.env._("Entirely")),
            "nps": (self.env._("Not at all likely"), self.env._("Very likely")),
        }.get(self.scale)
