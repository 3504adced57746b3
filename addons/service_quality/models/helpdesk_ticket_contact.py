from odoo import fields, models


class HelpdeskTicket(models.Model):
    """The contacts that a ticket is about."""

    _inherit = "helpdesk.ticket"

    contact_ids = fields.One2many(
        "service.contact", "ticket_id", string="Contacts", groups="service_quality.service_quality_group_agent"
    )
    contact_count = fields.Integer(
        string="Number of Contacts",
        compute="_compute_contact_count",
        groups="service_quality.service_quality_group_agent",
    )
    service_tier_id = fields.Many2one(related="commercial_partner_id.service_tier_id", groups="base.group_user")

    def _compute_contact_count(self):
        counts = dict(
            self.env["service.contact"]._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"])
        )
        for ticket in self:
            ticket.contact_count = counts.get(ticket._origin, 0)

    def action_view_contacts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_contact_action")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": self._get_contact_defaults()}

    def action_new_call(self):
        """A form for the call that is ringing now, filled in as far as the ticket tells."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_contact_action_new")
        return {**action, "context": self._get_contact_defaults()}

    def _get_contact_defaults(self):
        return {
            "default_ticket_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_number": self.partner_id.phone,
            "default_subject": self.name,
            "default_team_id": self.team_id.id,
            "default_company_id": self.company_id.id,
        }
