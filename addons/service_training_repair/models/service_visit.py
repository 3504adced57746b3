from odoo import models


class ServiceVisit(models.Model):
    """The technician of a visit needs what the work order needs."""

    _name = "service.visit"
    _inherit = ["service.visit", "training.gated.mixin"]

    _gate_user_field = "technician_id"
    _gate_required = True
    _gate_subject = "repair.order"

    def _get_gate_rules(self):
        rules = self.env["training.gate.rule"]
        matches = rules._match(self.repair_id._origin)
        return {visit: matches.get(visit.repair_id._origin, rules.sudo().browse()) for visit in self}
