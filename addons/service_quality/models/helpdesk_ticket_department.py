from odoo import fields, models

from .service_clock_mixin import is_over


class HelpdeskTicket(models.Model):
    """Other departments are asked about a case while its clocks run on."""

    _inherit = "helpdesk.ticket"

    department_request_ids = fields.One2many(
        "service.handover",
        "ticket_id",
        string="Department Requests",
        groups="service_quality.service_quality_group_agent",
    )
    # Spares cases that nobody was asked about a query when they close
    departments_asked = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    department_request_count = fields.Integer(
        compute="_compute_department_request_count", groups="service_quality.service_quality_group_agent"
    )

    def _compute_department_request_count(self):
        # Who may read a ticket may see whom it was handed to, hence sudo
        counts = dict(
            self.env["service.handover"].sudo()._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"])
        )
        for ticket in self:
            ticket.department_request_count = counts.get(ticket.sudo(), 0)

    def action_hand_to_department(self):
        """Ask other departments about these cases."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand to Department"),
            "res_model": "service.handover.request",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    def action_view_department_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_handover_action")
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {"create": False}}

    def _clock_follow(self, before):
        res = super()._clock_follow(before)
        over = self.sudo().filtered(
            lambda ticket: (
                ticket.departments_asked
                and ticket._clock_position() != before[ticket.id]
                and is_over(ticket._clock_position())
            )
        )
        if over:
            # What a closed case asked needs no answer any more
            self.env["service.handover"].sudo().search(
                [("ticket_id", "in", over.ids), ("state", "=", "open")]
            )._withdraw()
        return res
