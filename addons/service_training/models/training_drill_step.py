from odoo import api, fields, models


class TrainingDrillStep(models.Model):
    """One step of a drill sheet."""

    _name = "training.drill.step"
    _description = "Drill Step"
    _order = "sheet_id, sequence, id"

    sheet_id = fields.Many2one("training.drill.sheet", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step", required=True, translate=True)
    points = fields.Float(default=10.0)
    critical = fields.Boolean(help="Who fails this step fails the drill, whatever the score.")

    _points = models.Constraint("CHECK(points >= 0)", "Points are not negative.")

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.sheet_id._check_unused()
        return steps

    def write(self, vals):
        if {"points", "critical", "sheet_id"} & set(vals):
            self.sheet_id._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.sheet_id._check_unused()
