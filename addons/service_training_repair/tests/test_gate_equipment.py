from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GateEquipmentCase


@tagged("post_install", "-at_install")
class TestGateEquipment(GateEquipmentCase):
    """Tools, and remote work by customers' technicians, need a certificate."""

    def _take(self, tool, user):
        day = fields.Date.today() + timedelta(days=3)
        return self.env["service.tool.loan"].with_user(user)._check_out(tool.with_user(user), user, day)

    def test_tools_for_holders_only(self):
        self.assertEqual(self.tools[0].needed_course_ids, self.course)
        with self.assertRaisesRegex(UserError, "does not hold"):
            self._take(self.tools[0], self.other)
        self.assertTrue(self._take(self.tools[0], self.holder))

    def test_a_warning_is_written_down(self):
        self.rule.mode = "warn"
        self._take(self.tools[0], self.other)
        log = self.env["training.gate.log"].search([("subject", "=", "maintenance.equipment")])
        self.assertEqual((log.record_id, log.user_id, log.action), (self.tools[0].id, self.other, "warned"))
        self._take(self.tools[1], self.holder)
        self.assertEqual(self.env["training.gate.log"].search_count([("subject", "=", "maintenance.equipment")]), 1)

    def test_remote_work_needs_a_qualified_customer(self):
        customer = self.env["res.partner"].create({"name": "Plant Ltd", "is_company": True})
        person = self.env["res.partner"].create({"name": "Their technician", "parent_id": customer.id})
        category = self.env["product.category"].create({"name": "High voltage"})
        product = self.env["product.product"].create(
            {"name": "Inverter", "categ_id": category.id, "is_storable": True, "tracking": "serial"}
        )
        lot = self.env["stock.lot"].create({"name": "INV-1", "product_id": product.id})
        rule = self._rule("service.customer.equipment", f"[('product_id.categ_id', 'child_of', {category.id})]")
        order = (
            self.env["repair.order"]
            .with_user(self.manager)
            .create(
                {
                    "is_service": True,
                    "partner_id": customer.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "place": "remote",
                    "user_id": self.holder.id,
                }
            )
        )
        row = order.customer_equipment_id
        self.assertIn("Plant Ltd", row.qualification_note)
        visit = self.env["service.visit"].with_user(self.manager).with_context(service_outside_hours=True)
        visit = visit.create({"repair_id": order.id, "start": fields.Datetime.now() + timedelta(days=40), "hours": 1})
        visit.action_confirm_by_phone()
        with self.assertRaisesRegex(UserError, "train theirs"):
            order.action_validate()
        rule.mode = "warn"
        self.assertIn("Plant Ltd", order.customer_qualification_note)
        rule.mode = "block"
        self.certify(person)
        self.env.invalidate_all()
        self.assertFalse(row.qualification_note)
        self.assertEqual(row.certificate_ids.partner_id, person)
        order.action_validate()
        self.assertEqual(order.service_step, "prepared")
