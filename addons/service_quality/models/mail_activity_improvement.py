from odoo import fields, models


class MailActivity(models.Model):
    """Doing the activity of a measure does the measure."""

    _inherit = "mail.activity"

    service_improvement_action_id = fields.Many2one(
        "service.improvement.action", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        actions = self.sudo().service_improvement_action_id.filtered(lambda action: action.state == "todo")
        res = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if feedback:
            actions.note = feedback
        actions.with_env(self.env)._end("done")
        return res
