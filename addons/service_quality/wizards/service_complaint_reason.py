from odoo import fields, models

_PURPOSES = [
    ("lower", "Lower the level"),
    ("reopen", "Reopen"),
    ("withdrawn", "Withdrawn by the customer"),
    ("no_agreement", "No agreement"),
]


class ServiceComplaintReason(models.TransientModel):
    """What is done to a complaint for a reason only."""

    _name = "service.complaint.reason"
    _description = "Reason about a Complaint"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    purpose = fields.Selection(_PURPOSES, required=True)
    level_id = fields.Many2one("service.complaint.level", string="New Level")
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        ticket = self.ticket_id
        if self.purpose == "lower":
            ticket._complaint_lower_level(self.level_id, self.reason)
        elif self.purpose == "reopen":
            ticket._complaint_reopen(self.reason)
        else:
            ticket._complaint_end_without_agreement(self.purpose, self.reason)
        return {"type": "ir.actions.act_window_close"}
