from odoo import api, models

_SHIPPED = {
    "service_standard_every_case": "escalation_policy_default",
    "service_standard_complex": "escalation_policy_default",
    "service_standard_handover": "escalation_policy_default",
    "service_standard_complaint": "escalation_policy_complaint",
}


class ServiceEscalationPolicy(models.Model):
    _inherit = "service.escalation.policy"

    @api.model
    def _link_shipped_standards(self):
        """The shipped promises that name no policy yet get theirs, once, on installation."""
        for standard_name, policy_name in _SHIPPED.items():
            standard = self.env.ref(f"service_quality.{standard_name}", raise_if_not_found=False)
            policy = self.env.ref(f"service_quality.{policy_name}")
            if standard:
                targets = standard.target_ids.filtered(lambda target: not target.escalation_policy_id)
                targets.write({"escalation_policy_id": policy.id})
