import logging
from ast import literal_eval
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .condition import check_condition

_logger = logging.getLogger(__name__)

_NUMBERS = ("integer", "float", "monetary")


@dataclass(frozen=True)
class TierChange:
    """A customer whose tier is another one by the criteria: ids, None for no tier."""

    partner_id: int
    tier_id: int | None


class ServiceCustomerTier(models.Model):
    """A class of customers, such as Gold, that standards can promise more to.

    A customer (a commercial partner; its contacts follow) belongs to the first
    tier all of whose criteria hold: tags, a condition, a number of tickets, a
    figure such as the revenue. A tier without criteria is given by hand. What
    was set by hand is locked and kept.
    """

    _name = "service.customer.tier"
    _description = "Customer Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="A customer belongs to the first tier whose criteria hold.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True, help="What belonging to this tier means.")
    # Criteria
    tag_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Tags",
        ondelete="restrict",
        help="One of these tags, such as that of a service contract.",
    )
    domain = fields.Char(string="Condition", help="Further condition on the customer.")
    min_tickets = fields.Integer(string="Tickets at Least")
    months = fields.Integer(string="Within Months", default=12, help="Tickets of the last months count.")
    figure_id = fields.Many2one(
        "ir.model.fields",
        domain=[("model", "=", "res.partner"), ("ttype", "in", _NUMBERS)],
        ondelete="cascade",
        help="A number on the customer, such as the total invoiced where Invoicing is installed.",
    )
    min_figure = fields.Float(string="Figure at Least")
    by_hand = fields.Boolean(compute="_compute_by_hand")
    partner_count = fields.Integer(string="Customers", compute="_compute_partner_count")

    _name_uniq = models.Constraint("UNIQUE(name)", "There is a tier of this name already.")
    _positive = models.Constraint(
        "CHECK(min_tickets >= 0 AND months > 0)", "Numbers of tickets and months are not negative."
    )

    @api.depends("tag_ids", "domain", "min_tickets", "figure_id")
    def _compute_by_hand(self):
        for tier in self:
            tier.by_hand = not (tier.tag_ids or (tier.domain or "[]") != "[]" or tier.min_tickets or tier.figure_id)

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [
                    ("service_tier_id", "in", self.ids),
                    ("commercial_partner_id.service_tier_id", "!=", False),
                    ("parent_id", "=", False),
                ],
                ["service_tier_id"],
                ["__count"],
            )
        )
        for tier in self:
            tier.partner_count = counts.get(tier, 0)

    @api.constrains("domain")
    def _check_domain(self):
        for tier in self:
            check_condition(tier, "res.partner", tier._get_domain)

    @api.constrains("figure_id")
    def _check_figure(self):
        for figure in self.sudo().figure_id:
            if figure.model != "res.partner" or figure.ttype not in _NUMBERS:
                raise ValidationError(self.env._("Choose a number on the customer as figure."))

    def _get_domain(self):
        return literal_eval(self.domain) if self.domain else []

    # Actions

    def action_recompute(self):
        """Give every customer the tier that the criteria say, and tell how many changed."""
        self.check_access("write")
        count = self._recompute()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s customers changed their tier.", count=count)
                if count
                else self.env._("No customer changed tier."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_partners(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_form")
        return {**action, "domain": [("service_tier_id", "=", self.id), ("parent_id", "=", False)], "context": {}}

    # Recomputing

    @api.model
    def _cron_recompute(self):
        self._recompute()

    @api.model
    def _recompute(self):
        """Bring the tiers of all customers up to date, with a number of queries that does not depend on theirs.

        :return: the number of customers that changed
        """
        changes = self.sudo()._find_changes()
        self.sudo()._store_changes(changes)
        if changes:
            partners = self.env["res.partner"].browse(change.partner_id for change in changes)
            partners.sudo()._service_tier_changed()
        return len(changes)

    @api.model
    def _find_changes(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        open_ones = [("commercial_partner_id.service_tier_locked", "=", False), ("parent_id", "=", False)]
        customers = partners.search([*open_ones, ("active", "=", True)])
        present = {partner.id: partner.service_tier_id.id or None for partner in customers}
        wanted, free = dict.fromkeys(present), customers
        for tier in self.search([("active", "=", True)]):
            members = tier._get_members_or_none(free)
            wanted.update(dict.fromkeys(members.ids, tier.id))
            free -= members
        return [TierChange(key, tier_id) for key, tier_id in wanted.items() if present[key] != tier_id]

    def _get_members_or_none(self, customers):
        """Nobody for a tier given by hand, and for one whose criteria cannot be judged any more: that one is logged."""
        try:
            return customers.browse() if self.by_hand else self._get_members(customers)
        except (ValueError, SyntaxError, KeyError):
            _logger.exception("Customer tier %s: its criteria cannot be judged", self.id)
            return customers.browse()

    def _get_members(self, customers):
        """Those of some customers who meet every criterion."""
        self.ensure_one()
        found = customers
        domain = Domain(self._get_domain())
        if self.tag_ids:
            domain &= Domain("category_id", "child_of", self.tag_ids.ids)
        if not domain.is_true():
            found &= self.env["res.partner"].search(domain)
        if self.min_tickets:
            found &= self._get_frequent_customers()
        if self.figure_id:
            name = self.figure_id.name
            found = found.filtered(lambda partner: (partner[name] or 0) >= self.min_figure)
        return found

    def _get_frequent_customers(self):
        since = fields.Datetime.now() - relativedelta(months=self.months)
        groups = self.env["helpdesk.ticket"]._read_group(
            [("create_date", ">=", since), ("commercial_partner_id", "!=", False)],
            ["commercial_partner_id"],
            having=[("__count", ">=", self.min_tickets)],
        )
        return self.env["res.partner"].concat(*(partner for (partner,) in groups))

    @api.model
    def _store_changes(self, changes):
        """Plain SQL, because writing partners one by one costs queries for each of them and their contacts."""
        self.env["res.partner"].flush_model(["service_tier_id", "commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner AS p SET service_tier_id = n.tier"
                " FROM unnest(%s::int4[], %s::int4[]) AS n(id, tier)"
                " WHERE p.commercial_partner_id = n.id",
                [change.partner_id for change in changes],
                [change.tier_id for change in changes],
            )
        )
        self.env["res.partner"].invalidate_model(["service_tier_id"], flush=False)
