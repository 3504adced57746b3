from odoo import fields, models
from odoo.fields import Command


class StockWarehouse(models.Model):
    """A route from the stock into the vans, so that minimum and maximum of a van can be refilled."""

    _inherit = "stock.warehouse"

    vans_route_id = fields.Many2one("stock.route", string="Refill Vans", check_company=True, copy=False, readonly=True)

    def _set_up_service(self):
        res = super()._set_up_service()
        for warehouse in self.sudo().with_context(active_test=False).filtered(lambda w: not w.vans_route_id):
            warehouse.vans_route_id = self.env["stock.route"].create(warehouse._prepare_vans_route())
        return res

    def _prepare_vans_route(self):
        name = self.env._("%(warehouse)s: Refill Vans", warehouse=self.name)
        return {
            "name": name,
            "company_id": self.company_id.id,
            "product_selectable": False,
            # Asked for by the rules of a van alone: no other procurement of the warehouse finds it
            "warehouse_selectable": False,
            "rule_ids": [
                Command.create(
                    {
                        "name": name,
                        "action": "pull",
                        "procure_method": "make_to_stock",
                        "location_src_id": self.lot_stock_id.id,
                        "location_dest_id": self.vans_location_id.id,
                        "picking_type_id": self.issue_type_id.id,
                        "warehouse_id": self.id,
                        "company_id": self.company_id.id,
                    }
                )
            ],
        }
