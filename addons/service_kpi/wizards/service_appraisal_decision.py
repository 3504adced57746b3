from odoo import fields, models
from odoo.exceptions import UserError


class ServiceAppraisalDecision(models.TransientModel):
    """What the second reviewer decides on an appeal."""

    _name = "service.appraisal.decision"
    _description = "Decision on an Appeal"

    appraisal_id = fields.Many2one("service.appraisal", required=True, ondelete="cascade")
    scale_id = fields.Many2one(related="appraisal_id.template_id.scale_id")
    answer_reason = fields.Text(related="appraisal_id.answer_reason")
    outcome = fields.Selection([("upheld", "Upheld"), ("rejected", "Rejected")], required=True, default="rejected")
    grade_id = fields.Many2one("service.grade", string="New Grade", domain="[('scale_id', '=', scale_id)]")
    reason = fields.Text(required=True)

    def action_decide(self):
        self.ensure_one()
        if self.outcome == "upheld" and not self.grade_id:
            raise UserError(self.env._("Choose the new grade."))
        self.appraisal_id.check_access("read")
        self.appraisal_id._decide(self.outcome, self.reason, self.grade_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
