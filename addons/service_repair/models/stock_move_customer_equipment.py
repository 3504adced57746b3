from odoo import models


class StockMove(models.Model):
    """Deliveries and returns of serial numbers are followed by the installed base."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        lines = moves.exists().filtered(
            lambda move: move.state == "done" and "customer" in (move.location_id.usage, move.location_dest_id.usage)
        )
        if lines.move_line_ids.lot_id:
            self.env["service.customer.equipment"]._register_moves(lines.move_line_ids)
        return moves
