from odoo import api, fields, models

from ..engine.gain import return_on_cost


class TrainingEffect(models.Model):
    """What the effect on the course's indicator was worth, against what the session cost.

    Worth is what the course states a point of its indicator to be worth; where
    it states nothing, there is no return.
    """

    _inherit = "training.effect"

    currency_id = fields.Many2one(related="session_id.currency_id")
    point_value = fields.Monetary(readonly=True, aggregator=None, help="As the course stated it when it was measured.")
    benefit_basis = fields.Char(string="Basis", readonly=True)
    has_return = fields.Boolean(readonly=True)
    benefit = fields.Monetary(readonly=True, help="Points moved × people trained × months × value of a point.")
    cost = fields.Monetary(readonly=True, help="Costs of the session and the participants' time.")
    return_on_cost = fields.Float(readonly=True, aggregator=None, help="(Benefit − cost) / cost.")
    return_low = fields.Float(string="Return at Least", readonly=True, aggregator=None)
    return_high = fields.Float(string="Return at Most", readonly=True, aggregator=None)

    @api.model
    def _get_values(self, session, level, days, trained, others):
        values = super()._get_values(session, level, days, trained, others)
        course, nothing = session.course_id, {"has_return": False}
        if level != "result" or values["verdict"] in ("early", "too_few") or not course.point_value:
            return {**values, **nothing}
        cost = session.direct_cost + session.time_cost
        if cost <= 0:
            return {**values, **nothing}
        point = course.point_currency_id._convert(
            course.point_value, session.currency_id, session.company_id, session.date_stop.date()
        )
        worth = point * 100 * len(trained) * days / 30
        returns = {
            field: return_on_cost(values[source] * worth, cost)
            for field, source in (("return_on_cost", "estimate"), ("return_low", "low"), ("return_high", "high"))
        }
        return {
            **values,
            **returns,
            "has_return": True,
            "point_value": point,
            "benefit_basis": course.benefit_basis,
            "benefit": values["estimate"] * worth,
            "cost": cost,
        }
