from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """The keeper issues parts by scan: what was scanned is issued, the rest can follow later."""

    _inherit = "stock.picking"

    def action_scan(self, code):
        """A part's serial number, lot or barcode.

        :return: dict with ``message`` and ``type``, ``success`` or ``warning``
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("done", "cancel"):
            raise UserError(self.env._("This transfer is closed: nothing is scanned any more."))
        code = (code or "").strip()
        lots = self.env["stock.lot"].search([("name", "=", code), ("product_id", "in", self.move_ids.product_id.ids)])
        product = self.move_ids.product_id.filtered(lambda p: code in (p.barcode, p.default_code))[:1]
        if lots:
            return self._scan_lot(lots[:1])
        if not product:
            return {"message": self.env._("%(code)s does not belong to this transfer.", code=code), "type": "warning"}
        if product.tracking != "none":
            message = self.env._("%(part)s: scan its serial number or lot, not its barcode.", part=product.display_name)
            return {"message": message, "type": "warning"}
        return self._scan_piece(product)

    def _get_scan_move(self, product):
        moves = self.move_ids.filtered(lambda m: m.product_id == product and m.state not in ("done", "cancel"))
        return moves.filtered(lambda m: m.product_uom.compare(m.service_scanned, m.product_uom_qty) < 0)[:1]

    def _scan_lot(self, lot):
        move = self._get_scan_move(lot.product_id)
        if not move:
            return self._tell_complete(lot.product_id)
        free = self.env["stock.quant"]._get_available_quantity(lot.product_id, self.location_id, lot_id=lot)
        reserved = lot in move.move_line_ids.lot_id
        if not reserved and lot.product_id.uom_id.compare(free, 1) < 0:
            message = self.env._(
                "%(serial)s is not in %(place)s, or reserved for others.",
                serial=lot.name,
                place=self.location_id.display_name,
            )
            return {"message": message, "type": "warning"}
        if not move._scan_lot(lot):
            return {"message": self.env._("%(serial)s was scanned already.", serial=lot.name), "type": "warning"}
        move.move_line_ids.filtered(lambda line: line.lot_id == lot).picked = True
        return self._tell_scanned(move)

    def _scan_piece(self, product):
        move = self._get_scan_move(product)
        if not move:
            return self._tell_complete(product)
        move.service_scanned += 1
        move.quantity = move.service_scanned
        move.picked = True
        return self._tell_scanned(move)

    def _tell_complete(self, product):
        message = self.env._("%(part)s is complete: no more of it was asked for.", part=product.display_name)
        return {"message": message, "type": "warning"}

    def _tell_scanned(self, move):
        message = self.env._(
            "%(part)s: %(scanned)g of %(wanted)g",
            part=move.product_id.display_name,
            scanned=move.service_scanned,
            wanted=move.product_uom_qty,
        )
        return {"message": message, "type": "success"}
