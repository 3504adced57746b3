from dataclasses import replace

from odoo import api, fields, models


class ServiceStandard(models.Model):
    """Standards for customers of certain tiers, and what contacts are matched with."""

    _inherit = "service.standard"

    tier_ids = fields.Many2many("service.customer.tier", string="Customer Tiers", ondelete="restrict")

    @api.depends("tier_ids")
    def _compute_scope_summary(self):
        super()._compute_scope_summary()
        every = self.env._("Every case")
        for standard in self.filtered("tier_ids"):
            others = [] if standard.scope_summary == every else [standard.scope_summary]
            standard.scope_summary = " · ".join([*others, *standard.tier_ids.mapped("display_name")])

    def _get_scope(self):
        scope = super()._get_scope()
        if not self.tier_ids:
            return scope
        return replace(scope, criteria={**scope.criteria, "tier": dict.fromkeys(self.tier_ids.ids, 0)})

    @api.model
    def _match_conditions(self, records, scopes):
        # A further condition is one on tickets: a standard that has one does not hold for contacts
        return {} if records._name == "service.contact" else super()._match_conditions(records, scopes)
