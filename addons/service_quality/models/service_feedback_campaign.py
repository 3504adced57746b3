import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..engine.sampling import share

_logger = logging.getLogger(__name__)
_LIMIT = 2000


class ServiceFeedbackCampaign(models.Model):
    """A list of customers to be asked: about their cases of the last weeks, or in general, by segment; once or
    every few months."""

    _name = "service.feedback.campaign"
    _description = "Satisfaction Campaign"
    _inherit = ["service.feedback.terms"]
    _order = "next_date desc, id desc"
    _check_company_auto = True

    audience = fields.Selection(
        [("cases", "Cases solved lately"), ("customers", "Customers")],
        string="Whom to Ask",
        required=True,
        default="cases",
    )
    days = fields.Integer(string="Solved within (Days)", default=30)
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams", check_company=True)
    partner_domain = fields.Char(string="Segment", default="[]", help="Condition on the customer.")
    every_months = fields.Integer(string="Every (Months)", default=0, help="0: once.")
    next_date = fields.Date(string="Starts on", default=fields.Date.context_today, required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")], required=True, readonly=True, default="draft"
    )
    wave = fields.Integer(readonly=True, copy=False, help="How often customers were asked so far.")
    feedback_ids = fields.One2many("service.feedback", "campaign_id", string="Requests", readonly=True)
    audience_count = fields.Integer(compute="_compute_audience_count", string="Would Be Asked")
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    _every_positive = models.Constraint("CHECK(every_months >= 0 AND days > 0)", "Months and days are not negative.")

    @api.depends("audience", "days", "team_ids", "partner_domain", "company_id", "sample_percent")
    def _compute_audience_count(self):
        for campaign in self:
            try:
                campaign.audience_count = len(campaign._get_audience())
            except Exception as error:
                # A condition that is being typed
                _logger.debug("Audience of %s: %s", campaign, error)
                campaign.audience_count = 0

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        self._check_segment()

    def _compute_feedback_count(self):
        counts = dict(
            self.env["service.feedback"]._read_group([("campaign_id", "in", self.ids)], ["campaign_id"], ["__count"])
        )
        for campaign in self:
            campaign.feedback_count = counts.get(campaign, 0)

    # Actions

    def action_start(self):
        """Ask from the start date on; today's at once."""
        self.write({"state": "running"})
        self._run_due()

    def action_stop(self):
        self.write({"state": "done"})

    def action_view_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_feedback_action")
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    def action_view_calls(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_feedback_call_action")
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    # Asking

    @api.model
    def _cron_run(self):
        """Start the waves that are due."""
        self.search([("state", "=", "running")])._run_due()

    def _run_due(self):
        today = fields.Date.context_today(self)
        for campaign in self.filtered(lambda c: c.state == "running" and c.next_date <= today):
            campaign._run()

    def _run(self):
        """Plan the questions of one wave."""
        self.ensure_one()
        audience = self._get_audience()
        self.wave += 1
        rows = self._prepare_cases(audience) if self.audience == "cases" else self._prepare_customers(audience)
        now = fields.Datetime.now()
        self.env["service.feedback"].sudo().create(
            [{**row, "campaign_id": self.id, "cycle": self.wave, "send_at": now} for row in rows]
        )._wake()
        if self.every_months:
            self.next_date += relativedelta(months=self.every_months)
        else:
            self.state = "done"

    def _get_audience(self):
        """The cases or customers that this wave asks, in an order that says nothing about them."""
        self.ensure_one()
        records = self._search_cases() if self.audience == "cases" else self._search_customers()
        seed, occasion = self.sudo().seed or "", f"wave {self.wave + 1}"
        chosen = records.filtered(lambda record: share(seed, occasion, record.id) * 100 < self.sample_percent)
        if len(chosen) > _LIMIT:
            raise UserError(self.env._("More than %(limit)s would be asked: narrow the segment.", limit=_LIMIT))
        return chosen.sorted(lambda record: share(seed, occasion, record.id))

    def _search_cases(self):
        domain = fields.Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("closed", "=", True),
                ("closed_date", ">=", fields.Datetime.now() - timedelta(days=self.days)),
                ("stage_id.resolving", "=", True),
            ]
        )
        if self.team_ids:
            domain &= fields.Domain("team_id", "child_of", self.team_ids.ids)
        if not (condition := self._get_segment()).is_true():
            domain &= fields.Domain("partner_id", "any", condition)
        return self.env["helpdesk.ticket"].search(domain)

    def _search_customers(self):
        domain = self._get_segment() & fields.Domain(
            [("company_id", "in", (False, self.company_id.id)), ("partner_share", "=", True)]
        )
        reachable = ("phone", "!=", False) if self.channel == "phone" else ("email_normalized", "!=", False)
        return self.env["res.partner"].search(domain & fields.Domain([reachable]))

    def _prepare_cases(self, tickets):
        feedback = self.env["service.feedback"]
        missed = feedback._get_missed(tickets)
        return [feedback._prepare(ticket, self, missed) for ticket in tickets.sudo()]

    def _prepare_customers(self, partners):
        return [
            {
                "company_id": self.company_id.id,
                "partner_id": partner.id,
                "partner_name": partner.name,
                "email": partner.email,
                "email_normalized": email_normalize(partner.email or "", strict=False),
                "phone": partner.phone,
                "lang": partner.lang,
                "tier_id": partner.commercial_partner_id.service_tier_id.id,
                "channel": self.channel,
                "scale": self.scale,
            }
            for partner in partners.sudo()
        ]
