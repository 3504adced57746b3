from odoo import fields, models


class ServicePulseResult(models.Model):
    """All that is ever shown of a pulse: a mean per question, of at least the minimum, and the texts in one row."""

    _name = "service.pulse.result"
    _description = "Result of a Staff Pulse"
    _order = "pulse_id desc, question_id, id"
    _log_access = False
    _rec_name = "question_id"

    pulse_id = fields.Many2one("service.pulse", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pulse_id.company_id", store=True)
    question_id = fields.Many2one("service.pulse.question", readonly=True, ondelete="cascade")
    n = fields.Integer(string="Answers", readonly=True, aggregator=None)
    mean = fields.Float(readonly=True, digits=(3, 1), aggregator="avg")
    words = fields.Text(readonly=True)
