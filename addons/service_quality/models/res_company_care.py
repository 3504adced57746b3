from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_active_days = fields.Integer(
        string="Active within (days)",
        default=180,
        help="A customer with a case, a purchase or a visit within so many days is active.",
    )
    service_churn_days = fields.Integer(
        string="Lost after (days)",
        default=365,
        help="A customer without any case, purchase or visit for more than so many days is lost.",
    )
    service_care_cap = fields.Integer(
        string="Care Messages per Customer", default=2, help="So many at most within the days beside, over all rules."
    )
    service_care_cap_days = fields.Integer(string="Within Days", default=30)
    # Written by each run, so that two runs at once see each other
    service_care_run_at = fields.Datetime(readonly=True, copy=False)

    _service_churn_after_active = models.Constraint(
        "CHECK(service_active_days > 0 AND service_churn_days > service_active_days)",
        "Customers are lost later than they stop being active.",
    )
    _service_care_cap_positive = models.Constraint(
        "CHECK(service_care_cap >= 0 AND service_care_cap_days > 0)", "Numbers of messages and days are not negative."
    )
