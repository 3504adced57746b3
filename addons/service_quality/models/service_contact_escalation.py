from odoo import api, models


class ServiceContact(models.Model):
    """A further call about a case counts towards its escalation."""

    _inherit = "service.contact"

    @api.model_create_multi
    def create(self, vals_list):
        contacts = super().create(vals_list)
        contacts.filtered(lambda contact: contact.direction == "in").ticket_id._escalate_contacts()
        return contacts
