from odoo import fields, models
from odoo.exceptions import UserError


class TrainingDrillSheet(models.Model):
    """What assessors look at in a practical drill."""

    _name = "training.drill.sheet"
    _description = "Drill Sheet"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("drill", "Practical drill"), ("role_play", "Role play"), ("simulation", "Simulation")],
        required=True,
        default="drill",
    )
    task = fields.Html(translate=True, help="What the participant is told.")
    pass_percent = fields.Float(string="Pass Mark", default=80.0)
    time_limit = fields.Integer(string="Minutes Allowed", help="0: no limit.")
    step_ids = fields.One2many("training.drill.step", "sheet_id", string="Steps", copy=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")

    _percent = models.Constraint("CHECK(pass_percent BETWEEN 0 AND 100)", "The pass mark lies between 0 and 100 %.")
    _limit = models.Constraint("CHECK(time_limit >= 0)", "The time is not negative.")

    def write(self, vals):
        if {"pass_percent", "time_limit", "step_ids", "kind"} & set(vals):
            self._check_unused()
        return super().write(vals)

    def _check_unused(self):
        """What somebody was judged by stays: a changed sheet is a copy."""
        if self.env["training.drill"].sudo().search_count([("sheet_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Drills were judged by this sheet: duplicate it and change the copy."))
