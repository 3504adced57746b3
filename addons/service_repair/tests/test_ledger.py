"""The ledger of technicians balances, whatever they do."""

import random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RepairCase

_STEPS = 1000


@tagged("post_install", "-at_install")
class TestLedger(RepairCase):
    def setUp(self):
        super().setUp()
        self.second = self.env["product.product"].create(
            {"name": "Fuse", "is_storable": True, "is_spare_part": True, "standard_price": 1}
        )
        self.parts = self.part | self.second
        self.vans = {self.technician: self.van, self.other_technician: self.other_van}
        # What the ledger has to say, written down apart from it
        self.book = {
            (user, part): dict.fromkeys(
                ("issued", "used", "returned_good", "returned_faulty", "handed_on", "counted", "held"), 0
            )
            for user in self.vans
            for part in self.parts
        }

    def check(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = {
            (row.technician_id, row.product_id): row
            for row in self.env["service.part.ledger"].search([("product_id", "in", self.parts.ids)])
        }
        for key, written in self.book.items():
            row = rows.get(key)
            if row is None:
                self.assertFalse(any(written.values()), key)
                continue
            self.assertEqual(row.difference, 0)
            self.assertEqual({name: row[name] for name in written}, written, key)
            self.assertGreaterEqual(row.held, 0)

    def move(self, part, quantity, source, destination, **values):
        """Move parts as a transfer does, refused where the van has not enough."""
        move = self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "picked": True,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "quantity": quantity,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                        }
                    )
                ],
                **values,
            }
        )
        move._action_done()

    def act(self, rng):
        user, part = rng.choice(list(self.vans)), rng.choice(list(self.parts))
        van, quantity = self.vans[user], rng.randint(1, 4)
        other = next(each for each in self.vans if each != user)
        entry = self.book[user, part]
        kind = rng.choice(["issued", "used", "returned_good", "returned_faulty", "handed_on", "counted"])
        if kind == "issued":
            self.move(part, quantity, self.stock, van)
            entry["held"] += quantity
        elif kind == "counted":
            change = quantity if rng.random() < 0.5 else -min(quantity, entry["held"])
            if change:
                self.env["stock.quant"].with_context(inventory_mode=True).create(
                    {"product_id": part.id, "location_id": van.id, "inventory_quantity": entry["held"] + change}
                ).action_apply_inventory()
                entry["counted"] += change
                entry["held"] += change
            return
        else:
            targets = {
                "used": (self.warehouse.service_type_id.default_location_dest_id, {"repair_line_type": "add"}),
                "returned_good": (self.stock, {}),
                "returned_faulty": (self.warehouse.faulty_location_id, {}),
                "handed_on": (self.vans[other], {}),
            }
            destination, values = targets[kind]
            enough = entry["held"] >= quantity
            try:
                with self.env.cr.savepoint():
                    self.move(part, quantity, van, destination, **values)
                self.assertTrue(enough)
            except UserError:
                self.assertFalse(enough, "refused although it was there")
                return
            entry["held"] -= quantity
            if kind == "handed_on":
                self.book[other, part]["issued"] += quantity
                self.book[other, part]["held"] += quantity
        entry[kind] += quantity

    def test_random_operations(self):
        rng = random.Random(20261121)
        self.put(self.part, 5000, self.stock)
        self.put(self.second, 5000, self.stock)
        for step in range(_STEPS):
            self.act(rng)
            if step % 50 == 0:
                self.check()
        self.check()
        self.assertTrue(
            all(any(entry[kind] for entry in self.book.values()) for kind in next(iter(self.book.values())))
        )

    def test_a_work_order_is_in_the_ledger(self):
        self.put(self.part, 3, self.stock)
        self.move(self.part, 3, self.stock, self.van)
        order = self.order([(self.part, 2)], parts_from="van")
        self.go_to(order, "reported")
        self.book[self.technician, self.part].update(issued=3, used=2, held=1)
        self.check()

    def test_technicians_see_their_own_van(self):
        self.put(self.part, 1, self.van)
        self.put(self.part, 1, self.other_van)
        ledger = self.env["service.part.ledger"]
        self.assertEqual(ledger.with_user(self.technician).search([]).technician_id, self.technician)
        self.assertEqual(
            ledger.with_user(self.keeper).search([("product_id", "=", self.part.id)]).technician_id,
            self.technician | self.other_technician,
        )

    def test_what_came_on_no_paper_shows(self):
        self.put(self.part, 1, self.van)
        row = self.env["service.part.ledger"].search([("product_id", "=", self.part.id)])
        self.assertEqual(row.difference, -1)
