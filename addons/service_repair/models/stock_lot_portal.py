from odoo import api, models


class StockLot(models.Model):
    """Whose device it is, as far as the portal may know."""

    _inherit = "stock.lot"

    @api.model
    def _get_portal_devices(self, partner):
        """The devices that were delivered to a customer, or repaired for one before.

        :param partner: any contact of the customer
        """
        customer = partner.sudo().commercial_partner_id
        lots = self.sudo()
        delivered = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "!=", False),
                    ("state", "=", "done"),
                    ("location_dest_usage", "=", "customer"),
                    ("picking_id.partner_id", "child_of", customer.id),
                    ("product_id.is_spare_part", "=", False),
                ],
                [],
                ["lot_id:recordset"],
            )[0][0]
        )
        repaired = lots.search(
            [
                (
                    "work_order_ids",
                    "any",
                    [("is_service", "=", True), ("partner_id", "child_of", customer.id), ("state", "!=", "cancel")],
                )
            ]
        )
        return (delivered.sudo() | repaired).sorted(lambda lot: (lot.product_id.display_name or "", lot.name))
