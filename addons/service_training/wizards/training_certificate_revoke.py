from odoo import fields, models


class TrainingCertificateRevoke(models.TransientModel):
    """Take certificates back, with a reason that stays on them."""

    _name = "training.certificate.revoke"
    _description = "Revoke Certificates"

    certificate_ids = fields.Many2many("training.certificate", required=True)
    reason = fields.Char(required=True)

    def action_revoke(self):
        self.ensure_one()
        self.certificate_ids._revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
