from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class ServiceIncidentUpdate(models.Model):
    """What all customers concerned are told at one moment: one message each, in their language, through the queue.

    Write the text in each language that your customers read (the sign behind
    the field); who reads another one gets it as it was written.
    """

    _name = "service.incident.update"
    _description = "Status Update"
    _order = "sent_at desc, id desc"

    incident_id = fields.Many2one("service.incident", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="incident_id.company_id", store=True)
    body = fields.Text(string="Message to the Customers", required=True, translate=True)
    sent_at = fields.Datetime(string="Sent", readonly=True)
    sent_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    notice_ids = fields.One2many("service.incident.notice", "update_id", string="Who Was Told", readonly=True)
    notice_count = fields.Integer(string="Customers", compute="_compute_notice_count")
    customer_count = fields.Integer(string="Customers Concerned", compute="_compute_customer_count")

    @api.depends("body")
    def _compute_display_name(self):
        for update in self:
            update.display_name = (update.body or "")[:60]

    @api.depends("notice_ids")
    def _compute_notice_count(self):
        counts = dict(
            self.env["service.incident.notice"]._read_group([("update_id", "in", self.ids)], ["update_id"], ["__count"])
        )
        for update in self:
            update.notice_count = counts.get(update, 0)

    @api.depends("incident_id")
    def _compute_customer_count(self):
        for update in self:
            update.customer_count = len(update._get_customers(update.sudo().incident_id.ticket_ids))

    def write(self, vals):
        if not self.env.su and any(update.sent_at for update in self):
            raise UserError(self.env._("What customers were told stays: write another update."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if not self.env.su and any(update.sent_at for update in self):
            raise UserError(self.env._("What customers were told stays: write another update."))

    def action_send(self):
        """Tell every customer of the incident, once."""
        self.incident_id.check_access("write")
        for update in self.sudo():
            if update.sent_at:
                raise UserError(self.env._("This update was sent already."))
            update.write({"sent_at": fields.Datetime.now(), "sent_by_id": self.env.uid})
            tickets = update.incident_id.ticket_ids
            tickets._message_log_batch(
                bodies={
                    ticket.id: self.env._("Told to the customers: %(text)s", text=update.body) for ticket in tickets
                }
            )
            update._tell_customers(tickets)
            if update.incident_id.state == "detected":
                update.incident_id._go("responding", ("detected",))
        return {"type": "ir.actions.act_window_close"}

    def _get_customers(self, tickets):
        """Whom the cases belong to, each once: ``{key: (partner, name, e-mail)}``, the key a partner or an address."""
        customers = {}
        for ticket in tickets.sudo():
            email = email_normalize(ticket.partner_id.email or ticket.partner_email) or ""
            key = email or ticket.partner_id.id or None
            if key:
                customers.setdefault(key, (ticket.partner_id, ticket.partner_id.name or ticket.partner_name, email))
        return customers

    def _tell_customers(self, tickets):
        """Queue a message for each customer of these cases who was not told of this update yet."""
        for update in self:
            known = {(notice.email or notice.partner_id.id) for notice in update.notice_ids}
            customers = {key: who for key, who in update._get_customers(tickets).items() if key not in known}
            notices = self.env["service.incident.notice"].create(
                [
                    {
                        "update_id": update.id,
                        "partner_id": partner.id,
                        "name": name,
                        "email": email,
                        "lang": partner.lang or update.company_id.partner_id.lang or self.env.lang,
                        "outcome": "queued" if email else "no_address",
                    }
                    for partner, name, email in customers.values()
                ]
            )
            notices.filtered("email")._queue()
