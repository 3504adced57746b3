from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import UserError
from odoo.fields import Command

STATES = [
    ("held", "With the technician"),
    ("quarantine", "Quarantine"),
    ("refurbish", "Being refurbished"),
    ("vendor", "Returned to vendor"),
    ("stock", "Back in stock"),
    ("scrapped", "Scrapped"),
    ("waived", "Waived"),
]


class ServiceFaultyPart(models.Model):
    """A part that came out of a device, or is owed for the new one that went in.

    It is tagged with its serial number and work order, handed in to the
    store, and goes from quarantine to where the keeper decides. The place of
    faulty parts belongs to no company: nothing there is valued.
    """

    _name = "service.faulty.part"
    _description = "Faulty Part"
    _inherit = ["mail.thread"]
    _order = "due, id"

    name = fields.Char(string="Tag", required=True, readonly=True, default="/", copy=False)
    repair_id = fields.Many2one(
        "repair.order", string="Work Order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="repair_id.company_id", store=True)
    move_id = fields.Many2one("stock.move", string="Removal", readonly=True, index="btree_not_null")
    new_move_id = fields.Many2one("stock.move", string="Owed for", readonly=True, index="btree_not_null")
    technician_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial", domain="[('product_id', '=', product_id)]")
    quantity = fields.Float(required=True, readonly=True, digits="Product Unit")
    fault_id = fields.Many2one(related="repair_id.fault_id", store=True)
    supplier_id = fields.Many2one(
        "res.partner", string="Vendor", compute="_compute_supplier_id", store=True, readonly=False, tracking=True
    )
    state = fields.Selection(STATES, required=True, default="held", readonly=True, tracking=True, index=True)
    due = fields.Date(string="Back by", readonly=True)
    received_on = fields.Datetime(readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    reason = fields.Char(tracking=True, help="Why it is scrapped, or not asked for.")

    _removal_uniq = models.UniqueIndex("(move_id, COALESCE(lot_id, 0)) WHERE move_id IS NOT NULL", "Tagged already.")

    @api.depends("product_id")
    def _compute_supplier_id(self):
        for part in self:
            part.supplier_id = part.supplier_id or part.product_id.seller_ids[:1].partner_id

    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for part in self:
            part.is_overdue = part.state == "held" and bool(part.due) and part.due < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = [("state", "=", "held"), ("due", "<", fields.Date.context_today(self))]
        if True in value and False in value:
            return []
        return overdue if True in value else ["!", "&", *overdue]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].next_by_code("service.faulty.part") or "/"
        return super().create(vals_list)

    # What the keeper decides

    def action_receive(self):
        """Handed in: the part lies in quarantine."""
        self._begin({"held"})
        for part in self:
            if part.product_id.tracking != "none" and not part.lot_id:
                raise UserError(self.env._("Enter the serial number of %(part)s.", part=part.product_id.display_name))
            if not part.move_id:
                part.move_id = part._move(part.repair_id.location_dest_id, part._get_faulty_location())
        self.write({"state": "quarantine", "received_on": fields.Datetime.now()})

    def action_refurbish(self):
        self._begin({"quarantine"})
        self.write({"state": "refurbish"})

    def action_restock(self):
        """Refurbished: back into the stock."""
        self._begin({"refurbish"})
        for part in self:
            part._move(part._get_faulty_location(), part.repair_id.picking_type_id.warehouse_id.lot_stock_id)
        self.write({"state": "stock"})

    def action_vendor(self):
        self._begin({"quarantine"})
        for part in self:
            if not part.supplier_id:
                raise UserError(self.env._("Enter the vendor that %(part)s goes back to.", part=part.name))
            part._move(part._get_faulty_location(), part.supplier_id.property_stock_supplier)
        self.write({"state": "vendor"})

    def action_scrap(self):
        self._begin({"quarantine", "refurbish"})
        for part in self:
            if not part.reason:
                raise UserError(self.env._("Enter why %(part)s is scrapped.", part=part.name))
            scrap = (
                self.env["stock.scrap"]
                .sudo()
                .create(
                    {
                        "product_id": part.product_id.id,
                        "lot_id": part.lot_id.id,
                        "scrap_qty": part.quantity,
                        "location_id": part._get_faulty_location().id,
                        "company_id": part.company_id.id,
                        "origin": f"{part.name} {part.repair_id.name}",
                    }
                )
            )
            scrap.do_scrap()
        self.write({"state": "scrapped"})

    def action_waive(self):
        """It will not come back, with a reason that stays on record."""
        self._begin({"held"})
        if any(not part.reason for part in self):
            raise UserError(self.env._("Enter why the part is not asked for."))
        self.write({"state": "waived"})

    def _begin(self, states):
        self.check_access("write")
        lock(self)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for part in self:
            if part.state not in states:
                raise UserError(
                    self.env._("%(part)s is “%(state)s” already.", part=part.name, state=labels[part.state])
                )

    def _get_faulty_location(self):
        return self.sudo().repair_id.picking_type_id.warehouse_id.faulty_location_id

    def _move(self, source, destination):
        move = (
            self.env["stock.move"]
            .sudo()
            .create(
                {
                    "product_id": self.product_id.id,
                    "product_uom": self.product_id.uom_id.id,
                    "product_uom_qty": self.quantity,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                    "company_id": self.company_id.id,
                    "origin": f"{self.name} {self.repair_id.name}",
                    "picked": True,
                    "move_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product_id.id,
                                "lot_id": self.lot_id.id,
                                "product_uom_id": self.product_id.uom_id.id,
                                "quantity": self.quantity,
                                "location_id": source.id,
                                "location_dest_id": destination.id,
                                "company_id": self.company_id.id,
                            }
                        )
                    ],
                }
            )
        )
        move._action_done()
        return move

    @api.model
    def _tag(self, orders):
        """Tag what came out of the devices of done work orders, and what is owed for new parts."""
        rows = []
        for order in orders:
            done = order.move_ids.filtered(lambda move: move.state == "done")
            removed = done.filtered(lambda move: move.repair_line_type == "remove")
            common = {"repair_id": order.id, "technician_id": (order.user_id or self.env.user).id}
            rows += [common | self._prepare_removed(line) for line in removed.move_line_ids]
            owing = done.filtered(lambda m: m.repair_line_type == "add" and m.product_id.return_faulty)
            for product, moves in owing.grouped("product_id").items():
                back = removed.filtered(lambda m, p=product: m.product_id == p)
                rows += [common | owed for owed in self._prepare_owed(product, moves, back)]
        return self.sudo().create(rows)

    def _prepare_removed(self, line):
        return {
            "move_id": line.move_id.id,
            "product_id": line.product_id.id,
            "lot_id": line.lot_id.id,
            "quantity": line.quantity_product_uom,
            "due": self._get_due(line.product_id),
        }

    def _prepare_owed(self, product, moves, removed):
        """What is still owed for new parts: each serial number is a part of its own."""
        owed = sum(moves.move_line_ids.mapped("quantity_product_uom"))
        owed -= sum(removed.move_line_ids.mapped("quantity_product_uom"))
        if product.uom_id.compare(owed, 0) <= 0:
            return []
        values = {"new_move_id": moves[:1].id, "product_id": product.id, "due": self._get_due(product)}
        if product.tracking == "serial":
            return [values | {"quantity": 1}] * int(owed)
        return [values | {"quantity": owed}]

    def _get_due(self, product):
        return fields.Date.context_today(self) + timedelta(days=product.return_days)
