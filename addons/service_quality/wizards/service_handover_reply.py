from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceHandoverReply(models.TransientModel):
    """What a department says to a request: an answer, a refusal with a reason, or where it goes next."""

    _name = "service.handover.reply"
    _description = "Reply of a Department"

    handover_id = fields.Many2one("service.handover", required=True)
    kind = fields.Selection(
        [("answer", "Answer"), ("refuse", "Refuse"), ("pass", "Pass on")], required=True, default="answer"
    )
    question = fields.Text(related="handover_id.question")
    text = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    department_id = fields.Many2one("hr.department")
    user_id = fields.Many2one("res.users", string="Owner", domain=[("share", "=", False)])
    deadline = fields.Datetime(compute="_compute_deadline", store=True, readonly=False)

    @api.depends("handover_id")
    def _compute_deadline(self):
        for reply in self:
            reply.deadline = reply.handover_id.deadline

    def action_confirm(self):
        self.ensure_one()
        handover = self.handover_id
        if self.kind == "pass":
            if not self.department_id or not self.deadline:
                raise UserError(self.env._("Say which department answers, and until when."))
            if self.department_id == handover.department_id:
                raise UserError(self.env._("This department was asked already: pass the question on to another one."))
            handover._pass_on(self.department_id, self.text, self.deadline, self.user_id)
            return
        if not (self.text or "").strip():
            raise UserError(
                self.env._("Write the answer.") if self.kind == "answer" else self.env._("Say why you refuse.")
            )
        if self.kind == "answer":
            handover._answer(self.text, self.attachment_ids)
        else:
            handover._refuse(self.text)
