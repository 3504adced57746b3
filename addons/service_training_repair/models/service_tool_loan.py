from odoo import api, models


class ServiceToolLoan(models.Model):
    """Whoever takes a tool without the certificate that a rule asks for is written down."""

    _inherit = "service.tool.loan"

    @api.model
    def _check_out(self, tools, user, due_on, **values):
        loans = super()._check_out(tools, user, due_on, **values)
        for loan in loans:
            tool = loan.equipment_id
            if rules := tool._get_gate(user, "warn"):
                missing = rules._get_missing(user.partner_id)
                self.env["training.gate.log"].sudo().create(
                    {
                        "rule_ids": rules.ids,
                        "subject": tool._name,
                        "record_id": tool.id,
                        "record_name": tool.display_name,
                        "user_id": user.id,
                        "missing": ", ".join(missing.mapped("name")),
                        "action": "warned",
                        "by_id": self.env.uid,
                        "company_id": loan.company_id.id,
                    }
                )
        return loans
