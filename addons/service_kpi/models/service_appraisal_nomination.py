from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceAppraisalFeedback(models.Model):
    """A proposed reviewer waits for the superior or HR, who agree or refuse."""

    _inherit = "service.appraisal.feedback"

    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends_context("uid")
    @api.depends("approved", "declined", "appraisal_id")
    def _compute_can_approve(self):
        officer = self.env.user.has_group("service_kpi.service_kpi_group_officer")
        for row in self:
            form = row.sudo().appraisal_id
            waits = not (row.approved or row.declined) and form.employee_id.user_id != self.env.user
            row.can_approve = waits and (officer or form.manager_id.user_id == self.env.user)

    def action_refuse(self):
        """The superior or HR does not want this reviewer: the proposal is gone, another one can be made."""
        self.check_access("read")
        for row in self:
            row._check_approver()
            if row.approved:
                raise UserError(self.env._("%s is asked already.", row.sudo().rater_id.name))
        self.sudo().unlink()
