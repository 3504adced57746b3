from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HOUR, RepairCase


@tagged("post_install", "-at_install")
class TestPartProposal(RepairCase):
    """Minimum and maximum of vans and stores, from use and bookings."""

    def proposals(self):
        self.env.flush_all()
        self.env["service.part.proposal"]._refresh(self.env.company)
        rows = self.env["service.part.proposal"].search([("product_id", "=", self.part.id)])
        return {row.location_id: row for row in rows}

    def use(self, number, place="van", quantity=1):
        """Work orders done in the last months, a part each."""
        for _n in range(number):
            order = self.order([(self.part, quantity)], parts_from=place)
            self.go_to(order, "reported")
        self.age(100)

    def age(self, days):
        """What has moved until now, moved so many days ago."""
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env["stock.move.line"].search([("product_id", "=", self.part.id)]).date = moment

    def fill(self, quantity, location):
        move = self.env["stock.move"].create(
            {
                "product_id": self.part.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": location.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def test_from_use(self):
        self.fill(20, self.van)
        self.use(14)
        van = self.proposals()[self.van]
        self.assertEqual((van.used, round(van.weeks), van.held), (14, 14, 6))
        # Once a week: Poisson with a mean of 0.98 is at most 3 with 98 %, at most 2 with 92 %
        self.assertEqual((van.proposed_min, van.proposed_max, van.to_order), (3, 4, 0))
        self.assertTrue(van.is_new)
        self.assertIn("Used 14 in 14 weeks", van.reason)
        self.assertIn("19 times of 20: 3", van.reason)
        chinese = van.with_context(lang="zh_CN")
        self.assertTrue(chinese.reason)

    def test_from_bookings(self):
        order = self.order([(self.part, 2)], place="on_site", parts_from="van")
        self.visit(order, start=fields.Datetime.now() + 24 * HOUR, technician_id=self.technician.id)
        found = self.proposals()
        self.assertEqual((found[self.van].booked, found[self.van].proposed_min), (2, 2))
        self.assertEqual(found[self.van].to_order, 2)
        self.assertEqual(found[self.stock].booked, 2, "what the van lacks, the store has to give")
        self.put(self.part, 2, self.van)
        found = self.proposals()
        self.assertEqual(found[self.van].to_order, 0)
        self.assertNotIn(self.stock, found)

    def test_visits_far_away_are_not_booked_yet(self):
        order = self.order([(self.part, 2)], place="on_site", parts_from="van")
        far = fields.Datetime.now() + timedelta(days=60)
        order.schedule_date = far
        self.visit(order.with_context(service_outside_hours=True), start=far)
        self.assertFalse(self.proposals())

    def test_a_store_is_used_by_vans_and_orders(self):
        self.fill(30, self.stock)
        requisition = self.env["service.part.requisition"].create(
            {
                "technician_id": self.technician.id,
                "line_ids": [fields.Command.create({"product_id": self.part.id, "quantity": 5})],
            }
        )
        requisition.action_submit()
        self.assertEqual(self.proposals()[self.van].coming, 5)
        picking = self.env["stock.picking"].browse(requisition.action_issue()["res_id"])
        self.assertEqual(self.proposals()[self.van].coming, 5, "asked for and being issued counts once")
        picking.move_ids.picked = True
        picking.button_validate()
        self.use(2, place="store")
        wizard = self.env["service.part.return"].with_user(self.technician).create({})
        wizard.line_ids.good = 1
        back = self.env["stock.picking"].browse(wizard.action_return()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        found = self.proposals()
        self.assertEqual(found[self.stock].used, 5 + 2 - 1)
        self.assertEqual(found[self.van].used, 0)

    def test_apply_makes_the_rules(self):
        self.fill(20, self.van)
        self.use(14)
        van = self.proposals()[self.van]
        with self.assertRaises(AccessError):
            van.with_user(self.technician).action_apply()
        van.with_user(self.keeper).action_apply()
        rule = self.env["stock.warehouse.orderpoint"].search([("location_id", "=", self.van.id)])
        self.assertEqual((rule.product_min_qty, rule.product_max_qty, rule.trigger), (3, 4, "manual"))
        self.assertFalse(self.proposals()[self.van].is_new)
        rule.product_min_qty = 1
        again = self.proposals()[self.van]
        self.assertEqual((again.is_new, again.present_min), (True, 1))
        again.action_apply()
        self.assertEqual(rule.product_min_qty, 3)

    def test_a_rule_of_a_van_is_filled_from_its_store(self):
        self.fill(5, self.stock)
        rule = (
            self.env["stock.warehouse.orderpoint"]
            .with_user(self.keeper)
            .create(
                {
                    "product_id": self.part.id,
                    "location_id": self.van.id,
                    "warehouse_id": self.warehouse.id,
                    "route_id": self.warehouse.vans_route_id.id,
                    "product_min_qty": 2,
                    "product_max_qty": 4,
                    "trigger": "manual",
                }
            )
        )
        rule.action_replenish()
        move = self.env["stock.move"].search(
            [("product_id", "=", self.part.id), ("location_dest_id", "=", self.van.id)]
        )
        self.assertEqual((move.location_id, move.product_uom_qty), (self.stock, 4))
        self.assertEqual(move.picking_type_id, self.warehouse.issue_type_id)

    def test_order_asks_for_what_vans_lack(self):
        for technician in (self.technician, self.other_technician):
            order = self.order(
                [(self.part, 2)],
                place="on_site",
                parts_from="van",
                user_id=technician.id,
                lot_id=False,
                product_id=self.appliance.id,
            )
            self.visit(order, start=fields.Datetime.now() + 24 * HOUR, technician_id=technician.id)
        found = self.proposals()
        vans = found[self.van] | found[self.other_van]
        action = vans.with_user(self.keeper).action_order()
        requisitions = self.env["service.part.requisition"].search(action["domain"])
        self.assertEqual(requisitions.technician_id, self.technician | self.other_technician)
        self.assertEqual(requisitions.line_ids.mapped("quantity"), [2, 2])
        self.assertEqual(set(requisitions.mapped("state")), {"approved"})
        with self.assertRaisesRegex(UserError, "Nothing is lacking"):
            vans.with_user(self.keeper).action_order()
        self.assertEqual(self.proposals()[self.van].to_order, 0, "what is asked for is on its way")

    def test_a_part_that_nobody_uses_is_not_worth_carrying(self):
        self.fill(3, self.van)
        self.age(150)
        van = self.proposals()[self.van]
        self.assertEqual((van.proposed_min, van.proposed_max), (0, 0))
        self.assertIn("too rarely", van.reason)

    def test_technicians_see_their_own_van(self):
        self.fill(1, self.van)
        self.fill(1, self.other_van)
        self.fill(1, self.stock)
        self.assertEqual(set(self.proposals()), {self.van, self.other_van, self.stock})
        mine = self.env["service.part.proposal"].with_user(self.technician).search([])
        self.assertEqual(mine.location_id, self.van)
        self.assertFalse(self.env["service.part.proposal"].with_user(self.keeper).has_access("write"))

    def test_queries_do_not_grow(self):
        def add(number):
            parts = self.env["product.product"].create(
                [{"name": f"P{n}", "is_storable": True, "is_spare_part": True} for n in range(number)]
            )
            for part in parts:
                self.put(part, 1, self.van)
                self.put(part, 1, self.stock)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["service.part.proposal"]._refresh(self.env.company)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        add(5)
        count()
        before = count()
        add(40)
        self.assertLessEqual(count(), before + 3)
