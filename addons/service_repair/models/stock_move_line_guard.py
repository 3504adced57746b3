from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """A transfer that is done is not rewritten to make equipment of the ledger disappear."""

    _inherit = "stock.move.line"

    def write(self, vals):
        if not self.env.su and {"quantity", "lot_id", "location_id", "location_dest_id", "product_id"} & vals.keys():
            done = self.filtered(lambda line: line.state == "done")
            if kept := done.lot_id._get_ledger_equipment()[:1]:
                raise UserError(
                    self.env._(
                        "%(serial)s is %(name)s of the equipment ledger: what was moved is not rewritten.",
                        serial=kept.lot_id.name,
                        name=kept.name,
                    )
                )
        return super().write(vals)
