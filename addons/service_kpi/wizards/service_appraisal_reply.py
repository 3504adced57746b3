from odoo import fields, models
from odoo.exceptions import UserError


class ServiceAppraisalReply(models.TransientModel):
    """What a person says of the own result."""

    _name = "service.appraisal.reply"
    _description = "Answer to an Appraisal"

    appraisal_id = fields.Many2one("service.appraisal", required=True, ondelete="cascade")
    answer = fields.Selection(
        [
            ("agreed", "I have read it and agree"),
            ("disagreed", "I have read it and disagree"),
            ("appealed", "I ask a second reviewer to look at it"),
        ],
        required=True,
        default="agreed",
    )
    reason = fields.Text()

    def action_send(self):
        self.ensure_one()
        if self.answer == "appealed" and not (self.reason or "").strip():
            raise UserError(self.env._("Say what should be looked at again."))
        self.appraisal_id.check_access("read")
        self.appraisal_id._give_answer(self.answer, self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
