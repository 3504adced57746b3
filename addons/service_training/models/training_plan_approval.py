from odoo import models


class TrainingPlan(models.Model):
    """Who approves a plan hears of it: the nearest manager up the departments who did not submit it."""

    _inherit = "training.plan"

    def action_submit(self):
        result = super().action_submit()
        for plan in self.sudo():
            if approver := plan._get_approver():
                plan.activity_schedule(
                    "service_training.mail_activity_type_plan_approval", user_id=approver.id, summary=plan.name
                )
        return result

    def action_approve(self):
        result = super().action_approve()
        self.sudo().filtered(lambda plan: plan.state == "approved")._close_approval()
        return result

    def action_revise(self):
        result = super().action_revise()
        self.sudo().filtered(lambda plan: plan.state == "draft")._close_approval()
        return result

    def _close_approval(self):
        self.activity_unlink(["service_training.mail_activity_type_plan_approval"])

    def _get_approver(self):
        """The user who is asked, none for a plan of all departments: any HR administrator approves that."""
        self.ensure_one()
        department = self.department_id
        while department:
            user = department.manager_id.user_id
            if user and user.active and user != self.submitted_by:
                return user
            department = department.parent_id
        return self.env["res.users"]
