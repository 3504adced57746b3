from odoo import api, fields, models
from odoo.fields import Domain


class ServiceCustomerEquipment(models.Model):
    """Whose customer has earned a reward, by the score that each company sets."""

    _inherit = "service.customer.equipment"

    reward_due = fields.Boolean(
        compute="_compute_reward_due",
        search="_search_reward_due",
        groups="base.group_user",
        help="Kept so well that the company wants to reward it, and not rewarded yet.",
    )

    @api.depends("care_rated", "care_score", "rewarded_on", "company_id.service_care_reward")
    def _compute_reward_due(self):
        for row in self:
            enough = row.care_score >= row.sudo().company_id.service_care_reward
            row.reward_due = row.care_rated and enough and not row.rewarded_on

    @api.model
    def _search_reward_due(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        companies = self.env["res.company"].sudo().browse(self.env.companies.ids)
        good = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("care_score", ">=", company.service_care_reward)
            for company in companies
        )
        return Domain("care_rated", "=", True) & Domain("rewarded_on", "=", False) & good
