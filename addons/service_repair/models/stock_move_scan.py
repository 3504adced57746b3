from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    service_scanned = fields.Float(
        string="Scanned", copy=False, digits="Product Unit", help="Pieces scanned; the rest was entered or reserved."
    )

    def _scan_lot(self, lot):
        """Take this serial or lot: one that was merely reserved makes room for it.

        :return: whether it was new here
        """
        self.ensure_one()
        lines = self.move_line_ids
        if present := lines.filtered(lambda line: line.lot_id == lot)[:1]:
            if present.service_scanned and self.product_id.tracking == "serial":
                return False
        elif reserved := lines.filtered(lambda line: not line.service_scanned)[:1]:
            # Another piece than the one that the system had chosen
            if self.product_id.tracking == "serial":
                reserved.lot_id = lot
                present = reserved
        if not present:
            present = self.env["stock.move.line"].create(
                self._prepare_move_line_vals(quantity=0) | {"lot_id": lot.id, "quantity": 1}
            )
        elif present.service_scanned and self.product_id.tracking == "lot":
            present.quantity += 1
        present.service_scanned = True
        self.service_scanned += 1
        return True


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    service_scanned = fields.Boolean(string="Scanned Piece", copy=False)
