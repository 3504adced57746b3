"""The ledger of technicians balances, whatever they do."""

import os
import random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RepairCase

_STEPS = int(os.environ.get("SERVICE_LEDGER_STEPS", "3200"))
_ROUND = 32
_COLUMNS = ("issued", "used", "returned_good", "returned_faulty", "handed_on", "counted", "held")


@tagged("post_install", "-at_install")
class TestLedger(RepairCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        products = cls.env["product.product"]
        kind = {"is_storable": True, "is_spare_part": True, "standard_price": 1}
        cls.parts = cls.part | products.create([{"name": "Fuse", **kind}, {"name": "Hose", **kind}])
        more = cls.env["res.users"].concat(
            *(
                new_test_user(cls.env, f"ledger_{n}", "base.group_user,service_repair.service_repair_group_technician")
                for n in range(3)
            )
        )
        cls.warehouse._create_vans(more)
        technicians = cls.technician | cls.other_technician | more
        vans = cls.env["stock.location"]._get_vans(technicians)
        cls.vans = {user: vans[cls.env.company.id, user.id] for user in technicians}

    def setUp(self):
        super().setUp()
        # What the ledger has to say, written down apart from it
        self.book = {(user, part): dict.fromkeys(_COLUMNS, 0) for user in self.vans for part in self.parts}

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

    def prepare(self, part, quantity, source, destination, **values):
        """What a transfer of parts writes."""
        places = {"location_id": source.id, "location_dest_id": destination.id}
        line = {"product_id": part.id, "quantity": quantity, **places}
        return {
            "product_id": part.id,
            "product_uom_qty": quantity,
            "picked": True,
            "move_line_ids": [Command.create(line)],
            **places,
            **values,
        }

    def move(self, *prepared):
        """Move parts as transfers do; all of it is refused where a van has not enough."""
        self.env["stock.move"].create(prepared)._action_done()

    def choose(self, rng):
        """Somebody does something: ``(technician, part, what, how many, to whom)``."""
        user, part = rng.choice(list(self.vans)), rng.choice(list(self.parts))
        other = rng.choice([each for each in self.vans if each != user])
        kind = rng.choice(["issued", "issued", "used", "returned_good", "returned_faulty", "handed_on"])
        return user, part, kind, rng.randint(1, 4), other

    def describe(self, user, part, kind, quantity, other):
        van = self.vans[user]
        if kind == "issued":
            return self.prepare(part, quantity, self.stock, van)
        targets = {
            "used": (self.warehouse.service_type_id.default_location_dest_id, {"repair_line_type": "add"}),
            "returned_good": (self.stock, {}),
            "returned_faulty": (self.warehouse.faulty_location_id, {}),
            "handed_on": (self.vans[other], {}),
        }
        destination, values = targets[kind]
        return self.prepare(part, quantity, van, destination, **values)

    def note(self, user, part, kind, quantity, other):
        """Write a step down in the book."""
        entry = self.book[user, part]
        entry[kind] += quantity
        entry["held"] += quantity if kind == "issued" else -quantity
        if kind == "handed_on":
            self.book[other, part]["issued"] += quantity
            self.book[other, part]["held"] += quantity

    def work(self, rng, number):
        """So many steps that are possible, in one go."""
        steps, left = [], {key: entry["held"] for key, entry in self.book.items()}
        while len(steps) < number:
            user, part, kind, quantity, _other = step = self.choose(rng)
            if kind != "issued":
                # What comes in during this go may come after what goes out
                if left[user, part] < quantity:
                    continue
                left[user, part] -= quantity
            steps.append(step)
        self.move(*(self.describe(*step) for step in steps))
        for step in steps:
            self.note(*step)

    def overdraw(self, rng):
        """More than the van has is refused, and changes nothing."""
        user, part, kind, _quantity, other = self.choose(rng)
        if kind == "issued":
            return
        step = user, part, kind, self.book[user, part]["held"] + rng.randint(1, 3), other
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.move(self.describe(*step))
            self.env.flush_all()

    def count(self, rng, number):
        """Some vans are counted, and have more or less than the book says."""
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        found = quants.browse()
        for (user, part), entry in rng.sample(list(self.book.items()), number):
            change = rng.choice([rng.randint(1, 3), -min(entry["held"], rng.randint(1, 3))])
            place = {"product_id": part.id, "location_id": self.vans[user].id}
            found += quants.create({**place, "inventory_quantity": entry["held"] + change})
            entry["counted"] += change
            entry["held"] += change
        found.action_apply_inventory()

    def test_random_operations(self):
        """Thousands of steps of five technicians with three parts, of several in one transfer and alone."""
        rng = random.Random(20261121)
        for part in self.parts:
            self.put(part, 4 * _STEPS, self.stock)
        for _round in range(_STEPS // _ROUND):
            self.work(rng, _ROUND - 7)
            self.work(rng, 1)
            self.count(rng, 5)
            self.overdraw(rng)
            self.check()
        for column in _COLUMNS:
            self.assertTrue(any(entry[column] for entry in self.book.values()), column)

    def test_a_work_order_is_in_the_ledger(self):
        self.put(self.part, 3, self.stock)
        self.move(self.prepare(self.part, 3, self.stock, self.van))
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
