from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..engine.warranty import Facts, Verdict, add_months, judge
from .common import RepairCase

DAY = date(2026, 2, 28)


class TestWarrantyEngine(TransactionCase):
    def test_the_last_day_counts(self):
        facts = Facts(sold_on=date(2024, 2, 29), months=24)
        self.assertEqual(judge(facts, DAY), Verdict(True, "product", DAY))
        self.assertEqual(judge(facts, date(2026, 3, 1)), Verdict(False, "expired", DAY))

    def test_exclusion_beats_all(self):
        facts = Facts(sold_on=DAY, months=24, repaired_on=DAY, repair_days=90, part_until=DAY, excluded=True)
        self.assertEqual(judge(facts, DAY).reason, "excluded")

    def test_order_of_reasons(self):
        old = {"sold_on": date(2020, 1, 1), "months": 12}
        self.assertEqual(judge(Facts(**old, repaired_on=DAY, repair_days=90), DAY).reason, "repair")
        self.assertEqual(judge(Facts(**old, extension=90), DAY).reason, "extension")
        self.assertEqual(judge(Facts(**old, part_until=DAY), DAY).reason, "part")
        self.assertEqual(judge(Facts(**old, repaired_on=DAY, repair_days=0), DAY).reason, "expired")
        self.assertEqual(judge(Facts(), DAY).reason, "unknown")

    def test_months_agree_with_dateutil(self):
        for start in (date(2024, 1, 31), date(2024, 2, 29), date(2023, 12, 30), date(2025, 6, 15)):
            for months in range(40):
                self.assertEqual(add_months(start, months), start + relativedelta(months=months))


@tagged("post_install", "-at_install")
class TestWarranty(RepairCase):
    def test_the_sentence_is_in_the_language_of_whoever_reads(self):
        """Two people of one transaction, such as who prints and whose paper it is."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_repair"], ["zh_CN"])
        order = self.order()
        texts = [order.with_context(lang=lang).warranty_reason for lang in ("en_US", "zh_CN")]
        self.assertTrue(texts[0].startswith("Not covered"))
        self.assertNotEqual(*texts)

    def test_computed_and_explained(self):
        order = self.order()
        self.assertFalse(order.under_warranty)
        self.assertIn("no date of delivery", order.warranty_reason)
        self.serial.warranty_agreed = fields.Date.today() - relativedelta(months=23)
        order.fault_id = self.env["service.fault"].create({"kind": "fault", "code": "T9", "name": "Smells"})
        self.assertTrue(order.under_warranty)
        self.assertIn("24 months", order.warranty_reason)
        order.cause_id = self.misuse
        self.assertFalse(order.under_warranty)
        self.assertIn("Dropped", order.warranty_reason)
        order.with_user(self.manager).goodwill_reason = "Loyal customer"
        self.assertTrue(order.under_warranty)

    def test_delivery_starts_the_warranty(self):
        self.put(self.device, 1, self.stock, self.serial)
        move = self.env["stock.move"].create(
            {
                "product_id": self.device.id,
                "product_uom_qty": 1,
                "location_id": self.stock.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        self.serial.invalidate_recordset()
        self.assertEqual(self.serial.warranty_start, move.date.date())
        self.assertTrue(self.order().under_warranty)

    def test_nothing_is_charged_under_warranty(self):
        labour = self.env["product.product"].create({"name": "Labour", "type": "service", "list_price": 60})
        self.serial.warranty_agreed = fields.Date.today()
        order = self.order([(self.part, 1)])
        order.action_create_sale_order()
        sale = order.sale_order_id.sudo()
        sale.order_line = [(0, 0, {"product_id": labour.id, "price_unit": 75})]
        self.assertEqual(sale.amount_total, 0)
        order.cause_id = self.misuse
        self.assertEqual(sale.amount_untaxed, 140, "not covered any more: list prices again")

    def test_repeat_repair(self):
        first = self.order()
        self.go_to(first, "reported")
        self.assertFalse(first.is_repeat)
        again = self.order()
        self.assertEqual((again.earlier_order_id, again.is_repeat), (first, True))
        self.assertTrue(again.under_warranty)
        self.assertIn(self.technician.name, again.repeat_note)
        self.assertEqual((first.repeated_within_days, first.first_time_fix), (True, 0.0))
        other = self.env["service.fault"].create({"kind": "fault", "code": "T2", "name": "Noise"})
        again.fault_id = other
        self.assertFalse(again.is_repeat)
        self.assertEqual(first.first_time_fix, 1.0)
        first.sudo().repaired_on = fields.Datetime.now() - relativedelta(days=91)
        again.fault_id = self.fault
        self.assertFalse(again.is_repeat)
