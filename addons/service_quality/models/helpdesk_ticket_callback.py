from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    callback_ids = fields.One2many(
        "service.callback", "ticket_id", string="Call-backs", groups="service_quality.service_quality_group_agent"
    )
    callback_count = fields.Integer(
        compute="_compute_callback_count", groups="service_quality.service_quality_group_agent"
    )

    def _compute_callback_count(self):
        domain = [("ticket_id", "in", self.ids), ("state", "=", "open")]
        counts = dict(self.env["service.callback"]._read_group(domain, ["ticket_id"], ["__count"]))
        for ticket in self:
            ticket.callback_count = counts.get(ticket, 0)

    def action_promise_callback(self):
        """Promise the customer a call: who, where and about what is filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.callback",
            "name": self.env._("Promise a Call-back"),
            "view_mode": "form",
            "views": [(self.env.ref("service_quality.service_callback_view_form_new").id, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_subject": self.name},
        }

    def action_view_callbacks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_callback_action")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {"default_ticket_id": self.id}}
