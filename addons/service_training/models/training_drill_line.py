from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class TrainingDrillLine(models.Model):
    """How one step of a drill went."""

    _name = "training.drill.line"
    _description = "Step of a Drill"
    _order = "drill_id, sequence, id"
    _rec_name = "step_id"

    drill_id = fields.Many2one("training.drill", required=True, ondelete="cascade", index=True)
    step_id = fields.Many2one("training.drill.step", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(related="step_id.sequence", store=True)
    most = fields.Float(related="step_id.points", string="Of")
    critical = fields.Boolean(related="step_id.critical")
    points = fields.Float()
    failed = fields.Boolean(help="The step went wrong.")
    note = fields.Char()
    evidence = fields.Binary(string="Photo", attachment=True)

    _step_uniq = models.Constraint("UNIQUE(drill_id, step_id)", "A step is judged once.")

    @api.constrains("points", "step_id", "failed")
    def _check_points(self):
        for line in self:
            if not 0 <= line.points <= line.step_id.points:
                raise ValidationError(
                    self.env._("%(step)s gives 0 to %(most)s points.", step=line.step_id.name, most=line.step_id.points)
                )

    @api.onchange("failed")
    def _onchange_failed(self):
        if self.failed:
            self.points = 0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.drill_id._check_open()
        if any(line.step_id.sheet_id != line.drill_id.sheet_id for line in lines):
            raise ValidationError(self.env._("The step is not on the sheet of this drill."))
        return lines

    def write(self, vals):
        self.drill_id._check_open()
        if not self.env.su and {"drill_id", "step_id"} & set(vals):
            raise AccessError(self.env._("Lines stay with their drill."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(self.env._("Every step of the sheet is judged."))
