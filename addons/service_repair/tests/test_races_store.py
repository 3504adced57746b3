"""Keepers, managers and technicians at the same requisition, part and van at once."""

import random
import threading

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race import Races


class NothingThere(UserError):
    """Who came too late sees an empty transfer, and goes no further."""

    def __init__(self):
        super().__init__("")


@tagged("post_install", "-at_install")
class TestStoreRaces(Races):
    suffix = "_store_race"

    def requisitions(self, number, quantity=1, state="approved", technician="technician", part=None):
        """The ids of so many committed requisitions."""
        with self.transaction() as workshop:
            user = getattr(workshop, technician)
            found = workshop.env["service.part.requisition"]
            for _n in range(number):
                found += found.with_user(user).create(
                    {"line_ids": [Command.create({"product_id": (part or self.part).id, "quantity": quantity})]}
                )
            if state == "approved":
                found.action_submit()
            elif state == "submitted":
                found.sudo().state = "submitted"
            return found.ids

    @staticmethod
    def issue(requisition_id):
        def call(workshop):
            requisition = workshop.env["service.part.requisition"].browse(requisition_id).with_user(workshop.keeper)
            picking = workshop.env["stock.picking"].browse(requisition.action_issue()["res_id"])
            picking = picking.with_user(workshop.keeper)
            if not any(picking.move_ids.mapped("quantity")):
                raise NothingThere
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
            return picking.state

        return call

    @staticmethod
    def step(requisition_id, button, login):
        def call(workshop):
            requisition = workshop.env["service.part.requisition"].browse(requisition_id)
            getattr(requisition.with_user(getattr(workshop, login)), button)()
            return requisition.state

        return call

    def one_is_told(self, results):
        self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)

    def test_c_who_comes_later_finds_it_promised(self):
        """The second's snapshot is older than the first's commit: it is tried again, and finds nothing left."""
        self.fill(1)
        first, second = self.orders(2)
        attempts = 0
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            cr.execute("SELECT sum(quantity) FROM stock_quant")
            with self.transaction() as workshop:
                self.press(first, "action_validate")(workshop)

            def attempt():
                nonlocal attempts
                attempts += 1
                workshop = self._bind(env)
                workshop.part._claim_stock()
                return self.press(second, "action_validate")(workshop)

            with mute_logger("odoo.sql_db", "odoo.service.model"):
                self.assertEqual(retrying(attempt, env), ["confirmed"])
        self.assertEqual(attempts, 2)
        self.assertEqual(self.reserved()[:2], (1, 1))

    def test_d_who_claims_second_waits_and_is_tried_again(self):
        self.fill(1)
        outcome = []

        def second():
            with self.registry.cursor() as cr:
                env = self._environment(cr)
                cr.execute("SELECT sum(quantity) FROM stock_quant")
                ready.set()
                started.wait(60)
                try:
                    with mute_logger("odoo.sql_db"):
                        self._bind(env).part._claim_stock()
                except SerializationFailure as error:
                    outcome.append(error)
                    cr.rollback()

        ready, started = threading.Event(), threading.Event()
        thread = threading.Thread(target=second)
        thread.start()
        ready.wait(60)
        with self.transaction() as workshop:
            workshop.part._claim_stock()
            with self.registry.cursor() as cr:
                self.assertFalse(self._bind(self._environment(cr)).part._try_claim_stock(), "somebody is at it")
            started.set()
            self._wait_for_waiting(workshop.env.cr)
            self.assertFalse(outcome, "it waits")
            workshop.put(workshop.part, 1, workshop.stock)
        thread.join(60)
        self.assertEqual(len(outcome), 1, "its snapshot is outdated")

    def _wait_for_waiting(self, cr):
        for _n in range(600):
            cr.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cr.fetchone()[0]:
                return
            cr.execute("SELECT pg_sleep(0.05)")
        self.fail("nobody waits")

    def test_approved_once(self):
        [requisition] = self.requisitions(1, state="submitted")
        self.one_is_told(self.race(*(self.step(requisition, "action_approve", "manager") for _n in range(2))))

    def test_approved_and_refused_at_once(self):
        [requisition] = self.requisitions(1, state="submitted")
        results = self.race(
            self.step(requisition, "action_approve", "manager"), self.step(requisition, "action_refuse", "manager")
        )
        self.one_is_told(results)

    def test_begun_to_issue_twice(self):
        """Two keepers press Issue at once: they get the same transfer, or one is told."""
        self.fill(5)
        [requisition] = self.requisitions(1)

        def begin(workshop):
            found = workshop.env["service.part.requisition"].browse(requisition).with_user(workshop.keeper)
            return found.action_issue()["res_id"]

        results = self.race(begin, begin)
        transfers = {result for result in results if isinstance(result, int)}
        self.assertEqual(len(transfers), 1, results)
        self.assertEqual(self.reserved()[:2], (5, 1))

    def test_issued_once(self):
        self.fill(5)
        [requisition] = self.requisitions(1, quantity=2)
        results = self.race(self.issue(requisition), self.issue(requisition))
        self.assertIn("done", results)
        with self.transaction() as workshop:
            self.assertEqual(workshop.on_hand(workshop.part, workshop.van), 2)
            self.assertEqual(workshop.on_hand(workshop.part, workshop.stock), 3)

    def test_the_last_piece_is_issued_once(self):
        self.fill(1)
        mine = self.requisitions(1)[0]
        others = self.requisitions(1, technician="other_technician")[0]
        self.one_is_told(self.race(self.issue(mine), self.issue(others)))
        self._check_in_vans(1)

    def test_the_last_serial_is_issued_once(self):
        with self.transaction() as workshop:
            part = workshop.env["product.product"].create(
                {"name": "Board", "is_storable": True, "is_spare_part": True, "tracking": "serial", "standard_price": 9}
            )
            lot = workshop.env["stock.lot"].create({"name": "B-1", "product_id": part.id})
        self.addCleanup(self._delete_part, part.id)
        self.fill(1, product=part, lot=lot)
        mine = self.requisitions(1, part=part)[0]
        others = self.requisitions(1, technician="other_technician", part=part)[0]
        self.one_is_told(self.race(self.issue(mine), self.issue(others)))
        self._check_in_vans(1, part)

    def _delete_part(self, product_id):
        self._clear([product_id])
        with self.transaction() as workshop:
            part = workshop.env["product.product"].browse(product_id)
            workshop.env["stock.lot"].search([("product_id", "=", product_id)]).unlink()
            part.unlink()

    def _check_in_vans(self, quantity, part=None):
        with self.transaction() as workshop:
            part = (part or self.part).with_env(workshop.env)
            held = [workshop.on_hand(part, van) for van in (workshop.van, workshop.other_van)]
            self.assertEqual((sum(held), min(held)), (quantity, 0))
            self.assertEqual(workshop.on_hand(part, workshop.stock), 0)

    def test_an_order_takes_what_is_just_brought_back(self):
        """The only piece of a van: reserved by an order and brought back at once; one of both gets it."""
        self.fill(1, self.van)
        [order] = self.orders(1, parts_from="van")
        results = self.race(self.press(order, "action_validate"), self.bring_back)
        self.reserve_waiting()
        total, reserved, least = self.reserved()
        self.assertEqual((total, reserved, least), (1, 1, 1), results)

    @staticmethod
    def bring_back(workshop):
        wizard = workshop.env["service.part.return"].with_user(workshop.technician).create({})
        if not wizard.line_ids:
            raise NothingThere
        wizard.line_ids.good = 1
        return wizard.action_return()["res_id"]

    def test_brought_back_once(self):
        self.fill(1, self.van)
        self.one_is_told(self.race(self.bring_back, self.bring_back))
        self.assertEqual(self.reserved()[:2], (1, 1))

    def test_handed_in_once(self):
        self.fill(1)
        with self.transaction() as workshop:
            workshop.part.return_faulty = True
        [order] = self.orders(1, "reported")
        with self.transaction() as workshop:
            workshop.part.return_faulty = False
            tag = workshop.env["service.faulty.part"].search([("repair_id", "=", order)]).id

        def receive(workshop):
            workshop.env["service.faulty.part"].browse(tag).with_user(workshop.keeper).action_receive()
            return "received"

        self.one_is_told(self.race(receive, receive))
        with self.transaction() as workshop:
            faulty = workshop.warehouse.faulty_location_id
            self.assertEqual(workshop.on_hand(workshop.part, faulty), 1)

    def test_the_ledger_balances_after_all_of_this_at_once(self):
        rng = random.Random(11)
        self.fill(40)
        for login in ("technician", "other_technician"):
            for requisition in self.requisitions(4, quantity=2, technician=login):
                with self.transaction() as workshop:
                    self.issue(requisition)(workshop)
        for _round in range(4):
            mine, others = self.orders(2, "signed", parts_from="van"), self._orders_of_the_other()
            calls = [self.press(order, "action_repair_end") for order in mine]
            calls += [self.press(order, "action_repair_end", "other_technician") for order in others]
            calls += [self.issue(requisition) for requisition in self.requisitions(2)]
            calls += [self.bring_back_and_validate]
            rng.shuffle(calls)
            self.race(*calls)
            self._check_ledger()

    def _orders_of_the_other(self):
        with self.transaction() as workshop:
            user = workshop.other_technician
            order = workshop.order(
                [(workshop.part, 1)],
                user=user,
                user_id=user.id,
                lot_id=False,
                product_id=workshop.appliance.id,
                parts_from="van",
            )
            workshop.go_to(order, "signed")
            return order.ids

    @classmethod
    def bring_back_and_validate(cls, workshop):
        picking = workshop.env["stock.picking"].browse(cls.bring_back(workshop)).with_user(workshop.keeper)
        picking.move_ids.picked = True
        picking.button_validate()
        return picking.state

    def _check_ledger(self):
        with self.transaction() as workshop:
            rows = workshop.env["service.part.ledger"].search([("product_id", "=", workshop.part.id)])
            self.assertEqual(len(rows), 2)
            for row in rows:
                self.assertEqual(row.difference, 0)
                self.assertGreaterEqual(row.held, 0)
                self.assertEqual(row.issued, row.used + row.returned_good + row.held)
            in_stock = workshop.on_hand(workshop.part, workshop.stock)
            self.assertEqual(in_stock + sum(rows.mapped("used")) + sum(rows.mapped("held")), 40)
