from odoo import fields, models

from .service_improvement import OUTCOMES


class ServiceImprovementCheck(models.Model):
    """What the comparison of one cycle said, with its figures: it is never changed."""

    _name = "service.improvement.check"
    _description = "Check of an Effect"
    _order = "id desc"

    improvement_id = fields.Many2one(
        "service.improvement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="improvement_id.company_id", store=True)
    cycle = fields.Integer(readonly=True, aggregator=None)
    checked_on = fields.Date(readonly=True)
    compare = fields.Selection([("weeks", "Cases per week"), ("shares", "Share of all cases")], readonly=True)
    before_events = fields.Integer(string="Cases Before", readonly=True)
    before_exposure = fields.Float(string="Weeks or Cases Before", readonly=True)
    after_events = fields.Integer(string="Cases After", readonly=True)
    after_exposure = fields.Float(string="Weeks or Cases After", readonly=True)
    change = fields.Float(readonly=True, aggregator="avg", help="-0.3 is a drop by 30 %.")
    p_value = fields.Float(
        string="Probability by Chance",
        digits=(12, 4),
        readonly=True,
        aggregator=None,
        help="How probable so few cases are if nothing changed (exact test).",
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)
