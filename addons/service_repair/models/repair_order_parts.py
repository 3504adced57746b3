from odoo import api, fields, models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """Parts of a work order: from whose store, reserved once, and used only if they were there."""

    _inherit = "repair.order"

    parts_from = fields.Selection(
        [("van", "Technician's van"), ("store", "Store")],
        default="van",
        help="Where the parts are taken from. Without a van they come from the store.",
    )

    parts_missing = fields.Char(
        string="Parts Readiness",
        compute="_compute_parts_missing",
        help="What the van has, what the store has, what is missing.",
    )

    parts_unclear = fields.Char(
        string="Parts Not Entered",
        compute="_compute_parts_unclear",
        help="Planned, but neither used nor given up: the customer signs for what was used.",
    )

    def _compute_location_id(self):  # pylint: disable=missing-return
        service = self.filtered("is_service")
        super(RepairOrder, self - service)._compute_location_id()
        for order, location in service._get_parts_locations().items():
            order.location_id = location

    def _get_parts_locations(self):
        """``{order: location}``: the technician's van, or the store."""
        vans = self.env["stock.location"]._get_vans(self.user_id)
        return {
            order: (order.parts_from == "van" and vans.get((order.company_id.id, order.user_id.id)))
            or order.picking_type_id.default_location_src_id
            for order in self
        }

    @api.constrains("location_id")
    def _check_own_van(self):
        for order in self.filtered("is_service"):
            order.location_id._check_van_of(order.user_id)

    def _follow_technician(self):
        """Another technician, another van."""
        for order, location in self._get_parts_locations().items():
            if order.state not in ("done", "cancel") and order.location_id != location:
                order.write({"location_id": location.id})

    def _reserve_again(self):
        """Parts follow to the store that the order takes them from now."""
        orders = self.filtered(lambda order: order.state in ("confirmed", "under_repair")).sudo()
        moves = orders.move_ids.filtered(lambda move: move.state not in ("done", "cancel") and not move.picked)
        moves._set_repair_locations()
        moves._do_unreserve()
        moves._action_assign()

    def action_repair_done(self):
        """Book the parts of work orders as used: once, and only parts that were there.

        :raises UserError: for an order that is not under repair, and for a part
            that was asked for, is not there and has no reason why not
        """
        service = self.filtered("is_service")
        if not service:
            return super().action_repair_done()
        service.check_access("write")
        service.move_ids.product_id._claim_stock()
        service._locked()
        for order in service:
            if order.state != "under_repair":
                raise UserError(
                    self.env._("%(order)s is not under repair: its parts are booked once.", order=order.name)
                )
            if order.service_step != "reported":
                raise UserError(order._explain_refusal("reported"))
            order._check_parts_used()
            order.sudo()._place_device()
        super(RepairOrder, service.sudo().with_context(service_no_negative=True)).action_repair_done()
        service.sudo()._tag_faulty_parts()
        if others := self - service:
            super(RepairOrder, others).action_repair_done()
        return True

    def _place_device(self):
        """A device that was never received into the stock is the customer's, wherever it stands."""
        source = self.product_location_src_id
        if not self.product_id.is_storable or source.should_bypass_reservation():
            return
        here = self.env["stock.quant"]._gather(self.product_id, source, lot_id=self.lot_id)
        if self.product_id.uom_id.compare(sum(here.mapped("quantity")), self.product_qty) < 0:
            elsewhere = self._get_device_location().id
            self.write({"product_location_src_id": elsewhere, "product_location_dest_id": elsewhere})

    def _get_parts_not_there(self):
        """The parts that were planned, of which none is there, without a reason why not."""
        return self.move_ids.filtered(
            lambda move: (
                move.repair_line_type == "add"
                and move.state != "cancel"
                and move.product_uom_qty > 0
                and move.product_uom.is_zero(move.quantity)
                and not move.unused_reason
            )
        )

    @api.depends("service_step", "move_ids.quantity", "move_ids.unused_reason", "move_ids.state")
    def _compute_parts_unclear(self):
        for order in self:
            unclear = order.service_step in ("tested", "explained", "signed") and order.sudo()._get_parts_not_there()
            order.parts_unclear = ", ".join(unclear.product_id.mapped("display_name")) if unclear else False

    def _check_parts_used(self):
        if missing := self._get_parts_not_there():
            raise UserError(
                self.env._(
                    "Not there: %(parts)s. Get the parts, or say at each of them why it was not used.",
                    parts=", ".join(missing.product_id.mapped("display_name")),
                )
            )
        if lost := self.move_ids.filtered(lambda move: move.state == "cancel" and not move.unused_reason):
            raise UserError(
                self.env._(
                    "%(parts)s: the part was cancelled. Say why it was not used, or add it anew.",
                    parts=", ".join(lost.product_id.mapped("display_name")),
                )
            )

    @api.depends("move_ids.product_id", "move_ids.quantity", "location_id")
    @api.depends_context("lang")
    def _compute_parts_missing(self):
        for order in self:
            order.parts_missing = order.sudo()._count_missing()

    def _count_missing(self):
        """The parts of an order by where they are, as one line."""
        if not self.is_service or self.state in ("done", "cancel"):
            return False
        moves = self.move_ids.filtered(lambda move: move.repair_line_type == "add" and move.state != "cancel")
        if not moves:
            return False
        store = self.picking_type_id.default_location_src_id
        ready = here = elsewhere = missing = 0
        for move in moves:
            needed = move.product_uom_qty - move.quantity if move.state != "draft" else move.product_uom_qty
            if move.product_uom.compare(needed, 0) <= 0:
                ready += 1
                continue
            product = move.product_id
            if product.with_context(location=self.location_id.id).free_qty >= needed:
                here += 1
            elif product.with_context(location=store.id).free_qty >= needed:
                elsewhere += 1
            else:
                missing += 1
        texts = [
            (ready, self.env._("%(n)s reserved", n=ready)),
            (here, self.env._("%(n)s at hand", n=here)),
            (elsewhere, self.env._("%(n)s in the store", n=elsewhere)),
            (missing, self.env._("%(n)s missing", n=missing)),
        ]
        return " · ".join(text for count, text in texts if count)
