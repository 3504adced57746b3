from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class RepairOrder(models.Model):
    """Serial numbers and parts by scan; and the serial number that a customer named in the portal."""

    _inherit = "repair.order"

    serial_claimed = fields.Char(
        string="Serial Named by the Customer",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Typed in the portal; nothing yet says that this device is the customer's.",
    )

    def action_scan(self, code):
        """What a scanner typed: the device's serial number, a part's serial number or lot, or a part's barcode.

        :return: dict with ``message`` and ``type``, ``success`` or ``warning``
        """
        self.ensure_one()
        self._check_service()
        if self.state == "done":
            raise UserError(self.env._("The parts are booked: nothing is scanned any more."))
        code = (code or "").strip()
        for find in (self._scan_serial, self._scan_part):
            if answer := find(code):
                return answer
        return _warning(self.env._("No device and no part has the number %(code)s.", code=code))

    def _scan_serial(self, code):
        lots = self.env["stock.lot"].search([("name", "=", code), ("company_id", "in", [False, self.company_id.id])])
        if part := lots.filtered("product_id.is_spare_part")[:1]:
            return self._scan_part_lot(part)
        of_device = lots.filtered(lambda lot: lot.product_id == self.product_id)
        return self._scan_device((of_device or lots)[:1]) if lots else None

    def _scan_device(self, lot):
        if self.lot_id == lot:
            return _success(self.env._("%(serial)s is the device to be repaired.", serial=lot.name))
        if self.lot_id or self.state != "draft":
            return _warning(
                self.env._(
                    "This is another device: %(scanned)s. The work order is about %(device)s.",
                    scanned=f"{lot.product_id.display_name} {lot.name}",
                    device=" ".join(filter(None, (self.product_id.display_name, self.lot_id.name))) or "—",
                )
            )
        self._link_device(lot)
        return _success(
            self.env._("Device: %(product)s %(serial)s", product=lot.product_id.display_name, serial=lot.name)
        )

    def _link_device(self, lot):
        self.write({"product_id": lot.product_id.id, "lot_id": lot.id})
        self.sudo().serial_claimed = False

    def _get_part_move(self, part):
        """The line that takes the next piece of a part: one that is not complete, else any, else a new one."""
        moves = self.move_ids.filtered(
            lambda m: m.product_id == part and m.repair_line_type == "add" and m.state not in ("done", "cancel")
        )
        incomplete = moves.filtered(lambda m: m.product_uom.compare(m.service_scanned, m.product_uom_qty) < 0)
        return (incomplete or moves)[:1] or self._add_part(part)

    def _add_part(self, part):
        self.write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_uom_qty": 1,
                            "repair_line_type": "add",
                            "company_id": self.company_id.id,
                        }
                    )
                ]
            }
        )
        return self.move_ids.filtered(lambda m: m.product_id == part).sorted("id")[-1:]

    def _scan_part_lot(self, lot):
        move = self._get_part_move(lot.product_id)
        if move.state == "draft":
            return _warning(self.env._("Prepare the work order first: then its parts get serial numbers."))
        if not move._scan_lot(lot):
            return _warning(self.env._("%(serial)s was scanned already.", serial=lot.name))
        if move.product_uom.compare(move.service_scanned, move.product_uom_qty) > 0:
            move.product_uom_qty = move.service_scanned
        return self._tell_scanned(move, lot)

    def _scan_part(self, code):
        part = self.env["product.product"].search(
            [("is_spare_part", "=", True), "|", ("barcode", "=", code), ("default_code", "=", code)], limit=1
        )
        if not part:
            return None
        if part.tracking != "none":
            return _warning(
                self.env._("%(part)s: scan its serial number or lot, not its barcode.", part=part.display_name)
            )
        move = self._get_part_move(part)
        move.service_scanned += 1
        if move.product_uom.compare(move.service_scanned, move.product_uom_qty) > 0:
            move.product_uom_qty = move.service_scanned
            if move.state not in ("draft", "assigned"):
                move._action_assign()
        return self._tell_scanned(move)

    def _tell_scanned(self, move, lot=None):
        return _success(
            self.env._(
                "%(part)s: %(scanned)g of %(wanted)g",
                part=" ".join(filter(None, (move.product_id.display_name, lot and lot.name))),
                scanned=move.service_scanned,
                wanted=move.product_uom_qty,
            )
        )

    # What the customer named

    def action_link_serial(self):
        """The device that has the number which the customer named; whoever takes the order in decides that it is it."""
        self.ensure_one()
        self._check_service()
        serial = self.serial_claimed
        lots = self.env["stock.lot"].search([("name", "=", serial), ("company_id", "in", [False, self.company_id.id])])
        devices = lots.filtered(lambda lot: not lot.product_id.is_spare_part)
        if not devices:
            raise UserError(
                self.env._(
                    "No device has the serial number %(serial)s: create it as a serial number of the product,"
                    " or ask the customer.",
                    serial=serial,
                )
            )
        if len(devices) > 1:
            raise UserError(
                self.env._(
                    "%(serial)s is the serial number of %(products)s: enter product and serial number by hand.",
                    serial=serial,
                    products=", ".join(devices.product_id.mapped("display_name")),
                )
            )
        self._link_device(devices)

    @api.model
    def _take_in_from_portal(self, post):
        order = super()._take_in_from_portal(post)
        serial = (post.get("serial") or "").strip()
        if serial and not order.lot_id:
            order.serial_claimed = serial
        return order


def _success(message):
    return {"message": message, "type": "success"}


def _warning(message):
    return {"message": message, "type": "warning"}
