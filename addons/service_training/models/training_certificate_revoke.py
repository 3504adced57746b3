from odoo import api, fields, models
from odoo.exceptions import AccessError


class TrainingCertificate(models.Model):
    """Certificates taken back: by a training officer, for a reason, and never the own one."""

    _inherit = "training.certificate"

    revoked_on = fields.Date(readonly=True, tracking=True)
    revoked_by = fields.Many2one("res.users", readonly=True)
    revoke_reason = fields.Char(readonly=True, tracking=True)
    may_revoke = fields.Boolean(compute="_compute_may_revoke", export_string_translation=False)

    @api.depends("revoked_on")
    @api.depends_context("uid")
    def _compute_may_revoke(self):
        officer = self.env.user.has_group("service_training.service_training_group_officer")
        for certificate in self:
            certificate.may_revoke = officer and not certificate.revoked_on and not certificate._is_of(self.env.user)

    # Actions

    def action_revoke(self):
        """Ask for the reason."""
        self._check_may_revoke()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_certificate_revoke_action")
        return {**action, "context": {"default_certificate_ids": self.ids}}

    # Business

    def _is_of(self, user):
        """Whether this is the user's own certificate."""
        certificate = self.sudo()
        return user.partner_id == certificate.partner_id or user == certificate.employee_id.user_id

    def _check_may_revoke(self):
        if not self.env.user.has_group("service_training.service_training_group_officer"):
            raise AccessError(self.env._("Training officers revoke certificates."))
        self.check_access("read")
        if any(certificate._is_of(self.env.user) for certificate in self):
            raise AccessError(self.env._("This is your own certificate: somebody else has to do that."))

    def _revoke(self, reason):
        """Take certificates back, from today; what they had superseded does not come to life again."""
        self._check_may_revoke()
        certificates = self.sudo().filtered(lambda c: not c.revoked_on)
        today = fields.Date.context_today(self)
        certificates.write({"revoked_on": today, "revoked_by": self.env.uid, "revoke_reason": reason})
        certificates._unmirror()
