from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SIGNATURE, RepairCase


@tagged("post_install", "-at_install")
class TestSignature(RepairCase):
    def signed(self, **values):
        self.put(self.part, 5, self.stock)
        order = self.order([(self.part, 1)], **values)
        self.go_to(order, "signed")
        self.assertTrue(order.signature_valid)
        return order

    def test_any_change_of_what_was_signed_voids_it(self):
        def another_part(order):
            order.move_ids.create(
                {"repair_id": order.id, "product_id": self.part.id, "repair_line_type": "add", "product_uom_qty": 2}
            )

        changes = {
            "quantity": lambda order: order.move_ids[0].write({"quantity": 0}),
            "another part": another_part,
            "test": lambda order: order.check_ids[0].write({"result": "skipped"}),
            "a check less": lambda order: order.check_ids[0].unlink(),
            "work": lambda order: order.write({"work_done": "Nothing"}),
            "explained to": lambda order: order.write({"explained_to": "Nobody"}),
        }
        for name, change in changes.items():
            with self.subTest(name):
                order = self.signed(lot_id=False, product_id=self.appliance.id)
                change(order)
                self.assertFalse(order.signature_valid)
                self.assertTrue(order.signature_void_on)
                self.assertIn("void", order.message_ids[0].body)
                with self.assertRaisesRegex(UserError, "sign again"):
                    order.action_repair_end()
                order._sign("A customer", SIGNATURE, "device")
                self.assertTrue(order.signature_valid)

    def test_changing_it_back_does_not_help(self):
        order = self.signed()
        order.work_done, before = "Something else", order.work_done
        order.work_done = before
        self.assertFalse(order.signature_valid)

    def test_other_changes_leave_it(self):
        order = self.signed()
        order.write({"report_note": "Fine", "internal_notes": "Grumpy customer"})
        order.action_repair_end()
        self.assertTrue(order.signature_valid)
        order.with_user(self.manager).action_accept()
        self.assertTrue(order.signature_valid)

    def test_price_is_signed(self):
        self.put(self.part, 5, self.stock)
        order = self.order([(self.part, 1)])
        order.action_create_sale_order()
        self.go_to(order, "signed")
        self.assertEqual(order.sale_order_id.order_line.price_unit, 80)
        order.sale_order_id.order_line.sudo().price_unit = 90
        self.assertFalse(order.signature_valid)

    def test_signed_once(self):
        order = self.signed()
        with self.assertRaises(UserError):
            order._sign("Somebody else", SIGNATURE, "portal")
        with self.assertRaises(UserError):
            order.write({"customer_signature": SIGNATURE})

    def test_paper_without_internal_notes(self):
        order = self.signed(internal_notes="Grumpy customer")
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("service_repair.work_order_report_action", order.ids)[0].decode()
        self.assertIn("A customer", html)
        self.assertIn(order.signed_hash, html)
        self.assertNotIn("Grumpy", html)
        order.work_done = "Something else"
        html = report._render_qweb_html("service_repair.work_order_report_action", order.ids)[0].decode()
        self.assertNotIn(order.signed_hash, html)
        self.assertIn('name="void"', html)
