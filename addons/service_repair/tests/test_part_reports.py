from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestPartReports(RepairCase):
    """What parts cost, and which lie unused."""

    def cost(self, order):
        self.env.flush_all()
        return self.env["service.part.cost"].search([("repair_id", "=", order.id)])

    def test_cost_of_a_work_order(self):
        department = self.env["hr.department"].create({"name": "Field Service"})
        self.env["hr.employee"].create({"name": "Tech", "user_id": self.technician.id, "department_id": department.id})
        self.put(self.part, 5, self.stock)
        order = self.order([(self.part, 2)])
        self.go_to(order, "reported")
        row = self.cost(order)
        self.assertEqual((row.quantity, row.cost), (2, 60))
        self.assertEqual((row.technician_id, row.department_id), (self.technician, department))
        self.assertEqual((row.device_id, row.lot_id, row.product_id), (self.device, self.serial, self.part))
        self.part.standard_price = 99
        self.env.invalidate_all()
        self.assertEqual(self.cost(order).cost, 60, "what the stock was left with, not what the part costs today")

    def test_cost_in_another_unit(self):
        self.put(self.part, 24, self.stock)
        order = self.order([(self.part, 1)])
        order.move_ids.product_uom = self.env.ref("uom.product_uom_dozen")
        self.go_to(order, "reported")
        row = self.cost(order)
        self.assertEqual((row.quantity, row.cost), (12, 360))

    def test_who_sees_what_parts_cost(self):
        costs = self.env["service.part.cost"]
        self.assertTrue(costs.with_user(self.keeper).has_access("read"))
        self.assertTrue(costs.with_user(self.manager).has_access("read"))
        for user in (self.technician, self.agent):
            self.assertFalse(costs.with_user(user).has_access("read"))
        self.put(self.part, 2, self.van)
        self.env.flush_all()
        shelf = self.env["service.part.shelf"].search([("location_id", "=", self.van.id)])
        self.assertEqual(shelf.with_user(self.keeper).value, 60)
        with self.assertRaises(AccessError):
            shelf.with_user(self.technician).read(["value"])
        self.assertEqual(shelf.with_user(self.technician).quantity, 2)
        self.assertFalse(shelf.with_user(self.other_technician)._filtered_access("read"), "another's van")

    def test_another_company_sees_nothing(self):
        self.put(self.part, 2, self.stock)
        order = self.order([(self.part, 2)])
        self.go_to(order, "reported")
        self.put(self.part, 1, self.van)
        self.env.flush_all()
        company = self.env["res.company"].create({"name": "Other"})
        self.keeper.write({"company_ids": [fields.Command.set(company.ids)], "company_id": company.id})
        for model in ("service.part.cost", "service.part.shelf"):
            self.assertTrue(self.env[model].search([("product_id", "=", self.part.id)]))
            self.assertFalse(self.env[model].with_user(self.keeper).search([("product_id", "=", self.part.id)]))

    def test_dead_stock(self):
        shelf = self.env["stock.location"].create({"name": "Shelf 1", "location_id": self.stock.id})
        idle = self.env["product.product"].create({"name": "Valve", "is_storable": True, "is_spare_part": True})
        for part in (self.part, idle):
            self.move(part, 5, self.env.ref("stock.stock_location_suppliers"), shelf, days_ago=400)
        self.move(self.part, 2, shelf, self.van, days_ago=10)
        self.move(idle, 1, shelf, self.stock, days_ago=5)
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {"product_id": idle.id, "location_id": shelf.id, "inventory_quantity": 3}
        ).action_apply_inventory()
        self.env.flush_all()
        rows = {
            (row.location_id, row.product_id): (row.quantity, row.idle_days)
            for row in self.env["service.part.shelf"].search([("product_id", "in", (self.part | idle).ids)])
        }
        self.assertEqual(
            rows,
            {
                (self.stock, self.part): (3, 10),
                (self.van, self.part): (2, 10),
                (self.stock, idle): (4, 400),
            },
            "moved within the stock, or counted away, is not used",
        )

    def move(self, part, quantity, source, destination, days_ago):
        move = self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": destination.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        moment = fields.Datetime.now() - timedelta(days=days_ago)
        move.write({"date": moment})
        move.move_line_ids.write({"date": moment})
