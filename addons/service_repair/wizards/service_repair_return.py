from odoo import fields, models


class ServiceRepairReturn(models.TransientModel):
    """The manager gives a reported work order back, and says why."""

    _name = "service.repair.return"
    _description = "Return a Work Order"

    repair_id = fields.Many2one("repair.order", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_return(self):
        self.repair_id._return_to_technician(self.reason)
