from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    requisition_id = fields.Many2one(
        "service.part.requisition", readonly=True, index="btree_not_null", check_company=True
    )

    _requisition_uniq = models.UniqueIndex(
        "(requisition_id) WHERE requisition_id IS NOT NULL AND state NOT IN ('done', 'cancel')",
        "Somebody has just begun to issue this requisition: open it again.",
    )

    def _action_done(self):
        res = super()._action_done()
        done = self.filtered(lambda picking: picking.state == "done")
        if done.requisition_id:
            done.requisition_id._follow_issue()
        return res
