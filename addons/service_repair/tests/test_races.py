"""Technicians at the same time.

The letters are those of the races known of Odoo's own repairs.
"""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MONDAY, SIGNATURE
from .race import Races


@tagged("post_install", "-at_install")
class TestRaces(Races):
    def test_a_the_last_piece_is_promised_once(self):
        self.fill(1)
        orders = self.orders(2)
        results = self.race(*(self.press(order, "action_validate") for order in orders))
        self.assertEqual(sorted(results), [["assigned"], ["confirmed"]])
        self.assertEqual(self.reserved()[:2], (1, 1))

    def test_a2_no_repair_is_done_with_a_part_that_was_not_there(self):
        self.fill(1)
        orders = self.orders(2, "signed")
        results = self.race(*(self.press(order, "action_repair_end") for order in orders))
        refused = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(refused), 1, results)
        self.assertIn("Not there", str(refused[0]))
        with self.transaction() as workshop:
            found = workshop.env["repair.order"].browse(orders)
            self.assertEqual(sorted(found.mapped("state")), ["done", "under_repair"])
            self.assertEqual(sorted(found.move_ids.filtered("repair_line_type").mapped("state")), ["confirmed", "done"])
            missing = found.filtered(lambda order: order.state == "under_repair")
            missing.move_ids.unused_reason = "not_needed"
            missing.with_user(workshop.technician).action_repair_end()
            self.assertEqual(missing.state, "done")
        self.assertEqual(self.reserved(), (0, 0, 0))

    def test_b_a_serial_part_is_promised_once(self):
        with self.transaction() as workshop:
            part = workshop.env["product.product"].create(
                {"name": "Board", "is_storable": True, "is_spare_part": True, "tracking": "serial"}
            )
            lot = workshop.env["stock.lot"].create({"name": "B-1", "product_id": part.id})
        self.addCleanup(self._delete_product, part.id)
        self.fill(1, product=part, lot=lot)
        orders = self.orders(2, part=part)
        results = self.race(*(self.press(order, "action_validate") for order in orders))
        self.assertEqual(sorted(results), [["assigned"], ["confirmed"]])
        self.assertEqual(self.reserved(part)[:2], (1, 1))

    def _delete_product(self, product_id):
        self._clear((product_id,))
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            env["stock.lot"].search([("product_id", "=", product_id)]).unlink()
            env["product.product"].browse(product_id).unlink()

    def test_another_department_cannot_take_it_either(self):
        """A delivery of Odoo's own and a work order want the last spare part."""
        self.fill(1)
        order = self.orders(1)[0]

        def deliver(workshop):
            move = workshop.env["stock.move"].create(
                {
                    "product_id": workshop.part.id,
                    "product_uom_qty": 1,
                    "location_id": workshop.stock.id,
                    "location_dest_id": workshop.env.ref("stock.stock_location_customers").id,
                }
            )
            move._action_confirm()
            move._action_assign()
            return move.mapped("state")

        results = self.race(self.press(order, "action_validate"), deliver)
        self.assertEqual(sorted(results), [["assigned"], ["confirmed"]])
        self.assertEqual(self.reserved()[:2], (1, 1))

    def test_e_what_is_not_there_is_not_used(self):
        for source in ("store", "van"):
            order_id = self.orders(1, "signed", parts_from=source)[0]
            with self.transaction() as workshop:
                order = workshop.env["repair.order"].browse(order_id).with_user(workshop.technician)
                with workshop.refused(UserError, "Not there"):
                    order.action_repair_end()
                order.move_ids.quantity = 1
                order._sign("A customer", SIGNATURE, "device")
                with workshop.refused(UserError, "not enough"):
                    order.action_repair_end()
                self.assertEqual(order.state, "under_repair")
                order.move_ids.sudo().quantity = 0
            self.assertEqual(self.reserved()[2], 0, "nothing is negative")

    def test_f_end_pressed_twice_at_once(self):
        self.fill(1)
        order_id = self.orders(1, "signed", product_id=self.device.id, lot_id=self.serial.id)[0]
        results = self.race(*(self.press(order_id, "action_repair_end") for _n in range(2)))
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1)
        self._check_one_device_move(order_id)

    def test_f2_done_called_twice(self):
        self.fill(1)
        order_id = self.orders(1, product_id=self.device.id, lot_id=self.serial.id)[0]
        with self.transaction() as workshop:
            order = workshop.env["repair.order"].browse(order_id).with_user(workshop.technician)
            with workshop.refused(UserError):
                order.action_repair_done()
            workshop.go_to(order, "repairing")
            with workshop.refused(UserError):
                order.action_repair_done()
            workshop.go_to(order, "reported")
            with workshop.refused(UserError):
                order.action_repair_done()
        self._check_one_device_move(order_id)

    def _check_one_device_move(self, order_id):
        with self.transaction() as workshop:
            order = workshop.env["repair.order"].browse(order_id)
            moves = workshop.env["stock.move"].search([("repair_id", "=", order_id), ("repair_line_type", "=", False)])
            self.assertEqual((order.state, moves), ("done", order.move_id))
            self.assertEqual(len(moves), 1)

    def test_g_one_open_order_per_serial(self):
        def take_in(workshop):
            return workshop.order(product_id=workshop.device.id, lot_id=workshop.serial.id).ids

        results = self.race(take_in, take_in)
        refused = [result for result in results if isinstance(result, ValidationError)]
        self.assertEqual(len(refused), 1, results)
        self.assertIn("open", str(refused[0]))
        with self.transaction() as workshop:
            with workshop.refused(ValidationError, "open repair already"):
                take_in(workshop)
            workshop.env.cr.rollback()

    def test_h_a_serial_part_is_used_once(self):
        with self.transaction() as workshop:
            part = workshop.env["product.product"].create(
                {"name": "Board", "is_storable": True, "is_spare_part": True, "tracking": "serial"}
            )
            lot = workshop.env["stock.lot"].create({"name": "B-1", "product_id": part.id})
        self.addCleanup(self._delete_product, part.id)
        self.fill(1, product=part, lot=lot)
        first, second = self.orders(2, "signed", part=part)
        with self.transaction() as workshop:
            order = workshop.env["repair.order"].browse(first)
            order.action_repair_end()
            again = workshop.env["repair.order"].browse(second)
            again.move_ids.move_line_ids = [
                Command.create({"product_id": part.id, "lot_id": lot.id, "quantity": 1, "location_id": self.stock.id})
            ]
            again._sign("A customer", SIGNATURE, "device")
            with workshop.refused(UserError):
                again.action_repair_end()
            self.assertEqual(again.state, "under_repair")

    def test_i_a_van_is_its_technicians_own(self):
        self.fill(3)
        self.fill(5, self.van)
        from_store = self.orders(1, quantity=8)[0]
        from_other_van = self.orders(1, quantity=8, user_id=self.other_technician.id, parts_from="van")[0]
        self.race(self.press(from_store, "action_validate"), self.press(from_other_van, "action_validate"))
        self.reserve_waiting()
        with self.transaction() as workshop:
            orders = workshop.env["repair.order"].browse([from_store, from_other_van])
            self.assertEqual([order.move_ids.quantity for order in orders], [3, 0])
            raid = workshop.order(
                [(workshop.part, 1)],
                user_id=workshop.other_technician.id,
                lot_id=False,
                product_id=workshop.appliance.id,
            )
            with workshop.refused(ValidationError, "van of"):
                raid.sudo().location_id = workshop.van
            workshop.env.flush_all()
            workshop.env.cr.execute(
                "UPDATE repair_order SET location_id = %s WHERE id = %s", [workshop.van.id, raid.id]
            )
            workshop.env.invalidate_all()
            raid.sudo().move_ids._set_repair_locations()
            with workshop.refused(ValidationError, "van of"):
                raid.action_validate()
            workshop.env.cr.rollback()
        with self.transaction() as workshop:
            with workshop.refused(ValidationError, "inside"):
                workshop.van.write({"location_id": workshop.stock.id, "replenish_location": False})
            workshop.env.cr.rollback()

    def test_twenty_technicians_want_the_last_ten(self):
        self.fill(10)
        orders = self.orders(20)
        results = self.race(*(self.press(order, "action_validate") for order in orders))
        self.assertEqual(len([result for result in results if isinstance(result, list)]), 20, results)
        self.reserve_waiting()
        self.assertEqual(self.reserved()[:2], (10, 10))
        with self.transaction() as workshop:
            found = workshop.env["repair.order"].browse(orders)
            told = found.mapped("parts_missing")
            self.assertEqual((told.count("1 reserved"), told.count("1 missing")), (10, 10))

    def test_a_technician_is_at_one_place(self):
        orders = self.orders(2, place="on_site")

        def offer(order_id):
            def call(workshop):
                order = workshop.env["repair.order"].browse(order_id)
                return workshop.visit(order, MONDAY).ids

            return call

        results = self.race(*map(offer, orders))
        refused = [result for result in results if isinstance(result, ValidationError)]
        self.assertEqual(len(refused), 1, results)
        self.assertIn("another time", str(refused[0]))

    def test_signed_twice_at_once(self):
        self.fill(1)
        order_id = self.orders(1, "explained")[0]

        def sign(name):
            return lambda workshop: workshop.env["repair.order"].browse(order_id)._sign(name, SIGNATURE, "portal")

        results = self.race(sign("One"), sign("Two"))
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1)
        with self.transaction() as workshop:
            order = workshop.env["repair.order"].browse(order_id)
            self.assertTrue(order.signature_valid)
            self.assertEqual(order.step_ids.mapped("step").count("signed"), 1)
