from odoo import fields, models


class ServiceCareerDecision(models.TransientModel):
    """What HR decides on a proposal, and why."""

    _name = "service.career.decision"
    _description = "Decision on a Proposal"

    proposal_id = fields.Many2one("service.career.proposal", required=True, ondelete="cascade")
    outcome = fields.Selection([("approved", "Approve"), ("rejected", "Reject")], required=True, default="approved")
    reason = fields.Text(required=True)

    def action_decide(self):
        self.ensure_one()
        self.proposal_id.check_access("read")
        self.proposal_id._decide(self.outcome, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
