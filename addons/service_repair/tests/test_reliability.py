from datetime import datetime, time, timedelta

from odoo import fields
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestReliability(RepairCase):
    """MTBF and MTTR from work orders: spells written down by hand."""

    def setUp(self):
        super().setUp()
        self.today = datetime.combine(fields.Date.today(), time.min)

    def lot(self, name, days_ago):
        return self.env["stock.lot"].create(
            {
                "name": name,
                "product_id": self.device.id,
                "warranty_agreed": days_ago and (self.today - timedelta(days=days_ago)).date(),
            }
        )

    def repair(self, lot, failed_days_ago, hours=24, parts=(), **values):
        """A work order taken in so many days ago and reported so many hours later."""
        order = self.order([(part, 1) for part in parts], lot_id=lot.id, **values)
        self.go_to(order, "reported")
        failed = self.today - timedelta(days=failed_days_ago)
        steps = order.sudo().step_ids
        steps.at = failed + timedelta(hours=hours)
        steps.filtered(lambda step: step.step == "intake").at = failed
        return order

    def refresh(self):
        self.env.flush_all()
        self.env["service.reliability"]._refresh(self.env.company)
        rows = self.env["service.reliability"].search([("product_id", "=", self.device.id)])
        return {row.part_id: row for row in rows}

    def test_devices(self):
        self.repair(self.lot("A", 100), 60)
        self.lot("B", 100)
        rows = self.refresh()
        device = rows[self.env["product.product"]]
        now = (fields.Datetime.now() - self.today).total_seconds() / 86400
        self.assertEqual((device.units, device.spells, device.failures), (2, 3, 1))
        # A: 40 days, and 59 since; B: 100 days
        self.assertAlmostEqual(device.exposure, 40 + 59 + 100 + 2 * now, delta=0.2)
        self.assertAlmostEqual(device.mean_between, device.exposure, delta=0.1)
        self.assertEqual((device.repairs, device.mean_repair), (1, 24))
        self.assertFalse(device.year_known, "nothing was seen for a year")
        points = device.point_ids
        self.assertEqual(points.mapped("month"), [0, 1, 2, 3])
        self.assertEqual([round(share, 2) for share in points.mapped("survival")], [1, 1, 0.67, 0.67])
        self.assertEqual(points.mapped("at_risk"), [3, 3, 1, 1])

    def test_parts(self):
        self.put(self.part, 5, self.stock)
        lot = self.lot("A", 400)
        self.repair(lot, 300, parts=[self.part])
        self.repair(lot, 100, parts=[self.part])
        self.lot("B", 400)
        part = self.refresh()[self.part]
        # Of A 100 and 199 days until replaced, 99 since; of B 400: at 100 days three are observed, at 199 two
        self.assertEqual((part.units, part.spells, part.failures), (2, 4, 2))
        self.assertAlmostEqual(part.exposure, 100 + 199 + 99 + 400, delta=2.5)
        self.assertTrue(part.year_known)
        self.assertAlmostEqual(part.year, 2 / 3 * 1 / 2)
        self.assertEqual(part.repairs, 2)

    def test_what_is_no_failure(self):
        nothing = self.env["service.fault"].create(
            {"kind": "cause", "code": "TN", "name": "Nothing", "no_fault_found": True}
        )
        self.repair(self.lot("A", 100), 60, cause_id=nothing.id)
        self.repair(self.lot("B", 100), 50, cause_id=self.misuse.id)
        device = self.refresh()[self.env["product.product"]]
        self.assertEqual((device.failures, device.mean_between, device.repairs), (0, 0, 2))

    def test_a_failure_before_the_delivery_tells_nothing(self):
        self.repair(self.lot("A", 30), 60)
        device = self.refresh()[self.env["product.product"]]
        self.assertEqual((device.spells, device.failures), (1, 0))
        self.assertAlmostEqual(device.exposure, 30, delta=1.1)

    def test_an_unknown_start_is_not_guessed(self):
        self.repair(self.lot("A", False), 60)
        device = self.refresh()[self.env["product.product"]]
        self.assertEqual((device.spells, device.failures), (1, 0), "only since its repair")

    def test_queries_do_not_grow(self):
        for number in range(3):
            self.repair(self.lot(f"A{number}", 100), 60)
        before = self.count()
        for number in range(12):
            self.repair(self.lot(f"B{number}", 90), 30)
        self.assertLessEqual(self.count(), before + 2)

    def count(self):
        self.refresh()
        self.env.invalidate_all()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        self.env["service.reliability"]._refresh(self.env.company)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def test_rights(self):
        model = self.env["service.reliability"]
        for user in (self.manager, self.keeper):
            self.assertTrue(model.with_user(user).has_access("read"))
            self.assertFalse(model.with_user(user).has_access("write"))
            model.with_user(user).action_refresh()
        self.assertFalse(model.with_user(self.technician).has_access("read"))
        self.assertFalse(self.env["service.reliability.point"].with_user(self.agent).has_access("read"))
