import logging

from odoo import api, fields, models, tools

from .service_feedback_terms import case_kinds

_logger = logging.getLogger(__name__)


class ServiceFeedbackRule(models.Model):
    """Which cases are followed by a question to the customer. The first rule that fits a case holds."""

    _name = "service.feedback.rule"
    _description = "Satisfaction Rule"
    _inherit = ["service.cached.mixin", "service.feedback.terms"]
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    delay_hours = fields.Integer(string="Delay (Hours)", default=24, help="So long after the case was resolved.")
    team_ids = fields.Many2many(
        "helpdesk.ticket.team", string="Teams", check_company=True, help="And the teams below. Empty: every team."
    )
    category_ids = fields.Many2many(
        "helpdesk.ticket.category", string="Categories", help="And the categories below. Empty: every category."
    )
    kind = fields.Selection(case_kinds, help="Empty: every kind.")
    tier_ids = fields.Many2many("service.customer.tier", string="Customer Tiers", help="Empty: every customer.")
    partner_domain = fields.Char(string="Segment", help="Condition on the customer.")
    feedback_ids = fields.One2many("service.feedback", "rule_id", string="Requests", readonly=True)
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    _delay_positive = models.Constraint("CHECK(delay_hours >= 0)", "The delay is not negative.")

    def _compute_feedback_count(self):
        counts = dict(self.env["service.feedback"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.feedback_count = counts.get(rule, 0)

    # Actions

    def action_view_feedback(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_feedback_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    # Matching

    @api.model
    @tools.ormcache("company_id")
    def _get_rule_ids(self, company_id):
        return tuple(self.sudo().search([("company_id", "=", company_id)])._ids)

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        self._check_segment()

    @api.model
    def _match(self, tickets):
        """The rule of each ticket, where one fits: ``{ticket: rule}``. A broken rule is logged and fits nothing."""
        found = {}
        for company, of_company in tickets.grouped("company_id").items():
            left = of_company
            for rule in self.sudo().browse(self._get_rule_ids(company.id)):
                try:
                    fitting = left.filtered_domain(rule._get_ticket_domain())
                except Exception:
                    _logger.exception("Satisfaction rule %s cannot be read", rule.id)
                    continue
                found.update(dict.fromkeys(fitting, rule))
                left -= fitting
        return found

    def _get_ticket_domain(self):
        self.ensure_one()
        domain = fields.Domain.TRUE
        if self.team_ids:
            domain &= fields.Domain("team_id", "child_of", self.team_ids.ids)
        if self.category_ids:
            domain &= fields.Domain("category_id", "child_of", self.category_ids.ids)
        if self.kind:
            domain &= fields.Domain("kind", "=", self.kind)
        if self.tier_ids:
            domain &= fields.Domain("commercial_partner_id.service_tier_id", "in", self.tier_ids.ids)
        segment = self._get_segment()
        if not segment.is_true():
            domain &= fields.Domain("partner_id", "any", segment)
        return domain
