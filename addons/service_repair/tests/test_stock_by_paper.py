from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestStockByPaper(RepairCase):
    """What users of Inventory may write by remote call, and what only a transfer or a count may change."""

    def setUp(self):
        super().setUp()
        self.put(self.part, 3, self.van)
        self.quant = self.env["stock.quant"].search(
            [("product_id", "=", self.part.id), ("location_id", "=", self.van.id)]
        )
        self.people = (self.technician, self.keeper, self.manager, self.env.ref("base.user_admin"))

    def test_nobody_writes_what_a_van_holds(self):
        lying = {"product_id": self.part.id, "location_id": self.stock.id, "quantity": 2}
        elsewhere = self.env["stock.quant"].create(lying)
        for user in self.people:
            quants = self.env["stock.quant"].with_user(user)
            with self.assertRaises(AccessError):
                self.quant.with_user(user).quantity = 9
            with self.assertRaises(AccessError):
                self.quant.with_user(user).location_id = self.stock
            with self.assertRaises(AccessError):
                elsewhere.with_user(user).location_id = self.van
            with self.assertRaises(AccessError):
                quants.create({**lying, "location_id": self.van.id})
        self.assertEqual((self.on_hand(self.part, self.van), self.on_hand(self.part, self.stock)), (3, 2))

    def test_a_count_changes_it(self):
        counted = self.quant.with_user(self.keeper).with_context(inventory_mode=True)
        counted.inventory_quantity = 5
        counted.action_apply_inventory()
        self.assertEqual(self.on_hand(self.part, self.van), 5)

    def test_equipment_of_the_ledger_does_not_vanish(self):
        lot = self.env["stock.lot"].create({"name": "TOOL-1", "product_id": self.device.id})
        self.env["maintenance.equipment"].create({"name": "Tester", "asset_kind": "tool", "lot_id": lot.id})
        receipt = self.env["stock.move"].create(
            {
                "product_id": self.device.id,
                "product_uom_qty": 1,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.stock.id,
                "move_line_ids": [Command.create({"product_id": self.device.id, "lot_id": lot.id, "quantity": 1})],
            }
        )
        receipt.picked = True
        receipt._action_done()
        quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
        for user in self.people:
            with self.assertRaises(AccessError):
                quant.with_user(user).quantity = 0
            with self.assertRaises(UserError), self.cr.savepoint():
                receipt.move_line_ids.with_user(user).quantity = 0
            with self.assertRaises(UserError), self.cr.savepoint():
                receipt.with_user(user).quantity = 0
        self.assertEqual(self.on_hand(self.device, self.stock), 1)
