from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class ServiceComplaintAcknowledge(models.TransientModel):
    """Tell the customer that somebody cares: by mail, from a template, or on the phone, with a note of the call."""

    _name = "service.complaint.acknowledge"
    _description = "Acknowledge a Complaint"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    channel = fields.Selection([("email", "By mail"), ("phone", "By phone")], required=True, default="email")
    body = fields.Html(compute="_compute_body", store=True, readonly=False)
    note = fields.Text(string="Note of the Call")

    @api.depends("ticket_id")
    def _compute_body(self):
        template = self.env.ref("service_quality.mail_template_complaint_acknowledgement").sudo()
        for wizard in self:
            ticket = wizard.ticket_id
            ticket.check_access("read")
            wizard.body = ticket.id and template._render_field("body_html", ticket.ids, compute_lang=True)[ticket.id]

    def action_acknowledge(self):
        self.ensure_one()
        ticket = self.ticket_id
        ticket.check_access("write")
        if ticket.complaint_step != "received":
            raise UserError(self.env._("%(ticket)s was acknowledged already.", ticket=ticket.display_name))
        if self.channel == "phone":
            self._acknowledge_by_phone(ticket)
        else:
            self._acknowledge_by_mail(ticket)
        return {"type": "ir.actions.act_window_close"}

    def _acknowledge_by_phone(self, ticket):
        if not (self.note or "").strip():
            raise UserError(self.env._("Note what was said."))
        ticket._complaint_acknowledge("phone", self.note)

    def _acknowledge_by_mail(self, ticket):
        if not ticket.partner_id.email:
            raise UserError(self.env._("The customer has no e-mail address: call, and note what was said."))
        if is_html_empty(self.body):
            raise UserError(self.env._("Write a few words to the customer."))
        ticket._complaint_acknowledge("email")
        ticket.message_post(
            body=self.body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=ticket.partner_id.ids,
        )
