from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceCalibrationMove(models.Model):
    """A grade moved before the publication: from, to, why and by whom. Never changed itself."""

    _name = "service.calibration.move"
    _description = "Move of a Grade"
    _order = "id desc"

    calibration_id = fields.Many2one("service.calibration", required=True, index=True, ondelete="restrict")
    cycle_id = fields.Many2one(related="calibration_id.cycle_id")
    appraisal_id = fields.Many2one(
        "service.appraisal", required=True, index=True, ondelete="restrict", domain="[('cycle_id', '=', cycle_id)]"
    )
    scale_id = fields.Many2one(related="appraisal_id.template_id.scale_id")
    score = fields.Float(related="appraisal_id.score")
    old_grade_id = fields.Many2one("service.grade", string="Was", readonly=True, ondelete="restrict")
    new_grade_id = fields.Many2one(
        "service.grade", string="Becomes", required=True, ondelete="restrict", domain="[('scale_id', '=', scale_id)]"
    )
    reason = fields.Char(required=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, default=lambda self: self.env.user)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            appraisal = self.env["service.appraisal"].browse(vals["appraisal_id"])
            session = self.env["service.calibration"].browse(vals["calibration_id"])
            if appraisal.state != "calibrating" or appraisal.cycle_id != session.cycle_id:
                raise UserError(self.env._("Grades are moved during the calibration of their own cycle."))
            if appraisal.sudo().employee_id.user_id == self.env.user:
                raise UserError(self.env._("Nobody moves the own grade."))
            vals |= {"old_grade_id": appraisal.grade_id.id, "user_id": self.env.uid}
        moves = super().create(vals_list)
        for move in moves.sudo().sorted("id"):
            move.appraisal_id.grade_id = move.new_grade_id
        return moves

    def write(self, vals):
        raise UserError(self.env._("A move stays: move the grade again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A move stays: move the grade again."))

    def _get_snapshot(self):
        return [self.old_grade_id.id, self.new_grade_id.id, self.reason, self.user_id.id]
