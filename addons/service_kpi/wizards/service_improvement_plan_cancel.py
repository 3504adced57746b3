from odoo import fields, models


class ServiceImprovementPlanCancel(models.TransientModel):
    """Why a plan ends before it is judged."""

    _name = "service.improvement.plan.cancel"
    _description = "Cancel an Improvement Plan"

    plan_id = fields.Many2one("service.improvement.plan", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        self.ensure_one()
        self.plan_id._cancel(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
