from odoo import fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_complaint import INTERNAL


class HelpdeskTicket(models.Model):
    """A complaint that comes from another case: opened from it once, and linked both ways."""

    _inherit = "helpdesk.ticket"

    complaint_made_id = fields.Many2one(
        "helpdesk.ticket", string="Complaint", compute="_compute_complaint_made_id", groups=INTERNAL
    )

    def _compute_complaint_made_id(self):
        made = self.env["helpdesk.ticket"].with_context(active_test=False)
        found = {
            ticket.complaint_origin_id.id: ticket for ticket in made.search([("complaint_origin_id", "in", self.ids)])
        }
        for ticket in self:
            ticket.complaint_made_id = found.get(ticket.id, False)

    def _complaint_open(self, reason):
        """The complaint of a case: the one that there is, else a new one.

        :return: the complaint; the case itself if it is one
        """
        self.ensure_one()
        if self.complaint_step:
            return self
        case = self.sudo()
        made = case.with_context(active_test=False).search([("complaint_origin_id", "=", case.id)], limit=1)
        if made:
            return made.sudo(self.env.su)
        complaint = case.create(
            {
                "kind": "complaint",
                "complaint_origin_id": case.id,
                "name": case.name,
                "description": case.description,
                "partner_id": case.partner_id.id,
                "partner_name": case.partner_name,
                "partner_email": case.partner_email,
                "team_id": case.team_id.id,
                "user_id": case.user_id.id,
                "company_id": case.company_id.id,
                "product_id": case.product_id.id,
                "category_id": case.category_id.id,
                "channel_id": case.channel_id.id,
                "priority": case.priority,
            }
        )
        for ticket, text in (
            (complaint, self.env._("Opened from %(ticket)s: %(reason)s", ticket=case.display_name, reason=reason)),
            (case, self.env._("Complaint %(ticket)s was opened: %(reason)s", ticket=complaint.number, reason=reason)),
        ):
            ticket.message_post(body=text, subtype_xmlid="mail.mt_note")
        return complaint.sudo(self.env.su)

    def action_complaint_open(self):
        """The customer complains about this case."""
        self.ensure_one()
        self.check_access("write")
        if self.closed:
            raise UserError(self.env._("%(ticket)s is closed: reopen it first.", ticket=self.display_name))
        complaint = self._complaint_open(self.env._("by %(person)s", person=self.env.user.name))
        return complaint._get_records_action()

    def action_complaint_view_origin(self):
        self.ensure_one()
        return (self.complaint_origin_id or self.complaint_made_id)._get_records_action()
