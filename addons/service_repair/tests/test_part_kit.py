import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.parts_kit import Case, compare_each
from .common import RepairCase
from .test_parts_kit import history


@tagged("post_install", "-at_install")
class TestPartKit(RepairCase):
    """The prediction's measurement: stored, shown, and decided per device."""

    def cases(self, product, number, faults):
        """Generated repairs, in which parts follow the fault, or chance alone."""
        rng = random.Random(7)
        names = {name: index for index, name in enumerate(("heater", "fan", "board", "seal"), start=1)}
        return [
            Case(product, case.fault, {names[part]: quantity for part, quantity in case.parts.items()})
            for case in history(rng, number, faults)
        ]

    def test_judged_per_device(self):
        cases = [
            case
            for pair in zip(self.cases("a", 200, faults=True), self.cases("b", 200, faults=False), strict=True)
            for case in pair
        ]
        found = compare_each([*cases, Case("c", None, {1: 1})], 40)
        self.assertEqual(set(found), {None, "a", "b"})
        self.assertTrue(found["a"].better)
        self.assertGreater(found["a"].predicted.hit_rate, 0.95)
        self.assertLess(found["b"].predicted.harmony, found["a"].predicted.harmony)
        self.assertEqual(found["a"].predicted.cases + found["b"].predicted.cases, found[None].predicted.cases - 1)
        self.assertEqual(compare_each(cases[:39], 40), {})

    def test_stored_and_shown(self):
        kits = self.env["service.part.kit"]
        rows = kits._measure(self.env.company, self.cases(self.device.id, 100, faults=True))
        self.assertEqual(rows.mapped("product_id"), self.device)
        own = rows.filtered("product_id")
        self.assertEqual((own.is_on, own.learnt, own.measured), (True, 100, 25))
        self.assertEqual(own.hit_rate, 1)
        self.assertLess(own.unused_rate, own.frequent_unused_rate)
        order = self.order()
        before = self.env.cr.sql_log_count
        self.assertEqual(kits._get_verdict(self.env.company, self.device), own)
        self.assertEqual(kits._get_verdict(self.env.company, self.appliance), rows - own, "judged by all")
        self.assertLessEqual(self.env.cr.sql_log_count - before, 4, "measured once a day")
        own.is_on = False
        with self.assertRaisesRegex(UserError, "switched off"):
            order.action_propose_parts()

    def test_who_measures(self):
        for user in (self.manager, self.keeper):
            self.env["service.part.kit"].with_user(user).action_measure()
        self.assertFalse(self.env["service.part.kit"].with_user(self.agent).has_access("read"))
        self.assertFalse(self.env["service.part.kit"].with_user(self.manager).has_access("write"))
