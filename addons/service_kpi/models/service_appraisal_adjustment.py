from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceAppraisalAdjustment(models.Model):
    """A later change of a grade: what it was, what it is, why and by whom. Never changed itself."""

    _name = "service.appraisal.adjustment"
    _description = "Adjustment of an Appraisal"
    _order = "id desc"

    appraisal_id = fields.Many2one("service.appraisal", required=True, index=True, ondelete="restrict")
    scale_id = fields.Many2one(related="appraisal_id.template_id.scale_id")
    old_grade_id = fields.Many2one("service.grade", string="Was", readonly=True, ondelete="restrict")
    new_grade_id = fields.Many2one(
        "service.grade", string="Becomes", required=True, ondelete="restrict", domain="[('scale_id', '=', scale_id)]"
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, default=lambda self: self.env.user)
    after_close = fields.Boolean(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        forms = self.env["service.appraisal"]
        for vals in vals_list:
            appraisal = forms.browse(vals["appraisal_id"])
            self._check_adjustable(appraisal)
            vals["old_grade_id"] = appraisal.grade_id.id
            vals["after_close"] = appraisal.state == "closed"
            if not self.env.su:
                vals["user_id"] = self.env.uid
        adjustments = super().create(vals_list)
        for adjustment in adjustments.sudo():
            adjustment.appraisal_id.grade_id = adjustment.new_grade_id
        return adjustments

    def _check_adjustable(self, appraisal):
        if appraisal.state not in ("published", "closed"):
            raise UserError(self.env._("Before the publication grades are moved by calibration."))
        if appraisal.sudo().employee_id.user_id == self.env.user and not self.env.su:
            raise UserError(self.env._("Nobody adjusts the own grade."))

    @api.model
    def _adjust(self, appraisal, grade, reason, user):
        return self.create(
            {"appraisal_id": appraisal.id, "new_grade_id": grade.id, "reason": reason, "user_id": user.id}
        )

    def write(self, vals):
        raise UserError(self.env._("An adjustment stays: make another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An adjustment stays: make another one."))

    def _get_snapshot(self):
        return [self.old_grade_id.id, self.new_grade_id.id, self.reason, self.user_id.id, str(self.create_date)]
