from odoo import fields, models


class MailActivity(models.Model):
    """Doing the activity of an incident's step does the step."""

    _inherit = "mail.activity"

    service_incident_step_id = fields.Many2one(
        "service.incident.step", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        steps = self.sudo().service_incident_step_id.filtered(lambda step: step.state == "todo")
        # The activity ends by what called, the step with what was written
        res = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        steps.with_user(self.env.user)._check_mine() if steps else None
        steps._end("done", feedback or None)
        return res
