from odoo import api, fields, models


class ServicePulseQuestion(models.Model):
    """A sentence that staff agree with, from 1 (not at all) to 5 (entirely)."""

    _name = "service.pulse.question"
    _description = "Question of a Staff Pulse"
    _order = "sequence, id"

    pulse_id = fields.Many2one("service.pulse", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Sentence", required=True, translate=True)
    sequence = fields.Integer(default=10)

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.pulse_id._check_draft(["question_ids"])
        return questions

    def write(self, vals):
        self.pulse_id._check_draft(vals)
        res = super().write(vals)
        self.pulse_id._check_draft(vals)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts(self):
        self.pulse_id._check_draft(["question_ids"])
