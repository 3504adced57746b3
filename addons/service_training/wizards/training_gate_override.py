from odoo import fields, models


class TrainingGateOverride(models.TransientModel):
    """Assign somebody who lacks a certificate, with a reason that is logged."""

    _name = "training.gate.override"
    _description = "Assign Anyway"

    subject = fields.Char(required=True)
    record_id = fields.Many2oneReference(model_field="subject", required=True)
    user_id = fields.Many2one("res.users", string="Assignee", required=True, domain=[("share", "=", False)])
    reason = fields.Char(required=True)

    def action_assign(self):
        self.ensure_one()
        model = self.env[self.subject]
        if not hasattr(model, "_gate_user_field"):
            return False
        model.browse(self.record_id)._assign_anyway(self.user_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
