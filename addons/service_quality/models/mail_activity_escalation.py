from odoo import fields, models


class MailActivity(models.Model):
    """Doing the activity of an escalation acknowledges it."""

    _inherit = "mail.activity"

    service_escalation_id = fields.Many2one(
        "service.escalation", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        steps = self.sudo().service_escalation_id.filtered(lambda step: step.state in ("told", "held"))
        # The activities of others of the same step end with it, this one by what called
        res = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        steps._acknowledge(self.env.user, note=feedback or None)
        return res
