from odoo import api, fields, models


class ServiceWaiver(models.TransientModel):
    """Excuse missed promises, or take the excuse back, with the reason that the log will show."""

    _name = "service.waiver"
    _description = "Service Waiver"

    kind = fields.Selection(
        [("waive", "Waive"), ("unwaive", "Withdraw")], required=True, default="waive", readonly=True
    )
    clock_ids = fields.Many2many("service.clock", required=True)
    clock_count = fields.Integer(compute="_compute_clock_count")
    reason_id = fields.Many2one("service.waiver.reason")
    note = fields.Char(string="Explanation", required=True, help="Shown in the log of each clock.")

    @api.depends("clock_ids")
    def _compute_clock_count(self):
        for waiver in self:
            waiver.clock_count = len(waiver.clock_ids)

    def action_confirm(self):
        self.ensure_one()
        # The wizard's own link need not honour the rules of the clocks
        clocks = self.env["service.clock"].browse(self.clock_ids.ids)
        if self.kind == "waive":
            clocks._waive(self.reason_id, self.note)
        else:
            clocks._unwaive(self.note)
        return {"type": "ir.actions.act_window_close"}
