from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    service_scanned = fields.Float(
        string="Scanned", copy=False, digits="Product Unit", help="Pieces scanned; the rest was entered or reserved."
    )

    def _scan_lot(self, lot):
        """Take a piece of this serial or lot: what was merely reserved makes room for it.

        :return: whether it was new here; pieces of a lot always are
        """
        self.ensure_one()
        single = self.product_id.tracking == "serial"
        line = self.move_line_ids.filtered(lambda each: each.lot_id == lot)[:1]
        if line.service_scanned and single:
            return False
        if not line:
            line = self._make_room(lot)
        elif line.service_scanned:
            line.quantity += 1
        else:
            line.quantity = 1
        line.service_scanned = True
        self.service_scanned += 1
        return True

    def _make_room(self, lot):
        """A line for one piece of this lot, in place of one that was reserved and has not been scanned."""
        reserved = self.move_line_ids.filtered(lambda line: not line.service_scanned)[:1]
        if reserved.quantity == 1:
            reserved.lot_id = lot
            return reserved
        if reserved:
            reserved.quantity -= 1
        return self.env["stock.move.line"].create(
            self._prepare_move_line_vals(quantity=0) | {"lot_id": lot.id, "quantity": 1}
        )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    service_scanned = fields.Boolean(string="Scanned Piece", copy=False)
