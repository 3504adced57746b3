from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = [
    ("assignee", "Assignee"),
    ("leader", "Team leader"),
    ("parent_leader", "Leader of the team above"),
    ("manager", "Department manager"),
    ("duty", "Duty post"),
    ("user", "Named person"),
]


class ServiceEscalationRecipient(models.Model):
    """Who a level tells: a role, so that the ladder holds for every team and whoever works there."""

    _name = "service.escalation.recipient"
    _description = "Escalation Recipient"
    _order = "level_id, sequence, id"

    level_id = fields.Many2one("service.escalation.level", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, required=True, default="leader")
    steps_up = fields.Integer(
        default=0, help="0: the manager of the department, 1: who that one reports to, and so on."
    )
    post_id = fields.Many2one("service.duty.post", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Person", domain=[("share", "=", False)], ondelete="restrict")

    _steps_positive = models.Constraint("CHECK(steps_up BETWEEN 0 AND 20)", "Steps up lie between 0 and 20.")

    @api.depends("role", "steps_up", "post_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for line in self:
            named = {"duty": line.post_id.name, "user": line.user_id.name}.get(line.role)
            above = f" +{line.steps_up}" if line.role == "manager" and line.steps_up else ""
            line.display_name = named or labels.get(line.role, "") + above

    @api.constrains("role", "post_id", "user_id")
    def _check_named(self):
        for line in self:
            if (line.role == "duty" and not line.post_id) or (line.role == "user" and not line.user_id):
                raise ValidationError(
                    self.env._("%(level)s: say which duty post or which person is told.", level=line.level_id.name)
                )
