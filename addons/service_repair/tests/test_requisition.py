from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestRequisition(RepairCase):
    def requisition(self, quantity=2, user=None, **values):
        return (
            self.env["service.part.requisition"]
            .with_user(user or self.technician)
            .create({"line_ids": [Command.create({"product_id": self.part.id, "quantity": quantity})], **values})
        )

    def issue(self, requisition, quantity=None):
        action = requisition.with_user(self.keeper).action_issue()
        picking = self.env["stock.picking"].browse(action["res_id"]).with_user(self.keeper)
        if quantity is not None:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def test_from_request_to_receipt(self):
        self.put(self.part, 5, self.stock)
        requisition = self.requisition()
        requisition.action_submit()
        self.assertEqual(requisition.state, "approved", "worth 60, and nobody has to approve 500")
        with self.assertRaises(AccessError):
            requisition.action_issue()
        with self.assertRaisesRegex(UserError, "Nothing is issued"):
            requisition.action_receive()
        self.issue(requisition, 1)
        self.assertEqual((requisition.state, requisition.line_ids.issued), ("approved", 1))
        self.issue(requisition)
        self.assertEqual((requisition.state, requisition.line_ids.issued), ("issued", 2))
        self.assertEqual(self.on_hand(self.part, self.van), 2)
        with self.assertRaisesRegex(UserError, "confirms"):
            requisition.with_user(self.keeper).action_receive()
        requisition.action_receive()
        self.assertEqual((requisition.state, requisition.line_ids.received), ("received", 2))

    def test_approval_by_value_and_by_part(self):
        dear = self.requisition(quantity=17)
        dear.action_submit()
        self.assertEqual(dear.state, "submitted")
        self.assertIn("500", dear.approval_needed)
        self.part.requisition_approval = True
        strict = self.requisition(quantity=1)
        strict.action_submit()
        self.assertEqual(strict.state, "submitted")
        with self.assertRaises(AccessError):
            dear.action_approve()
        with self.assertRaises(UserError):
            self.issue(dear)
        dear.with_user(self.manager).action_approve()
        self.assertEqual((dear.state, dear.approved_by_id), ("approved", self.manager))
        strict.with_user(self.manager).action_refuse()
        self.assertEqual(strict.state, "refused")
        with self.assertRaises(UserError):
            strict.with_user(self.manager).action_approve()

    def test_parts_without_a_cost_are_looked_at(self):
        self.part.standard_price = 0
        unknown = self.requisition(quantity=1)
        unknown.action_submit()
        self.assertEqual(unknown.state, "submitted")
        self.assertIn(self.part.display_name, unknown.approval_needed)
        with self.assertRaises(AccessError):
            unknown.with_user(self.technician).company_id.service_requisition_unpriced = False
        self.env.company.service_requisition_unpriced = False
        free = self.requisition(quantity=1)
        free.action_submit()
        self.assertEqual(free.state, "approved")

    def test_a_cost_of_another_company_is_no_cost(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.part.with_company(other).standard_price = 30
        self.part.standard_price = 0
        requisition = self.requisition(quantity=1)
        self.assertTrue(requisition.with_context(allowed_company_ids=[self.env.company.id]).approval_needed)
        self.part.standard_price = 30
        requisition.invalidate_recordset()
        self.assertFalse(requisition.approval_needed)

    def test_status_is_not_written_by_hand(self):
        requisition = self.requisition(state="approved")
        self.assertEqual(requisition.state, "draft")
        with self.assertRaises(AccessError):
            requisition.state = "approved"
        requisition.action_submit()
        with self.assertRaises(UserError):
            requisition.line_ids.quantity = 99

    def test_technicians_write_their_own(self):
        requisition = self.requisition()
        with self.assertRaises(AccessError):
            requisition.with_user(self.other_technician).note = "Mine now"
        with self.assertRaises(AccessError):
            self.requisition(user=self.other_technician, technician_id=self.technician.id)

    def test_issued_parts_are_reserved_for_the_work_order(self):
        self.put(self.part, 5, self.stock)
        order = self.order([(self.part, 2)], parts_from="van")
        order.action_validate()
        self.assertEqual(order.move_ids.state, "confirmed")
        requisition = self.env["service.part.requisition"].browse(order.action_request_parts()["res_id"])
        self.assertEqual((requisition.line_ids.quantity, requisition.repair_id), (2, order))
        requisition.with_user(self.technician).action_submit()
        with self.assertRaisesRegex(UserError, "Nothing is lacking"):
            order.action_request_parts()
        self.issue(requisition)
        self.assertEqual(order.move_ids.state, "assigned")

    def test_one_issue_at_a_time(self):
        self.put(self.part, 5, self.stock)
        requisition = self.requisition()
        requisition.action_submit()
        first = requisition.with_user(self.keeper).action_issue()
        self.assertEqual(requisition.with_user(self.keeper).action_issue()["res_id"], first["res_id"])

    def test_bring_back_what_is_free(self):
        self.put(self.part, 5, self.van)
        order = self.order([(self.part, 2)], parts_from="van")
        order.action_validate()
        wizard = self.env["service.part.return"].with_user(self.technician).create({})
        self.assertEqual(wizard.line_ids.free, 3)
        wizard.line_ids.write({"good": 3, "faulty": 1})
        with self.assertRaisesRegex(UserError, "no work order has reserved"):
            wizard.action_return()
        wizard.line_ids.write({"good": 2, "faulty": 1})
        picking = self.env["stock.picking"].browse(wizard.action_return()["res_id"])
        with self.assertRaises(UserError):
            wizard.action_return()
        picking.move_ids.picked = True
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(self.on_hand(self.part, self.van), 2)
        self.assertEqual(self.on_hand(self.part, self.stock), 2)
        self.assertEqual(self.on_hand(self.part, self.warehouse.faulty_location_id), 1)

    def test_queries_do_not_grow_with_history(self):
        def issue_fifty():
            parts = self.env["product.product"].create(
                [
                    {"name": f"Part {n}", "is_storable": True, "is_spare_part": True, "standard_price": 1}
                    for n in range(50)
                ]
            )
            for part in parts:
                self.put(part, 1, self.stock)
            requisition = (
                self.env["service.part.requisition"]
                .with_user(self.technician)
                .create({"line_ids": [Command.create({"product_id": part.id, "quantity": 1}) for part in parts]})
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requisition.action_submit()
            self.issue(requisition)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        issue_fifty()
        second, third = issue_fifty(), issue_fifty()
        self.assertLessEqual(third, second * 1.02 + 10)
