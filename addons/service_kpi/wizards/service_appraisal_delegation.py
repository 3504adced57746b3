from odoo import fields, models


class ServiceAppraisalDelegation(models.TransientModel):
    """Who rates instead of the superior, and why."""

    _name = "service.appraisal.delegation"
    _description = "Delegate a Review"

    feedback_id = fields.Many2one("service.appraisal.feedback", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", string="Who Rates", required=True)
    reason = fields.Char(required=True)

    def action_delegate(self):
        self.ensure_one()
        self.feedback_id._delegate(self.employee_id, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
