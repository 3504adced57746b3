from odoo import api, models


class StockMove(models.Model):
    """Refills of vans go into the van that asked for them."""

    _inherit = "stock.move"

    @api.depends("rule_id", "location_final_id")
    def _compute_location_dest_id(self):
        # One rule serves all vans, and the type of operation knows none of them
        refills = self.filtered(
            lambda move: move.rule_id and not move.picking_id and move.location_final_id.technician_id
        )
        res = super(StockMove, self - refills)._compute_location_dest_id()
        for move in refills:
            move.location_dest_id = move.location_final_id
        return res
