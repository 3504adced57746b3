from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

STANDINGS = [("active", "Active customer"), ("fading", "Fading"), ("churned", "Lost")]
_LEADER = "service_quality.service_quality_group_leader"


class ServiceCustomerFile(models.Model):
    """What a company knows about a customer at one look: one row per company and commercial partner, contacts included.

    The figures are stored by :mod:`.service_customer_figures`, nightly for all and anew when somebody opens a file.
    Scores are not stored here: they are counted as the reader, because nobody may read what customers said about
    the own cases.
    """

    _name = "service.customer.file"
    _description = "Customer File"
    _order = "last_on desc nulls last, id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_tier_id = fields.Many2one(related="partner_id.service_tier_id")
    category_ids = fields.Many2many(related="partner_id.category_id")
    people_ids = fields.One2many(related="partner_id.child_ids", string="Contacts at the Customer")
    # Since when, and how much
    first_on = fields.Date(string="Customer since", readonly=True)
    last_on = fields.Date(string="Last Use", readonly=True, help="The last case, purchase or visit.")
    last_contact_on = fields.Date(string="Last Contact", readonly=True, help="The last case, purchase, visit or call.")
    years = fields.Float(readonly=True, digits=(5, 1), aggregator=None)
    purchase_count = fields.Integer(string="Purchases", readonly=True)
    purchase_amount = fields.Monetary(string="Amount of Purchases", readonly=True)
    first_purchase_on = fields.Date(string="First Purchase", readonly=True)
    case_count = fields.Integer(string="Cases", readonly=True)
    open_case_count = fields.Integer(string="Open Cases", readonly=True)
    contact_count = fields.Integer(string="Calls and Contacts", readonly=True)
    visit_count = fields.Integer(string="Visits", readonly=True)
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    open_complaint_count = fields.Integer(string="Open Complaints", readonly=True)
    promise_count = fields.Integer(string="Promises Judged", readonly=True)
    missed_count = fields.Integer(string="Promises Missed", readonly=True)
    promises_kept = fields.Float(compute="_compute_promises_kept")
    refreshed_at = fields.Datetime(string="As of", readonly=True)
    # What customers said, as far as the reader may know
    answer_count = fields.Integer(string="Answers", compute="_compute_satisfaction", groups=_LEADER)
    satisfaction = fields.Float(
        string="Mean Satisfaction (1–5)", compute="_compute_satisfaction", groups=_LEADER, digits=(3, 1)
    )
    unhappy = fields.Boolean(
        string="Low Score Lately", compute="_compute_unhappy", search="_search_unhappy", groups=_LEADER
    )
    # Loyalty
    points = fields.Integer(string="Loyalty Points", readonly=True, aggregator="avg")
    shares = fields.Json(readonly=True)
    points_text = fields.Text(string="How the Points Come About", compute="_compute_points_text")
    tier_id = fields.Many2one("service.loyalty.tier", string="Loyalty Tier", readonly=True, index="btree_not_null")
    tier_since = fields.Date(string="In This Tier since", readonly=True)
    change_ids = fields.One2many("service.loyalty.change", "file_id", string="Changes of Tier", readonly=True)
    # Retention
    standing = fields.Selection(STANDINGS, readonly=True, index=True)
    risk_codes = fields.Json(readonly=True)
    risk_count = fields.Integer(string="Reasons", readonly=True, index=True, aggregator=None)
    at_risk = fields.Boolean(compute="_compute_risk", search="_search_at_risk")
    risk_text = fields.Text(string="Why at Risk", compute="_compute_risk")
    callback_id = fields.Many2one("service.callback", string="Next Step", compute="_compute_callback_id")

    _customer_uniq = models.Constraint("UNIQUE(company_id, partner_id)", "A customer has one file in a company.")

    @api.depends("promise_count", "missed_count")
    def _compute_promises_kept(self):
        for file in self:
            judged = file.promise_count
            file.promises_kept = (judged - file.missed_count) / judged if judged else 0

    @api.depends("shares")
    @api.depends_context("lang")
    def _compute_points_text(self):
        for file in self:
            file.points_text = self._explain_points(file.shares)

    def _compute_satisfaction(self):
        groups = self.env["service.feedback"]._read_group(
            Domain("partner_id.commercial_partner_id", "in", self.partner_id.ids)
            & Domain([("state", "=", "answered"), ("scale", "=", "csat")]),
            ["company_id", "partner_id"],
            ["score:sum", "__count"],
        )
        sums = {}
        for company, partner, total, count in groups:
            key = (company.id, partner.commercial_partner_id.id)
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + total, before[1] + count)
        for file in self:
            total, count = sums.get((file.company_id.id, file.partner_id.id), (0, 0))
            file.answer_count, file.satisfaction = count, total / count if count else 0

    def _compute_unhappy(self):
        found = set(self._get_unhappy(self.partner_id.ids))
        for file in self:
            file.unhappy = (file.company_id.id, file.partner_id.id) in found

    def _search_unhappy(self, operator, value):
        if operator != "in":
            return NotImplemented
        pairs = {}
        for company_id, partner_id in self._get_unhappy():
            pairs.setdefault(company_id, []).append(partner_id)
        return Domain.OR(
            Domain([("company_id", "=", company_id), ("partner_id", "in", partner_ids)])
            for company_id, partner_ids in pairs.items()
        )

    @api.model
    def _get_unhappy(self, partner_ids=None):
        """Pairs of company and customer with a low score lately, of those scores that the reader may read."""
        if not self.env["service.feedback"].has_access("read"):
            return []
        domain = Domain([("low", "=", True), ("state", "=", "answered"), ("partner_id", "!=", False)])
        if partner_ids is not None:
            domain &= Domain("partner_id.commercial_partner_id", "in", partner_ids)
        pairs = []
        for company in self.env.companies:
            since = fields.Datetime.now() - timedelta(days=company.sudo().service_active_days)
            rows = self.env["service.feedback"]._read_group(
                domain & Domain([("company_id", "=", company.id), ("answered_at", ">=", since)]), ["partner_id"]
            )
            pairs += [(company.id, partner.commercial_partner_id.id) for (partner,) in rows]
        return pairs

    @api.depends("risk_codes")
    @api.depends_context("lang", "uid")
    def _compute_risk(self):
        unhappy = set(self._get_unhappy(self.partner_id.ids))
        for file in self:
            lines = [self._explain_risk(code, numbers) for code, numbers in file.risk_codes or []]
            if (file.company_id.id, file.partner_id.id) in unhappy and file.standing != "churned":
                lines.append(self.env._("A low score lately."))
            file.at_risk, file.risk_text = bool(lines), "\n".join(lines)

    def _search_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("risk_count", ">", 0) | (
            Domain("standing", "!=", "churned") & self._search_unhappy(operator, value)
        )

    def _compute_callback_id(self):
        groups = self.env["service.callback"]._read_group(
            [("partner_id", "child_of", self.partner_id.ids), ("state", "=", "open")],
            ["company_id", "partner_id"],
            ["id:min"],
        )
        found = {(company.id, partner.commercial_partner_id.id): first for company, partner, first in groups}
        for file in self:
            file.callback_id = found.get((file.company_id.id, file.partner_id.id), False)

    # Words

    @api.model
    def _explain_points(self, shares):
        """A line per figure, in the reader's language."""
        labels = dict(self.env["service.loyalty.criterion"]._fields["figure"]._description_selection(self.env))
        return "\n".join(
            self.env._(
                "%(figure)s: %(value)s, %(points)s points",
                figure=labels.get(figure, figure),
                value=f"{value:,.1f}".removesuffix(".0"),
                points=points,
            )
            for figure, value, points in shares or []
        )

    @api.model
    def _explain_risk(self, code, numbers):
        if code == "complaint":
            return self.env._("Open complaints: %s.", numbers[0])
        if code == "missed":
            return self.env._("%(missed)s of %(judged)s promises were missed.", missed=numbers[0], judged=numbers[1])
        if code == "silent":
            return self.env._("No case, purchase or visit for %s days.", numbers[0])
        return self.env._(
            "Falling use: %(recent)s cases, purchases and visits, %(before)s in the same time before.",
            recent=numbers[0],
            before=numbers[1],
        )
