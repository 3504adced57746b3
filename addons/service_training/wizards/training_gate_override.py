from odoo import api, fields, models


class TrainingGateOverride(models.TransientModel):
    """Assign somebody who lacks a certificate, with a reason that is logged."""

    _name = "training.gate.override"
    _description = "Assign Anyway"

    subject = fields.Char(required=True)
    record_id = fields.Many2oneReference(model_field="subject", required=True)
    user_id = fields.Many2one("res.users", string="Assignee", required=True, domain=[("share", "=", False)])
    reason = fields.Char(required=True)
    candidate_ids = fields.Many2many(
        "res.users",
        string="Candidates",
        compute="_compute_candidate_ids",
        compute_sudo=True,
        help="Whom to choose from; empty: anybody.",
    )

    @api.depends("subject", "record_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            model = self.env.get(wizard.subject or "")
            is_gated = model is not None and hasattr(model, "_gate_user_field")
            wizard.candidate_ids = is_gated and model.browse(wizard.record_id)._get_gate_candidates()

    def action_assign(self):
        self.ensure_one()
        model = self.env[self.subject]
        if not hasattr(model, "_gate_user_field"):
            return False
        model.browse(self.record_id)._assign_anyway(self.user_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
