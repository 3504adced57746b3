from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_complaint_days = fields.Integer(
        string="Repeat Complaints within (days)",
        default=90,
        help="Complaints of the same customer, or about the same matter, within so many days are found at intake.",
    )
    service_answer_days = fields.Integer(
        string="Answer to Proposals within (days)",
        default=7,
        help="A customer who does not answer a proposal within so many days has not answered; the link expires.",
    )

    _service_complaint_days_positive = models.Constraint(
        "CHECK(service_complaint_days BETWEEN 0 AND 3650)", "Days lie between 0 and 3650."
    )
    _service_answer_days_positive = models.Constraint(
        "CHECK(service_answer_days BETWEEN 1 AND 365)", "A customer has between 1 and 365 days to answer."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["service.authority"]._share(companies)
        return companies
