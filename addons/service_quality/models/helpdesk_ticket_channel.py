from odoo import api, fields, models

from .service_contact import MEDIA


class HelpdeskTicketChannel(models.Model):
    _inherit = "helpdesk.ticket.channel"

    contact_medium = fields.Selection(
        MEDIA, string="Channel of", help="New contacts of this kind come in by this channel."
    )

    @api.model
    def _mark_shipped_channels(self):
        """Calls come in by the channel Phone, made anew where it was removed, unless somebody has said otherwise."""
        if not self.search_count([("contact_medium", "=", "phone")], limit=1):
            phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone", raise_if_not_found=False)
            phone = phone or self.create({"name": self.env._("Phone"), "company_id": False})
            phone.contact_medium = "phone"
