from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .service_escalation_recipient import ROLES

# An event has nobody it is assigned to but who is in charge of it
PLAN_ROLES = [("assignee", "In charge"), *((role, label) for role, label in ROLES if role != "assignee")]


class ServiceEmergencyPlanStep(models.Model):
    """One step of a plan: what, by which role, until how many minutes after the event was detected."""

    _name = "service.emergency.plan.step"
    _description = "Step of an Emergency Plan"
    _order = "plan_id, due_minutes, sequence, id"

    plan_id = fields.Many2one("service.emergency.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step", required=True, translate=True)
    instruction = fields.Text(translate=True)
    role = fields.Selection(PLAN_ROLES, required=True, default="assignee")
    steps_up = fields.Integer(help="0: the manager of the department, 1: who that one reports to, and so on.")
    post_id = fields.Many2one("service.duty.post", ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Person", domain=[("share", "=", False)], ondelete="restrict")
    due_minutes = fields.Integer(
        string="Due after (min)", required=True, default=30, help="Counted around the clock from the detection."
    )

    _due_positive = models.Constraint("CHECK(due_minutes >= 0)", "A step is not due before the event.")

    @api.constrains("role", "post_id", "user_id")
    def _check_named(self):
        for step in self:
            if (step.role == "duty" and not step.post_id) or (step.role == "user" and not step.user_id):
                raise ValidationError(self.env._("%(step)s: say which duty post or which person.", step=step.name))
