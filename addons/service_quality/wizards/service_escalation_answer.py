from odoo import fields, models


class ServiceEscalationAnswer(models.TransientModel):
    """Acknowledging, with a new promise or a word about it."""

    _name = "service.escalation.answer"
    _description = "Acknowledge an Escalation"

    escalation_ids = fields.Many2many("service.escalation", string="Escalations", required=True)
    promised_at = fields.Datetime(
        string="Solved by", help="Not solved by then, the next level is reached. Empty: no new promise."
    )
    note = fields.Text(string="What I Do")

    def action_acknowledge(self):
        self.escalation_ids._check_may_answer()
        self.escalation_ids.sudo()._acknowledge(self.env.user, self.promised_at or None, self.note or None)
        return {"type": "ir.actions.act_window_close"}
