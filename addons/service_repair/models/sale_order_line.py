from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _compute_price_unit(self):  # pylint: disable=missing-return
        """Under warranty nothing is charged: on the quotation of a covered work order labour costs nothing either."""
        covered = self.filtered(lambda line: line.order_id._is_covered_by_warranty())
        super(SaleOrderLine, self - covered)._compute_price_unit()
        for line in covered:
            line.write({"price_unit": 0.0, "technical_price_unit": 0.0})

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        covered = lines.filtered(lambda line: line.price_unit and line.order_id._is_covered_by_warranty())
        covered._compute_price_unit()
        lines._after_repair_price()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"price_unit", "product_uom_qty", "discount", "product_id", "tax_ids"}:
            if vals.get("price_unit"):
                self.filtered(lambda line: line.order_id._is_covered_by_warranty())._compute_price_unit()
            self._after_repair_price()
        return res

    def unlink(self):
        orders = self.order_id.repair_order_ids.filtered("is_service")
        res = super().unlink()
        orders._void_changed_signatures()
        return res

    def _after_repair_price(self):
        self.order_id.repair_order_ids.filtered("is_service")._void_changed_signatures()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_covered_by_warranty(self):
        """Whether it is the quotation of covered work orders and of nothing else."""
        orders = self.repair_order_ids
        return bool(orders) and all(
            order.is_service and order.under_warranty and not order.sale_order_line_id for order in orders
        )
