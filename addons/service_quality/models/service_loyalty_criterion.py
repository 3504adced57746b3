from odoo import api, fields, models

from ..engine.loyalty import Criterion


class ServiceLoyaltyCriterion(models.Model):
    """So many points per unit of a figure of the customer's file: the formula of loyalty, a line a figure."""

    _name = "service.loyalty.criterion"
    _description = "Loyalty Points"
    _order = "sequence, id"
    _rec_name = "figure"

    figure = fields.Selection(
        [
            ("years", "Years as a customer"),
            ("purchase_count", "Purchases"),
            ("purchase_amount", "Amount of purchases"),
            ("case_count", "Cases"),
            ("visit_count", "Visits"),
        ],
        required=True,
    )
    sequence = fields.Integer(default=10)
    points = fields.Integer(string="Points per Unit", required=True, default=1)
    unit = fields.Float(required=True, default=1.0, help="How much of the figure earns the points once, such as 1,000.")
    cap = fields.Integer(string="At Most", help="Most points that this figure can bring. 0: no limit.")
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    _figure_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), figure) WHERE active", "The figure earns points already: change that line."
    )
    _unit_positive = models.Constraint("CHECK(unit > 0)", "A unit is more than nothing.")
    _cap_positive = models.Constraint("CHECK(cap >= 0 AND points >= 0)", "Points are not negative.")

    @api.model
    def _get_formula(self, company):
        """The criteria that hold in a company; its own ones go before the common ones of the same figure."""
        found = {}
        for line in self.search([("company_id", "in", (False, company.id))]).sorted(lambda line: bool(line.company_id)):
            found[line.figure] = Criterion(line.figure, line.points, line.cap, line.unit)
        return list(found.values())
