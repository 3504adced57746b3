from odoo import fields, models


class ServiceEscalationRequest(models.TransientModel):
    """Taking a case to the next level by hand, with the reason."""

    _name = "service.escalation.request"
    _description = "Escalate by Hand"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True)
    reason = fields.Text(required=True)

    def action_escalate(self):
        self.ensure_one()
        self.ticket_id.check_access("write")
        self.ticket_id._escalate(self.reason)
        self.ticket_id.message_post(body=self.env._("Escalated by hand: %(reason)s", reason=self.reason))
        return {"type": "ir.actions.act_window_close"}
