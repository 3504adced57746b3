from odoo import api, fields, models


class ServiceLoyaltyTier(models.Model):
    """A class that customers earn by points, such as Gold. The points follow from the loyalty points table.

    What standards promise more to is the customer tier; the points can be a figure of its criteria.
    """

    _name = "service.loyalty.tier"
    _description = "Loyalty Tier"
    _order = "points desc, id"

    name = fields.Char(required=True, translate=True)
    points = fields.Integer(string="From Points", required=True)
    color = fields.Integer()
    benefits = fields.Text(translate=True, help="What belonging to this tier brings, for colleagues to tell.")
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    file_count = fields.Integer(string="Customers", compute="_compute_file_count")

    _points_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), points)", "Another tier begins at the same number of points."
    )
    _points_positive = models.Constraint("CHECK(points >= 0)", "Points are not negative.")

    def _compute_file_count(self):
        counts = dict(
            self.env["service.customer.file"]._read_group([("tier_id", "in", self.ids)], ["tier_id"], ["__count"])
        )
        for tier in self:
            tier.file_count = counts.get(tier, 0)

    def action_view_files(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_customer_file_action")
        return {**action, "domain": [("tier_id", "=", self.id)], "context": {}}

    @api.model
    def _get_thresholds(self, company):
        """Pairs of points and tier id that hold in a company; its own tiers go before the common ones."""
        tiers = self.search([("company_id", "in", (False, company.id))])
        own = tiers.filtered("company_id")
        return [(tier.points, tier.id) for tier in own or tiers]
