from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class ServiceImprovementPlanReview(models.Model):
    """A talk about a plan on its date: what was said, and how the figures stood."""

    _name = "service.improvement.plan.review"
    _description = "Review of an Improvement Plan"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one("service.improvement.plan", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    done = fields.Boolean(readonly=True)
    figures = fields.Char(readonly=True, help="The points on each goal on the day of the talk.")
    note = fields.Text(help="What was agreed.")

    def action_done(self):
        """Write down how the goals stand today, from the first day of the plan's time on."""
        self.plan_id.check_access("write")
        for review in self.filtered(lambda r: not r.done):
            plan = review.plan_id
            plan._check_not_own()
            if plan.state != "running":
                raise UserError(self.env._("The plan is not running."))
            today = fields.Date.context_today(review)
            if today < plan.date_start:
                raise UserError(self.env._("The plan starts on %s.", str(plan.date_start)))
            # what customers answered is judged at the end alone: it must not be seen to move with single answers
            goals = plan.goal_ids.sudo().filtered(lambda goal: not goal.root_id.confidential)
            goals._measure(plan.date_start, min(today, plan.date_end))
            figures = [f"{goal.root_id.name}: {goal.score_text}" for goal in goals]
            review.sudo().write({"done": True, "figures": " · ".join(figures)})
            plan.sudo().activity_ids.filtered(
                lambda activity, day=review.date: activity.date_deadline <= day + timedelta(days=1)
            ).action_done()
