from odoo import api, fields, models

from ..engine.phone_number import search_key


class ResPartner(models.Model):
    _inherit = "res.partner"

    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="What all notations of the number have in common.",
    )
    service_tier_id = fields.Many2one(
        "service.customer.tier",
        string="Customer Tier",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups="base.group_user",
    )
    service_tier_locked = fields.Boolean(
        string="Tier Set by Hand",
        copy=False,
        groups="base.group_user",
        help="The scheduled action leaves this customer's tier alone.",
    )
    contact_count = fields.Integer(
        string="Number of Contacts",
        compute="_compute_contact_count",
        groups="service_quality.service_quality_group_agent",
    )
    promise_count = fields.Integer(
        string="Promises Judged", compute="_compute_promises", groups="service_quality.service_quality_group_agent"
    )
    promises_kept = fields.Float(compute="_compute_promises", groups="service_quality.service_quality_group_agent")

    @api.depends("phone")
    def _compute_phone_key(self):
        for partner in self:
            partner.phone_key = search_key(partner.phone)

    def _compute_contact_count(self):
        counts = dict(
            self.env["service.contact"]._read_group([("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            below = [
                contact for contact in counts if partner in contact | contact.parent_id | contact.commercial_partner_id
            ]
            partner.contact_count = sum(counts[contact] for contact in below)

    def _compute_promises(self):
        """Of the whole customer: its tickets are those of all its people."""
        groups = self.env["service.clock"]._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("ticket_id", "!=", False), ("result", "!=", False)],
            ["partner_id"],
            ["__count", "compliance:avg"],
        )
        figures = {partner.id: (count, kept) for partner, count, kept in groups}
        for partner in self:
            partner.promise_count, partner.promises_kept = figures.get(partner.commercial_partner_id.id, (0, 0))

    # Tiers belong to the commercial partner, its contacts follow

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "service_tier_id", "service_tier_locked"]

    def write(self, vals):
        # Contacts are told by their company, which has been locked itself
        if "service_tier_id" in vals and "service_tier_locked" not in vals:
            vals = {**vals, "service_tier_locked": True}
        before = {partner.id: partner.sudo().service_tier_id for partner in self} if "service_tier_id" in vals else {}
        res = super().write(vals)
        if changed := self.filtered(
            lambda partner: partner.id in before and partner.sudo().service_tier_id != before[partner.id]
        ):
            changed.sudo()._service_tier_changed()
        return res

    def _service_tier_changed(self):
        """These customers belong to another tier now: their open cases follow the standards that hold for it."""
        cases = self.env["helpdesk.ticket"].search(
            [("commercial_partner_id", "in", self.commercial_partner_id.ids), ("stage_id.closed", "=", False)]
        )
        cases._clock_apply(cases._clock_terms())

    # Actions

    def action_view_contacts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_contact_action")
        defaults = {"default_partner_id": self.id, "default_number": self.phone}
        return {**action, "domain": [("partner_id", "child_of", self.id)], "context": defaults}

    def action_view_promises(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_clock_action_compliance")
        domain = [
            ("partner_id", "=", self.commercial_partner_id.id),
            ("ticket_id", "!=", False),
            ("result", "!=", False),
        ]
        return {
            **action,
            "domain": domain,
            "context": {},
            "view_mode": "list,form,pivot,graph",
            "views": [(False, mode) for mode in ("list", "form", "pivot", "graph")],
        }

    def _get_customers_above(self):
        """The contact itself and every company above it: whom a standard may name to mean this contact."""
        found = partner = self
        while partner := partner.parent_id:
            found |= partner
        return found | self.commercial_partner_id
