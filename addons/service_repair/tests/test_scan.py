from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestScan(RepairCase):
    """A scanner types numbers: into a work order, and into the keeper's transfer."""

    def setUp(self):
        super().setUp()
        self.part.write({"barcode": "4006381333931", "default_code": "HTR"})
        self.board = self.env["product.product"].create(
            {
                "name": "Board",
                "is_storable": True,
                "is_spare_part": True,
                "tracking": "serial",
                "barcode": "BRD",
                "standard_price": 9,
            }
        )
        self.serials = self.env["stock.lot"].create(
            [{"name": f"B-{number}", "product_id": self.board.id} for number in (1, 2, 3)]
        )

    def test_the_device(self):
        order = self.order(lot_id=False, product_id=False)
        answer = order.action_scan(" OV-1 ")
        self.assertEqual((answer["type"], order.lot_id, order.product_id), ("success", self.serial, self.device))
        self.assertEqual(order.action_scan("OV-1")["type"], "success")
        other = self.env["stock.lot"].create({"name": "OV-2", "product_id": self.device.id})
        answer = order.action_scan("OV-2")
        self.assertEqual((answer["type"], order.lot_id), ("warning", self.serial))
        self.assertIn("another device", answer["message"])
        self.assertIn(other.name, answer["message"])

    def test_pieces_of_a_part(self):
        self.put(self.part, 5, self.stock)
        order = self.order([(self.part, 1)])
        order.action_validate()
        for code in ("4006381333931", "HTR"):
            self.assertEqual(order.action_scan(code)["type"], "success")
        [move] = order.move_ids
        self.assertEqual((move.product_uom_qty, move.quantity, move.service_scanned), (2, 2, 2))

    def test_a_part_that_nobody_planned(self):
        self.put(self.part, 1, self.stock)
        order = self.order()
        order.action_validate()
        order.action_scan("HTR")
        self.assertEqual((order.move_ids.product_id, order.move_ids.quantity), (self.part, 1))

    def test_the_piece_that_was_really_taken(self):
        for serial in self.serials:
            self.put(self.board, 1, self.stock, lot=serial)
        order = self.order([(self.board, 1)])
        self.assertEqual(order.action_scan("B-2")["type"], "warning", "not prepared yet")
        order.action_validate()
        self.assertEqual(order.move_ids.lot_ids, self.serials[0])
        self.assertEqual(order.action_scan("B-2")["type"], "success")
        self.assertEqual(order.move_ids.lot_ids, self.serials[1])
        self.assertIn("already", order.action_scan("B-2")["message"])
        order.action_scan("B-3")
        self.assertEqual((order.move_ids.lot_ids, order.move_ids.product_uom_qty), (self.serials[1:], 2))
        self.assertEqual(order.action_scan("BRD")["type"], "warning")
        self.go_to(order, "reported")
        self.assertEqual(order.move_ids.filtered("repair_line_type").lot_ids, self.serials[1:])
        with self.assertRaises(UserError):
            order.action_scan("B-1")

    def test_papers_to_take_along(self):
        documents = self.env["product.document"].create(
            [
                {"name": name, "datas": b"eA==", "res_model": record._name, "res_id": record.id}
                for name, record in (
                    ("Wiring", self.device.product_tmpl_id),
                    ("Fitting", self.part),
                    ("Another", self.board),
                )
            ]
        )
        order = self.order([(self.part, 1)])
        self.assertEqual(order.document_count, 2)
        action = order.action_view_documents()
        shown = self.env["product.document"].with_user(self.technician).search(action["domain"])
        self.assertEqual(shown, documents[:2])

    def test_unknown(self):
        self.assertIn("No device", self.order().action_scan("nonsense")["message"])

    def transfer(self, *lines):
        requisition = (
            self.env["service.part.requisition"]
            .with_user(self.technician)
            .create({"line_ids": [Command.create({"product_id": p.id, "quantity": n}) for p, n in lines]})
        )
        requisition.action_submit()
        action = requisition.with_user(self.keeper).action_issue()
        return requisition, self.env["stock.picking"].with_user(self.keeper).browse(action["res_id"])

    def test_issue_by_scan(self):
        self.put(self.part, 5, self.stock)
        for serial in self.serials[:2]:
            self.put(self.board, 1, self.stock, lot=serial)
        self.put(self.board, 1, self.other_van, lot=self.serials[2])
        requisition, picking = self.transfer((self.part, 3), (self.board, 1))
        self.assertEqual(picking.action_scan("B-3")["type"], "warning", "it is in a van")
        self.assertEqual(picking.action_scan("B-2")["type"], "success")
        self.assertEqual(picking.action_scan("B-1")["type"], "warning", "one was asked for")
        self.assertEqual(picking.action_scan("nonsense")["type"], "warning")
        picking.action_scan("HTR")
        picking.action_scan("HTR")
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.on_hand(self.part, self.van), 2)
        self.assertEqual(self.env["stock.quant"].search([("location_id", "=", self.van.id)]).lot_id, self.serials[1])
        self.assertEqual(requisition.state, "approved", "one heater is still owed")
        with self.assertRaises(UserError):
            picking.action_scan("HTR")
        rest = (
            self.env["stock.picking"]
            .with_user(self.keeper)
            .browse(requisition.with_user(self.keeper).action_issue()["res_id"])
        )
        self.assertEqual(rest.action_scan("HTR")["type"], "success")
        self.assertEqual(rest.action_scan("HTR")["type"], "warning")
        rest.button_validate()
        self.assertEqual(requisition.state, "issued")

    def test_issue_pieces_of_lots(self):
        glue = self.env["product.product"].create(
            {"name": "Glue", "is_storable": True, "is_spare_part": True, "tracking": "lot", "standard_price": 2}
        )
        old, new = self.env["stock.lot"].create([{"name": n, "product_id": glue.id} for n in ("G-1", "G-2")])
        self.put(glue, 3, self.stock, lot=old)
        self.put(glue, 3, self.stock, lot=new)
        _requisition, picking = self.transfer((glue, 3))
        for code in ("G-2", "G-1", "G-2"):
            self.assertEqual(picking.action_scan(code)["type"], "success")
        self.assertEqual(picking.action_scan("G-1")["type"], "warning", "three were asked for")
        picking.button_validate()
        quants = self.env["stock.quant"].search([("location_id", "=", self.van.id)])
        self.assertEqual({quant.lot_id: quant.quantity for quant in quants}, {old: 1, new: 2})

    def test_the_serial_that_a_customer_named(self):
        portal = self.env["res.users"].search([("share", "=", True), ("login", "!=", "public")], limit=1)
        order = self.order(lot_id=False, product_id=False)
        order.sudo().serial_claimed = "OV-1"
        order.action_link_serial()
        self.assertEqual((order.lot_id, order.serial_claimed), (self.serial, False))
        unknown = self.order(lot_id=False, product_id=False)
        unknown.sudo().serial_claimed = "OV-9"
        with self.assertRaisesRegex(UserError, "No device has"):
            unknown.action_link_serial()
        if portal:
            self.assertFalse(unknown.with_user(portal).has_access("write"))
