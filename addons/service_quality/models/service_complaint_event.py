from odoo import api, fields, models
from odoo.exceptions import UserError

from .helpdesk_ticket_complaint import CHANNELS, STEPS


class ServiceComplaintEvent(models.Model):
    """What happened to a complaint, when and by whom. Lines are only added, by the system."""

    _name = "service.complaint.event"
    _description = "Complaint Log"
    _order = "at, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Complaint", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")
    kind = fields.Selection(
        [
            ("step", "Step"),
            ("level", "Level"),
            ("proposal", "Proposed Solution"),
            ("approval", "Approval"),
            ("consent", "Customer's answer"),
            ("reopened", "Reopened"),
        ],
        required=True,
        readonly=True,
    )
    step = fields.Selection(STEPS, readonly=True)
    level = fields.Integer(readonly=True, aggregator=None)
    channel = fields.Selection(CHANNELS, readonly=True)
    note = fields.Text(readonly=True)

    _step_idx = models.Index("(ticket_id, step, at) WHERE step IS NOT NULL")

    def write(self, vals):
        raise UserError(self.env._("What happened to a complaint is not rewritten."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What happened to a complaint is not rewritten."))
