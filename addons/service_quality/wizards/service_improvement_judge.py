from odoo import fields, models


class ServiceImprovementJudge(models.TransientModel):
    """Whether it helped, and what shows it."""

    _name = "service.improvement.judge"
    _description = "Judge the Effect"

    improvement_id = fields.Many2one("service.improvement", required=True, readonly=True, ondelete="cascade")
    effect_measure = fields.Text(related="improvement_id.effect_measure")
    outcome = fields.Selection([("effective", "Effective"), ("ineffective", "Not effective")], required=True)
    evidence = fields.Text(required=True, help="What was measured or seen, when and by whom.")

    def action_judge(self):
        for judgement in self:
            judgement.improvement_id._judge(judgement.outcome, judgement.evidence)
