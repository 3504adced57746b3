from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ServicePartReturn(models.TransientModel):
    """Parts back to the store, from what a technician holds and no work order has reserved."""

    _name = "service.part.return"
    _description = "Return Parts to the Store"

    technician_id = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    van_id = fields.Many2one("stock.location", required=True, readonly=True)
    line_ids = fields.One2many("service.part.return.line", "return_id")

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        technician = self.env["res.users"].browse(res.get("technician_id")) or self.env.user
        van = self.env["stock.location"]._get_vans(technician).get((self.env.company.id, technician.id))
        if not van:
            raise UserError(self.env._("You have no van or bag: there is nothing to bring back."))
        quants = self.env["stock.quant"].search([("location_id", "=", van.id)])
        res["van_id"] = van.id
        res["line_ids"] = [
            Command.create(
                {"product_id": quant.product_id.id, "lot_id": quant.lot_id.id, "free": quant.available_quantity}
            )
            for quant in quants
            if quant.product_id.uom_id.compare(quant.available_quantity, 0) > 0
        ]
        return res

    def action_return(self):
        """One transfer to the store, reserved at once; the keeper validates what arrives."""
        self.ensure_one()
        if self.technician_id != self.env.user and not self.env.user.has_group(
            "service_repair.service_repair_group_parts_keeper"
        ):
            raise UserError(self.env._("You bring back your own parts only."))
        lines = self.line_ids.filtered(lambda line: line.good > 0 or line.faulty > 0)
        if not lines:
            raise UserError(self.env._("Enter what you bring back."))
        lines.product_id._lock_stock()
        for line in lines:
            line._check_free()
        warehouse = self.van_id.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.van_id.company_id.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.issue_type_id.id,
                "location_id": self.van_id.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "origin": self.env._("Return of %(technician)s", technician=self.technician_id.name),
                "partner_id": self.technician_id.partner_id.id,
                "company_id": self.van_id.company_id.id,
            }
        )
        for line in lines:
            for quantity, destination in (
                (line.good, warehouse.lot_stock_id),
                (line.faulty, warehouse.faulty_location_id),
            ):
                if quantity > 0:
                    line._move(picking, quantity, destination)
        return picking._get_records_action()


class ServicePartReturnLine(models.TransientModel):
    _name = "service.part.return.line"
    _description = "Part Returned to the Store"

    return_id = fields.Many2one("service.part.return", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", readonly=True)
    free = fields.Float(string="Held and Not Reserved", readonly=True, digits="Product Unit")
    good = fields.Float(digits="Product Unit")
    faulty = fields.Float(digits="Product Unit")

    def _check_free(self):
        free = self.env["stock.quant"]._get_available_quantity(
            self.product_id, self.return_id.van_id, lot_id=self.lot_id or None, strict=True
        )
        if self.good < 0 or self.faulty < 0 or self.product_id.uom_id.compare(self.good + self.faulty, free) > 0:
            raise UserError(
                self.env._(
                    "%(part)s: you hold %(free)s that no work order has reserved; more cannot come back.",
                    part=self.product_id.display_name,
                    free=free,
                )
            )

    def _move(self, picking, quantity, destination):
        move = self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.product_id.id,
                "product_uom": self.product_id.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": picking.location_id.id,
                "location_dest_id": destination.id,
            }
        )
        move._action_confirm(merge=False)
        if self.lot_id:
            move._update_reserved_quantity(quantity, picking.location_id, lot_id=self.lot_id, strict=True)
        else:
            move._action_assign()
        # Confirming resets the destination to that of the transfer
        move.location_dest_id = destination
        move.move_line_ids.location_dest_id = destination
