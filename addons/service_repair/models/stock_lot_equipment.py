from odoo import fields, models

_READERS = "service_quality.service_quality_group_agent,stock.group_stock_user"


class StockLot(models.Model):
    _inherit = "stock.lot"

    customer_equipment_ids = fields.One2many("service.customer.equipment", "lot_id", string="Owners", groups=_READERS)
    owner_count = fields.Integer(compute="_compute_owner_count", groups=_READERS)

    def _compute_owner_count(self):
        counts = dict(
            self.env["service.customer.equipment"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"])
        )
        for lot in self:
            lot.owner_count = counts.get(lot, 0)

    def action_view_owners(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_customer_equipment_action")
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": {}}
