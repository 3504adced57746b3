from odoo import api, models
from odoo.exceptions import UserError


class StockQuant(models.Model):
    """Spare parts are promised once, and no van holds less than nothing."""

    _inherit = "stock.quant"

    @api.model
    def _update_available_quantity(
        self,
        product_id,
        location_id,
        quantity=False,
        reserved_quantity=False,
        lot_id=None,
        package_id=None,
        owner_id=None,
        in_date=None,
    ):
        if product_id.is_spare_part and location_id.usage in ("internal", "transit"):
            product_id._lock_stock()
        res = super()._update_available_quantity(
            product_id,
            location_id,
            quantity=quantity,
            reserved_quantity=reserved_quantity,
            lot_id=lot_id,
            package_id=package_id,
            owner_id=owner_id,
            in_date=in_date,
        )
        if (quantity or 0) < 0 and location_id._refuses_negative():
            self._check_not_negative(product_id, location_id, lot_id, package_id, owner_id)
        return res

    @api.model
    def _check_not_negative(self, product, location, lot, package, owner):
        quants = self.sudo()._gather(product, location, lot_id=lot, package_id=package, owner_id=owner, strict=True)
        if product.uom_id.compare(sum(quants.mapped("quantity")), 0) < 0:
            raise UserError(
                self.env._(
                    "%(location)s has not enough of %(product)s: nobody can take out what is not in there."
                    " Count it, or issue it first.",
                    location=location.display_name,
                    product=product.display_name,
                )
            )
