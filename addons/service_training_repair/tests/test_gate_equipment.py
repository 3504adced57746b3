from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGateEquipment(TransactionCase):
    """Tools, and remote work by customers' technicians, need a certificate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        groups = "base.group_user,service_repair.service_repair_group_technician"
        cls.holder = new_test_user(cls.env, "tool holder", groups)
        cls.other = new_test_user(cls.env, "tool other", groups)
        cls.manager = new_test_user(
            cls.env, "tool manager", "base.group_user,service_quality.service_quality_group_manager"
        )
        cls.course = cls.env.ref("service_training.training_course_new_hire")
        category = cls.env["maintenance.equipment.category"].create({"name": "High voltage testers"})
        cls.tools = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Tester {number}",
                    "asset_kind": "tool",
                    "category_id": category.id,
                    "equipment_assign_to": "other",
                }
                for number in range(2)
            ]
        )
        cls.certify(cls.holder.partner_id)
        cls.rule = cls._rule("maintenance.equipment", f"[('category_id', '=', {category.id})]")

    @classmethod
    def certify(cls, partner):
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": partner.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": date(2020, 1, 1),
                }
            ]
        )

    @classmethod
    def _rule(cls, subject, domain):
        return cls.env["training.gate.rule"].create(
            {
                "name": subject,
                "subject": subject,
                "domain": domain,
                "course_ids": [Command.set(cls.course.ids)],
                "mode": "block",
            }
        )

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
