from odoo import fields, models
from odoo.exceptions import UserError

_OFFICER = "service_training.service_training_group_officer"


class TrainingSession(models.Model):
    """The effect of a session on four levels."""

    _inherit = "training.session"

    effect_ids = fields.One2many("training.effect", "session_id", groups=_OFFICER)
    effect_levels = fields.Html(
        string="Effect on Four Levels", compute="_compute_effect_levels", sanitize=False, groups=_OFFICER
    )

    def _compute_effect_levels(self):
        for session in self:
            session.effect_levels = self.env["training.levels"]._render(session, session.course_id)

    def action_close(self):
        closing = self.filtered(lambda session: session.state in ("open", "running"))
        result = super().action_close()
        self.env["training.reaction"]._ask(closing)
        return result

    def action_measure_effect(self):
        """Compare before and after, over 30, 60 and 90 days."""
        self.check_access("write")
        for session in self:
            if session.state != "closed":
                raise UserError(self.env._("The effect is measured once the session is closed."))
        self.env["training.effect"]._measure(self)
