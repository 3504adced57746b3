from odoo import api, fields, models

# A month of the curve
_MONTH = 30
# Ten years
_MONTHS = 120


class ServiceReliabilityPoint(models.Model):
    """The curve of Kaplan and Meier, a point a month."""

    _name = "service.reliability.point"
    _description = "Point of a Survival Curve"
    _order = "reliability_id, month"
    _rec_name = "month"

    reliability_id = fields.Many2one(
        "service.reliability", string="Device or Part", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reliability_id.company_id", store=True)
    month = fields.Integer(string="Months in Use", readonly=True, aggregator=None, help="Of thirty days.")
    survival = fields.Float(
        string="Still Working", readonly=True, aggregator="avg", help="Share that lasts longer without a failure."
    )
    low = fields.Float(string="At Least", readonly=True, aggregator="avg", help="With a confidence of 95 %.")
    high = fields.Float(string="At Most", readonly=True, aggregator="avg", help="With a confidence of 95 %.")
    at_risk = fields.Integer(string="Observed", readonly=True, help="How many were still observed then.")

    @api.model
    def _prepare_points(self, curve):
        """Commands that create the points of a curve, as far as something was observed."""
        last = min(int(curve.longest // _MONTH), _MONTHS)
        points, place, step = [], 0, None
        for month in range(last + 1):
            while place < len(curve.steps) and curve.steps[place].days <= month * _MONTH:
                step, place = curve.steps[place], place + 1
            points.append(
                fields.Command.create(
                    {
                        "month": month,
                        "survival": step.survival if step else 1.0,
                        "low": step.low if step else 1.0,
                        "high": step.high if step else 1.0,
                        "at_risk": curve.observed(month * _MONTH),
                    }
                )
            )
        return points
