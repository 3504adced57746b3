from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestFaultyPart(RepairCase):
    def repaired(self, remove=True):
        self.part.return_faulty = True
        self.put(self.part, 1, self.stock)
        order = self.order([(self.part, 1)])
        if remove:
            order.move_ids = [
                Command.create({"product_id": self.part.id, "product_uom_qty": 1, "repair_line_type": "remove"})
            ]
        self.go_to(order, "reported")
        return order

    def test_what_was_removed_is_tagged_and_not_valued(self):
        order = self.repaired()
        tag = order.faulty_part_ids.with_user(self.keeper)
        self.assertEqual((tag.state, tag.quantity, tag.technician_id), ("held", 1, self.technician))
        location = self.warehouse.faulty_location_id
        self.assertEqual(self.on_hand(self.part, location), 1)
        self.assertFalse(location._should_be_valued())
        tag.action_receive()
        with self.assertRaises(UserError):
            tag.action_receive()
        with self.assertRaisesRegex(UserError, "why"):
            tag.action_scrap()
        tag.reason = "Burnt"
        tag.action_scrap()
        self.assertEqual(tag.state, "scrapped")
        self.assertEqual(self.on_hand(self.part, location), 0)

    def test_what_is_owed_is_asked_for(self):
        tag = self.repaired(remove=False).faulty_part_ids.with_user(self.keeper)
        self.assertEqual((tag.state, tag.due), ("held", Date.context_today(tag) + timedelta(days=7)))
        self.assertFalse(tag.is_overdue)
        tag.sudo().due = Date.today() - timedelta(days=1)
        self.assertIn(tag, tag.search([("is_overdue", "=", True)]))
        tag.action_receive()
        self.assertEqual(self.on_hand(self.part, self.warehouse.faulty_location_id), 1)
        tag.action_refurbish()
        tag.action_restock()
        self.assertEqual(self.on_hand(self.part, self.stock), 1)

    def test_back_to_the_vendor(self):
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        self.part.seller_ids = [Command.create({"partner_id": vendor.id})]
        tag = self.repaired().faulty_part_ids.with_user(self.keeper)
        self.assertEqual(tag.supplier_id, vendor)
        tag.action_receive()
        tag.action_vendor()
        self.assertEqual((tag.state, self.on_hand(self.part, self.warehouse.faulty_location_id)), ("vendor", 0))

    def test_the_keeper_decides(self):
        tag = self.repaired().faulty_part_ids
        with self.assertRaises(AccessError):
            tag.with_user(self.technician).action_receive()
