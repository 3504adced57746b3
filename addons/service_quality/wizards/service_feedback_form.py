from odoo import api, fields, models

from ..engine.scales import SCALES


class ServiceFeedbackForm(models.TransientModel):
    """What a customer answers on the phone, as the caller types it."""

    _name = "service.feedback.form"
    _description = "Answer on the Phone"

    call_id = fields.Many2one("service.feedback.call", required=True, readonly=True, ondelete="cascade")
    partner_name = fields.Char(related="call_id.partner_name")
    phone = fields.Char(related="call_id.phone")
    case_name = fields.Char(related="call_id.case_name")
    question = fields.Char(related="call_id.question")
    script = fields.Html(related="call_id.script")
    range_text = fields.Char(string="Scale", compute="_compute_range_text")
    score = fields.Selection([(str(number), str(number)) for number in range(11)], required=True)
    reason_ids = fields.Many2many("service.feedback.reason", string="Reasons")
    comment = fields.Text()

    @api.depends("call_id")
    def _compute_range_text(self):
        for form in self:
            scale = SCALES[form.call_id.sudo().feedback_id.scale or "csat"]
            form.range_text = self.env._(
                "%(lowest)s (worst) to %(highest)s (best)", lowest=scale.lowest, highest=scale.highest
            )

    def action_save(self):
        for form in self:
            form.call_id._record(int(form.score), form.reason_ids, form.comment)
