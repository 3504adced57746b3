from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .condition import check_condition

# What the preview shows: whoever changes one of these has to look again
_CONTENT = frozenset(
    {
        "company_id",
        "trigger",
        "day",
        "yearly",
        "date_field_id",
        "days",
        "partner_domain",
        "tier_ids",
        "standing",
        "template_id",
        "hold_complaint",
        "run_limit",
    }
)
_NEEDS_DATE = ("holiday",)
_NEEDS_FIELD = ("birthday",)


class ServiceCareRule(models.Model):
    """To whom the company writes by itself, on which occasion, and what.

    A rule is a draft until somebody has looked at who would get what in the
    next weeks, and switched it on. A customer gets one message per rule and
    occasion, never more than the company's cap over all rules, and none after
    saying no.
    """

    _name = "service.care.rule"
    _description = "Care Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("draft", "Switched Off"), ("live", "Switched On")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    # Occasion
    # Each has a query ``_query_<code>`` in service_care_occasion.py, or where another addon adds it
    trigger = fields.Selection(
        [
            ("holiday", "Holiday"),
            ("birthday", "Date on the customer, yearly"),
            ("anniversary", "Anniversary of the first purchase or case"),
            ("solved", "Case solved"),
            ("tier", "Rise to a loyalty tier"),
            ("silent", "No case, purchase or visit"),
        ],
        string="On the Occasion of",
        required=True,
        default="solved",
        tracking=True,
    )
    day = fields.Date(string="Date of the Holiday", help="Holidays by the moon get their date anew each year.")
    yearly = fields.Boolean(string="Same Date Every Year", default=True)
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date on the Customer",
        domain=[("model", "=", "res.partner"), ("ttype", "=", "date"), ("store", "=", True)],
        ondelete="cascade",
        help="Such as a birthday, where your contacts have such a field.",
    )
    days = fields.Integer(string="Days after", help="So many days after the occasion; negative: before it.")
    # Segment
    partner_domain = fields.Char(string="Segment", default="[]", help="Condition on the customer.")
    tier_ids = fields.Many2many("service.loyalty.tier", string="Loyalty Tiers", help="Empty: every tier, and none.")
    standing = fields.Selection(
        [("active", "Only active ones"), ("present", "Active and fading"), ("any", "Lost ones too")],
        string="Customers",
        required=True,
        default="present",
    )
    hold_complaint = fields.Boolean(
        string="Not during a Complaint", default=True, help="Customers with an open complaint are left in peace."
    )
    # Message
    template_id = fields.Many2one(
        "mail.template",
        required=True,
        domain=[("model", "=", "service.care.message")],
        ondelete="restrict",
        help="Written in the customer's language; the link to unsubscribe is added below.",
    )
    run_limit = fields.Integer(string="Messages per Run", default=200, help="More wait for the next day.")
    result_days = fields.Integer(
        string="Look at Results for (Days)", default=30, help="What the customer did within so many days is counted."
    )
    previewed_at = fields.Datetime(readonly=True, copy=False)
    previewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    # Results
    sent_count = fields.Integer(string="Sent Messages", compute="_compute_results")
    wrote_share = fields.Float(string="Had a Case", compute="_compute_results")
    bought_share = fields.Float(string="Bought", compute="_compute_results")
    complained_share = fields.Float(string="Complained", compute="_compute_results")
    refused_share = fields.Float(string="Unsubscribed", compute="_compute_results")

    _limits = models.Constraint(
        "CHECK(run_limit > 0 AND result_days > 0)", "Numbers of messages and days are more than nothing."
    )

    def _compute_results(self):
        groups = self.env["service.care.message"]._read_group(
            [("rule_id", "in", self.ids), ("state", "=", "sent")],
            ["rule_id"],
            ["__count", "wrote:avg", "bought:avg", "complained:avg", "refused:avg"],
        )
        results = {rule: figures for rule, *figures in groups}
        for rule in self:
            count, wrote, bought, complained, refused = results.get(rule, (0, 0, 0, 0, 0))
            rule.sent_count, rule.wrote_share, rule.bought_share = count, wrote, bought
            rule.complained_share, rule.refused_share = complained, refused

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for rule in self:
            check_condition(rule, "res.partner", rule._get_segment)

    @api.constrains("trigger", "day", "date_field_id")
    def _check_occasion(self):
        for rule in self:
            if rule.trigger in _NEEDS_DATE and not rule.day:
                raise ValidationError(self.env._("Say on which day the holiday is."))
            if rule.trigger in _NEEDS_FIELD:
                field = rule.sudo().date_field_id
                if field.model != "res.partner" or field.ttype != "date" or not field.store:
                    raise ValidationError(self.env._("Choose a date on the customer, such as the birthday."))

    @api.constrains("template_id")
    def _check_template(self):
        for rule in self:
            if rule.template_id.sudo().model != "service.care.message":
                raise ValidationError(self.env._("Choose a template that is written for care messages."))

    # CRUD

    def write(self, vals):
        if not self.env.su and {"state", "previewed_at", "previewed_by_id"} & vals.keys():
            raise UserError(self.env._("Use the buttons of the rule to preview it and to switch it on or off."))
        res = super().write(vals)
        if _CONTENT & vals.keys():
            # Nobody has seen who gets this
            self.sudo().write({"previewed_at": False, "previewed_by_id": False, "state": "draft"})
        return res

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            first = {"state": "draft", "previewed_at": False, "previewed_by_id": False}
            vals_list = [{**vals, **first} for vals in vals_list]
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["service.care.message"].sudo().search_count([("rule_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Customers got messages by this rule: archive it instead."))

    # Actions

    def action_preview(self):
        """Show who would get what, and why others would not."""
        self.ensure_one()
        self.check_access("write")
        preview = self.env["service.care.preview"].create({"rule_id": self.id})
        preview._fill()
        self.sudo().write({"previewed_at": fields.Datetime.now(), "previewed_by_id": self.env.uid})
        return preview._get_records_action(name=self.env._("Who Gets What"), target="new")

    def action_switch_on(self):
        self.check_access("write")
        for rule in self:
            if not rule.previewed_at:
                raise UserError(self.env._("%(rule)s: look at the preview first.", rule=rule.name))
        self.sudo().write({"state": "live"})

    def action_switch_off(self):
        self.check_access("write")
        self.sudo().write({"state": "draft"})

    def action_view_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_care_message_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}

    def _get_segment(self):
        return Domain(literal_eval(self.partner_domain or "[]"))
