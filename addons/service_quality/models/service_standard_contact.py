from dataclasses import replace

from odoo import api, fields, models

from .service_contact import MEDIA


class ServiceStandard(models.Model):
    """Standards for customers of certain tiers and for contacts of a certain kind."""

    _inherit = "service.standard"

    tier_ids = fields.Many2many("service.customer.tier", string="Customer Tiers", ondelete="restrict")
    medium = fields.Selection(MEDIA, string="Kind of Contact", help="Holds for such contacts only, and for no ticket.")

    @api.depends("tier_ids", "medium")
    def _compute_scope_summary(self):
        res = super()._compute_scope_summary()
        every = self.env._("Every case")
        media = dict(self._fields["medium"]._description_selection(self.env))
        for standard in self.filtered(lambda standard: standard.tier_ids or standard.medium):
            parts = [] if standard.scope_summary == every else [standard.scope_summary]
            parts += [*standard.tier_ids.mapped("display_name"), *filter(None, [media.get(standard.medium)])]
            standard.scope_summary = " · ".join(parts)
        return res

    def _get_scope(self):
        scope = super()._get_scope()
        criteria = {
            "tier": dict.fromkeys(self.tier_ids.ids, 0),
            "medium": dict.fromkeys(filter(None, [self.medium]), 0),
        }
        return replace(
            scope, criteria={**scope.criteria, **{axis: values for axis, values in criteria.items() if values}}
        )

    @api.model
    def _match_conditions(self, records, scopes):
        # A further condition is one on tickets: a standard that has one does not hold for contacts
        return {} if records._name == "service.contact" else super()._match_conditions(records, scopes)
