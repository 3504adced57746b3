from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_SCORES = [
    ("0", "No answer yet"),
    ("1", "1 – not at all"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5 – entirely"),
]


class ServicePulseForm(models.TransientModel):
    """The questions of a pulse for one person. What is typed here is gone as soon as it was sent."""

    _name = "service.pulse.form"
    _description = "Answer a Staff Pulse"

    invitation_id = fields.Many2one("service.pulse.invitation", required=True, ondelete="cascade")
    introduction = fields.Text(related="invitation_id.introduction")
    line_ids = fields.One2many("service.pulse.form.line", "form_id", string="Questions")
    words = fields.Text(string="In Your Own Words")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        invitation = self.env["service.pulse.invitation"].browse(values.get("invitation_id")).exists()
        if invitation:
            invitation._check_mine()
            values["line_ids"] = [
                Command.create({"question_id": question.id, "name": question.name})
                for question in invitation.sudo().pulse_id.question_ids
            ]
        return values

    def action_submit(self):
        self.ensure_one()
        if not all(int(line.score) for line in self.line_ids):
            raise UserError(self.env._("Answer each question with 1 to 5."))
        scores = {line.question_id.id: int(line.score) for line in self.line_ids}
        self.invitation_id._submit(scores, self.words)
        self.sudo().unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Thank you. Nobody can see what you answered."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class ServicePulseFormLine(models.TransientModel):
    _name = "service.pulse.form.line"
    _description = "Question of a Staff Pulse to Answer"
    _order = "id"

    form_id = fields.Many2one("service.pulse.form", required=True, ondelete="cascade")
    question_id = fields.Many2one("service.pulse.question", required=True, ondelete="cascade")
    name = fields.Char(string="Sentence", readonly=True)
    score = fields.Selection(_SCORES, required=True, default="0")
