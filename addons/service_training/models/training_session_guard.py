from odoo import api, fields, models
from odoo.exceptions import AccessError

_OFFICER = "service_training.service_training_group_officer"


class TrainingSession(models.Model):
    """What nobody writes, and what trainers do not write, in their own sessions either.

    Who holds a session and who assesses in it is the officers' decision: an assessor who makes himself the trainer
    would record attendance. The state follows from the buttons, because closing decides results.
    """

    _inherit = "training.session"

    _TRAINER_FIELDS = frozenset(
        {"name", "method", "place_id", "online_url", "material", "capacity", "self_enrollment", "portal_enrollment"}
    )

    may_plan = fields.Boolean(compute="_compute_may_plan", export_string_translation=False)
    may_conduct = fields.Boolean(compute="_compute_may_conduct", export_string_translation=False)
    may_enroll_me = fields.Boolean(compute="_compute_may_enroll_me", export_string_translation=False)

    @api.depends_context("uid")
    def _compute_may_plan(self):
        self.may_plan = self.env.su or self.env.user.has_group(_OFFICER)

    @api.depends("trainer_id")
    @api.depends_context("uid")
    def _compute_may_conduct(self):
        for session, conducts in self._conducts().items():
            session.may_conduct = conducts

    @api.depends("state", "self_enrollment", "enrollment_ids.state")
    @api.depends_context("uid")
    def _compute_may_enroll_me(self):
        user = self.env.user
        mine = ["|", ("partner_id", "=", user.partner_id.id), ("employee_id.user_id", "=", user.id)]
        taken = (
            self.env["training.enrollment"]
            .sudo()
            .search([("session_id", "in", self.ids), ("state", "!=", "cancelled"), *mine])
            .session_id
        )
        for session in self:
            offered = session.state == "open" and session.self_enrollment and session not in taken
            # Who holds it has other things to do there
            session.may_enroll_me = offered and session.sudo().trainer_user_id != user

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise AccessError(self.env._("Use the buttons to open, start, close or cancel a session."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_written(set(vals))
        return super().write(vals)

    def _check_written(self, names):
        if "state" in names:
            raise AccessError(self.env._("Use the buttons to open, start, close or cancel a session."))
        names = {name for name in names if not name.startswith(("message_", "activity_"))}
        if names and not self.env.user.has_group(_OFFICER):
            self._check_conducts()
            if names - self._TRAINER_FIELDS:
                raise AccessError(self.env._("Training officers plan sessions: ask them to change this."))

    def _check_plans(self):
        """Opening and cancelling is planning."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(_OFFICER):
            raise AccessError(self.env._("Training officers plan sessions: ask them to change this."))

    def action_open(self):
        self._check_plans()
        return super(TrainingSession, self.sudo()).action_open()

    def action_cancel(self):
        self._check_plans()
        return super(TrainingSession, self.sudo()).action_cancel()
