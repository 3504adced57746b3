from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .product_product import Claim

UNUSED = [
    ("not_needed", "Not needed"),
    ("customer_part", "Customer's own part"),
    ("not_available", "Not available"),
]


class StockMove(models.Model):
    _inherit = "stock.move"

    requisition_line_id = fields.Many2one(
        "service.part.requisition.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    unused_reason = fields.Selection(UNUSED, string="Not Used Because", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._after_part_change()
        return moves

    def write(self, vals):
        orders = self.repair_id.filtered("is_service")
        if (
            orders
            and not self.env.su
            and vals.keys() & {"product_id", "product_uom_qty", "quantity", "repair_line_type"}
        ):
            orders._check_not_accepted()
        res = super().write(vals)
        if orders and vals.keys() & {
            "product_id",
            "product_uom_qty",
            "quantity",
            "state",
            "repair_line_type",
            "lot_ids",
        }:
            self._after_part_change()
        return res

    def unlink(self):
        orders = self.repair_id.filtered("is_service")
        res = super().unlink()
        orders.exists()._void_changed_signatures()
        return res

    def _after_part_change(self):
        orders = self.repair_id.filtered("is_service")
        if orders:
            orders._void_changed_signatures()

    def _action_assign(self, force_qty=False):
        """Parts that somebody else is just taking are reserved a moment later, instead of failing the user."""
        parts = self.filtered(lambda move: move.repair_id.is_service and move.repair_line_type == "add")
        if parts and not parts.product_id._try_claim_stock():
            self.env.ref("service_repair.ir_cron_reserve_parts")._trigger()
            self -= parts
        elif parts == self:
            # All of them are ours until the end: nothing below has to lock them again
            self = self.with_context(service_claimed=Claim(parts.product_id.ids))
        return super()._action_assign(force_qty=force_qty)

    @api.model
    def _reserve_waiting_parts(self):
        """Reserve what work orders wait for, the most urgent and oldest first."""
        waiting = self.sudo().search(
            [
                ("repair_id.is_service", "=", True),
                ("repair_id.state", "in", ("confirmed", "under_repair")),
                ("repair_line_type", "=", "add"),
                ("state", "in", ("confirmed", "partially_available")),
            ],
            order="priority desc, date, id",
        )
        waiting._action_assign()

    def _check_van_owner(self):
        """Nobody but the technician's own orders takes parts out of a van, except to bring them back.

        :raises ValidationError: if one does
        """
        for move in self.filtered(lambda move: move.location_id.technician_id and move.repair_id):
            move.location_id._check_van_of(move.repair_id.user_id)

    @api.constrains("product_uom_qty")
    def _check_asked_for(self):
        if any(move.product_uom_qty < 0 and move.repair_id.is_service for move in self):
            raise ValidationError(self.env._("A quantity cannot be negative: correct the parts."))

    def _action_confirm(self, *args, **kwargs):
        self._check_van_owner()
        return super()._action_confirm(*args, **kwargs)

    def _action_done(self, cancel_backorder=False):
        self._check_van_owner()
        return super()._action_done(cancel_backorder=cancel_backorder)
