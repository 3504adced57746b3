from odoo import models
from odoo.exceptions import AccessError, UserError

_INSPECTORS = "service_quality.service_quality_group_inspector"


class ServiceInspection(models.Model):
    """Who inspects may need a certificate."""

    _name = "service.inspection"
    _inherit = ["service.inspection", "training.gated.mixin"]

    _gate_user_field = "inspector_id"
    _gate_required = True

    def _explain_gate(self, user, missing):
        return self.env._(
            "%(user)s does not hold %(courses)s, which inspecting this needs: leave it to somebody who does. A team"
            " leader can give the reason for an exception.",
            user=user.name,
            courses=", ".join(missing.mapped("name")),
        )

    def _prepare_by_hand(self, vals):
        values = super()._prepare_by_hand(vals)
        return {**values, "gate_reason": vals["gate_reason"]} if vals.get("gate_reason") else values

    def action_assign_anyway(self):
        return {**super().action_assign_anyway(), "name": self.env._("Hand to Somebody Else")}

    def _get_gate_candidates(self):
        return self.env.ref(_INSPECTORS).all_user_ids - self.agent_id - self.inspector_id

    def _assign_anyway(self, user, reason):
        """A leader hands an open sheet to another inspector."""
        self.check_access("read")
        for inspection in self:
            if not self._is_leading():
                raise AccessError(self.env._("Team leaders hand inspections to somebody else."))
            if inspection.state != "open" or user == inspection.agent_id or not user.has_group(_INSPECTORS):
                raise UserError(self.env._("Choose an inspector other than who is inspected, before it is judged."))
        values = {"inspector_id": user.id}
        self.sudo().with_context(training_gate_reason=reason).write(values)


class ServiceInspectionPlan(models.Model):
    _inherit = "service.inspection.plan"

    def _assign(self, number, agent, monday, sheet=None):
        """Holders of what a rule asks for come first; where it refuses others, they alone, if there are any."""
        inspectors = super()._assign(number, agent, monday, sheet)
        if not self.env["training.gate.rule"]._get_rule_ids("service.inspection"):
            return inspectors
        drawn = self.env["service.inspection"].new(
            {
                f"{self.subject}_id": number,
                "agent_id": agent,
                "sheet_id": sheet and sheet.id,
                "company_id": self.company_id.id,
            }
        )
        rules = drawn._get_gate_rules()[drawn]
        qualified = inspectors.filtered(lambda user: user in drawn.sudo().qualified_user_ids._origin)
        if qualified and "block" in rules.mapped("mode"):
            return qualified
        return qualified + (inspectors - qualified)
