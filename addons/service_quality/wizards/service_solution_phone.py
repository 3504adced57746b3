from odoo import fields, models


class ServiceSolutionPhone(models.TransientModel):
    """The customer's answer on the phone, recorded by who took the call."""

    _name = "service.solution.phone"
    _description = "Answer by Phone"

    solution_id = fields.Many2one("service.solution", required=True, ondelete="cascade")
    decision = fields.Selection([("accepted", "Accepts"), ("rejected", "Rejects")], required=True)
    person = fields.Char(string="Who was on the Phone", required=True)
    at = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    said = fields.Text(string="What was Said", required=True)

    def action_record(self):
        self.ensure_one()
        self.solution_id._decide_by_phone(self.decision, self.person, self.said, self.at)
        return {"type": "ir.actions.act_window_close"}
