from odoo import api, models
from odoo.exceptions import AccessError

# What says how many of what lie where
_KEPT = frozenset({"quantity", "product_id", "location_id", "lot_id", "company_id"})


class StockQuant(models.Model):
    """What lies in a van, or stands in the equipment ledger, comes and goes by transfers and counts alone.

    Users of Inventory may write quants by themselves; there, no paper would show it.
    """

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            filled = [vals for vals in vals_list if vals.get("quantity")]
            self._check_by_paper(
                self.env["stock.location"].browse(vals["location_id"] for vals in filled if vals.get("location_id")),
                self.env["stock.lot"].browse(vals["lot_id"] for vals in filled if vals.get("lot_id")),
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and _KEPT & vals.keys():
            locations = self.location_id | self.env["stock.location"].browse(vals.get("location_id"))
            self._check_by_paper(locations, self.lot_id | self.env["stock.lot"].browse(vals.get("lot_id")))
        return super().write(vals)

    @api.model
    def _check_by_paper(self, locations, lots):
        """:raises AccessError: if one location is a van, or one lot stands in the equipment ledger"""
        if van := locations.sudo().filtered("technician_id")[:1]:
            raise AccessError(
                self.env._("What %(location)s holds changes by transfers and counts alone.", location=van.display_name)
            )
        if kept := lots._get_ledger_equipment()[:1]:
            raise AccessError(
                self.env._(
                    "%(serial)s is %(name)s of the equipment ledger: it leaves the stock by an approved request alone.",
                    serial=kept.lot_id.name,
                    name=kept.name,
                )
            )
