from odoo import api, models


class ServiceToolLoan(models.Model):
    """Whoever takes a tool without the certificate that a rule asks for is written down."""

    _inherit = "service.tool.loan"

    @api.model
    def _check_out(self, tools, user, due_on, **values):
        loans = super()._check_out(tools, user, due_on, **values)
        reason = tools._get_override_reason()
        for loan in loans:
            tool = loan.equipment_id
            if rules := tool._get_gate(user, ["warn", "block"] if reason else ["warn"]):
                self.env["training.gate.log"].sudo()._write_down(
                    tool.sudo(),
                    user,
                    rules,
                    rules._get_missing(user.partner_id),
                    "overridden" if reason else "warned",
                    reason,
                )
        return loans
