from odoo import fields, models


class ServiceIncentiveLine(models.Model):
    """What one person is paid by a run."""

    _name = "service.incentive.line"
    _description = "Payment of a Bonus"
    _order = "run_id, id"

    run_id = fields.Many2one("service.incentive.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    appraisal_id = fields.Many2one("service.appraisal", required=True, readonly=True, ondelete="restrict")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, index=True)
    grade_id = fields.Many2one(related="appraisal_id.grade_id")
    rank = fields.Integer(related="appraisal_id.rank", aggregator=None)
    rule_id = fields.Many2one("service.incentive.rule", readonly=True, ondelete="set null")
    part = fields.Float(
        string="Presence", readonly=True, digits=(5, 4), aggregator=None, help="The part of the bonus that counts."
    )
    points = fields.Float(string="Shares", readonly=True, digits=(12, 4))
    exact_share = fields.Float(
        string="Exact", readonly=True, digits=(16, 4), help="The share before caps and rounding to whole cents."
    )
    share = fields.Monetary(string="From the Pool", readonly=True)
    fixed = fields.Monetary(readonly=True)
    due = fields.Monetary(readonly=True)
    paid_before = fields.Monetary(readonly=True)
    amount = fields.Monetary(string="To Pay", readonly=True)
