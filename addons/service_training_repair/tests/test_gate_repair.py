from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGateRepair(TransactionCase):
    """Repairs of one product category need a certificate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,stock.group_stock_user,service_quality.service_quality_group_leader"
        cls.leader = new_test_user(cls.env, "a leader", groups)
        cls.holder = new_test_user(cls.env, "a holder", "base.group_user,stock.group_stock_user")
        cls.other = new_test_user(cls.env, "another", "base.group_user,stock.group_stock_user")
        cls.course = cls.env.ref("service_training.training_course_new_hire")
        category = cls.env["product.category"].create({"name": "High voltage"})
        cls.product = cls.env["product.product"].create({"name": "Inverter", "categ_id": category.id})
        cls.simple = cls.env["product.product"].create({"name": "Kettle"})
        cls.env["training.gate.rule"].create(
            {
                "name": "High voltage",
                "subject": "repair.order",
                "domain": f"[('product_id.categ_id', 'child_of', {category.id})]",
                "course_ids": [Command.set(cls.course.ids)],
                "mode": "block",
            }
        )
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": cls.holder.partner_id.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": date(2020, 1, 1),
                }
            ]
        )

    def _order(self, product, user):
        return self.env["repair.order"].with_user(self.leader).create({"product_id": product.id, "user_id": user.id})

    def test_by_product_category(self):
        order = self._order(self.product, self.holder)
        self.assertEqual(order.user_id, self.holder)
        self.assertEqual(order.needed_course_ids, self.course)
        with self.assertRaises(UserError):
            order.user_id = self.other
        self.assertEqual(self._order(self.simple, self.other).user_id, self.other)

    def test_a_new_order_arrives_unassigned(self):
        order = self._order(self.product, self.other)
        self.assertFalse(order.user_id)
        log = self.env["training.gate.log"].search([("subject", "=", "repair.order"), ("record_id", "=", order.id)])
        self.assertEqual(log.action, "removed")

    def test_override(self):
        order = self._order(self.product, self.holder)
        wizard = self.env["training.gate.override"].with_user(self.leader)
        context = order.action_assign_anyway()["context"]
        wizard.with_context(**context).create({"user_id": self.other.id, "reason": "Supervised"}).action_assign()
        self.assertEqual(order.user_id, self.other)
