from odoo import fields, models
from odoo.exceptions import UserError


class TrainingSession(models.Model):
    _inherit = "training.session"

    effect_ids = fields.One2many(
        "training.effect", "session_id", groups="service_training.service_training_group_officer"
    )

    def action_measure_effect(self):
        """Compare before and after, over 30, 60 and 90 days."""
        self.check_access("write")
        for session in self:
            if session.state != "closed":
                raise UserError(self.env._("The effect is measured once the session is closed."))
        self.env["training.effect"]._measure(self)
