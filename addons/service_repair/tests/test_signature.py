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

    def test_customers_sign_for_what_was_used(self):
        """A part that was planned is entered before the customer signs, or the signature would soon be void."""
        order = self.order([(self.part, 1)])
        self.go_to(order, "explained")
        self.assertEqual(order.parts_unclear, self.part.display_name)
        self.assertFalse(order._is_ready_to_sign())
        order.write({"sign_name": "A customer", "customer_signature": SIGNATURE})
        with self.assertRaisesRegex(UserError, "Not there"):
            order.action_sign()
        order.move_ids.unused_reason = "customer_part"
        self.assertFalse(order.parts_unclear)
        order.action_sign()
        order.action_repair_end()
        self.assertTrue(order.signature_valid)

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


@tagged("post_install", "-at_install")
class TestSignatureLanguages(RepairCase):
    """A company whose people and customers read two languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["service_repair"], ["zh_CN"])
        cls.put(cls, cls.part, 5, cls.stock)

    def signed_in(self, lang):
        order = self.order([(self.part, 1)], lot_id=False, product_id=self.appliance.id).with_context(lang=lang)
        self.go_to(order, "signed")
        return order

    def test_everybody_reads_the_points_in_their_language(self):
        order = self.signed_in("en_US")
        texts = {"en_US": "Care and cleaning", "zh_CN": "保养与清洁"}
        for lang, text in texts.items():
            self.customer.lang = lang
            html = (
                self.env["ir.actions.report"]
                ._render_qweb_html("service_repair.work_order_report_action", order.ids)[0]
                .decode()
            )
            self.assertIn(text, html)
            self.assertFalse([other for other in texts.values() if other != text and other in html])
            self.assertIn(order.signed_hash, html)

    def test_the_fingerprint_does_not_depend_on_the_language(self):
        for lang in ("en_US", "zh_CN"):
            order = self.signed_in(lang)
            digests = {order.with_context(lang=reader)._get_signed_digest() for reader in ("en_US", "zh_CN", False)}
            self.assertEqual(digests, {order.signed_hash})
        # Nor on the languages that are in use later
        self.env["res.lang"].search([("code", "=", "zh_CN")]).active = False
        order.invalidate_recordset()
        self.assertTrue(order.signature_valid)

    def test_a_change_in_any_language_voids_it(self):
        for lang in ("en_US", "zh_CN"):
            order = self.signed_in("en_US")
            order.check_ids[0].with_context(lang=lang).name = "Nothing was tested"
            self.assertFalse(order.signature_valid)
            self.assertTrue(order.signature_void_on)

    def test_the_checklist_may_change_afterwards(self):
        order = self.signed_in("zh_CN")
        self.env.ref("service_repair.service_checklist_line_care").name = "Care, cleaning and descaling"
        self.assertIn("Care and cleaning", order.with_context(lang="en_US").check_ids.mapped("name"))
        self.assertTrue(order.signature_valid)

    def test_who_is_asked_reads_it_in_their_language(self):
        self.env["res.users"].search([("all_group_ids", "in", self.manager.group_ids.ids)]).lang = "zh_CN"
        order = self.signed_in("en_US")
        order.action_repair_end()
        [asked] = order.sudo().activity_ids
        self.assertEqual(asked.summary, "验收或退回维修工单")
