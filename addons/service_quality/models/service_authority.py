from odoo import api, fields, models
from odoo.exceptions import ValidationError

REMEDIES = [
    ("apology", "Apology"),
    ("repair", "Repair"),
    ("exchange", "Exchange"),
    ("refund", "Refund"),
    ("voucher", "Voucher"),
    ("other", "Other"),
]


class ServiceAuthority(models.Model):
    """How much remedy a post may grant alone.

    Lines that name the remedy go before those for any remedy; among
    several that fit, the highest counts. Who has no line may propose what
    costs nothing.
    """

    _name = "service.authority"
    _description = "Authority Limit"
    _order = "job_id, group_id, remedy, id"

    job_id = fields.Many2one("hr.job", ondelete="cascade", check_company=True)
    group_id = fields.Many2one("res.groups", string="Role", ondelete="cascade")
    remedy = fields.Selection(REMEDIES, help="Empty: any remedy.")
    unlimited = fields.Boolean()
    amount = fields.Monetary(string="Up to", help="In the currency of the company.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A limit is not negative.")

    @api.depends("job_id", "group_id", "remedy", "amount", "unlimited")
    def _compute_display_name(self):
        for line in self:
            who = " / ".join(filter(None, (line.job_id.name, line.group_id.name)))
            limit = self.env._("unlimited") if line.unlimited else f"{line.amount:.2f}"
            line.display_name = f"{who}: {limit}"

    @api.constrains("job_id", "group_id")
    def _check_post(self):
        if any(not line.job_id and not line.group_id for line in self):
            raise ValidationError(self.env._("Say for which job or which role the limit holds."))

    @api.model
    def _get_limit(self, user, remedy, company):
        """How much a user may grant alone, in the currency of the company; None where there is no limit."""
        lines = self.sudo().search([("company_id", "=", company.id)])
        jobs = user.sudo().employee_ids.filtered(lambda employee: employee.company_id == company).job_id
        fitting = lines.filtered(
            lambda line: (
                (not line.job_id or line.job_id in jobs) and (not line.group_id or line.group_id in user.all_group_ids)
            )
        )
        fitting = fitting.filtered(lambda line: line.remedy == remedy) or fitting.filtered(lambda line: not line.remedy)
        if any(fitting.mapped("unlimited")):
            return None
        return max(fitting.mapped("amount"), default=0.0)

    @api.model
    def _share(self, companies):
        """Companies without limits begin with those of roles of the main company, in their own currency."""
        main = self.env.ref("base.main_company")
        having = self.sudo().with_context(active_test=False).search([("company_id", "in", companies.ids)]).company_id
        lines = self.sudo().search([("company_id", "=", main.id), ("job_id", "=", False)])
        today = fields.Date.context_today(self)
        for company in companies - having - main:
            for line in lines:
                amount = main.currency_id._convert(line.amount, company.currency_id, main, today, round=False)
                line.copy({"company_id": company.id, "amount": float(f"{amount:.2g}")})

    @api.model
    def _share_with_all(self):
        others = [("id", "!=", self.env.ref("base.main_company").id)]
        self._share(self.env["res.company"].sudo().with_context(active_test=False).search(others))

    @api.model
    def _is_enough(self, user, remedy, amount, company):
        limit = self._get_limit(user, remedy, company)
        return limit is None or company.currency_id.compare_amounts(amount, limit) <= 0
