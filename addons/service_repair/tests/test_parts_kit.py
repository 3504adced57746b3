import random

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..engine.parts_kit import Case, KitModel, Score, compare, most_frequent, score
from .common import RepairCase


def history(rng, number, faults):
    """Repairs whose parts depend on the fault if ``faults``, else on chance alone."""
    cases = []
    for _n in range(number):
        fault = rng.choice("abc")
        needed = {"a": "heater", "b": "fan", "c": "board"}[fault if faults else rng.choice("abc")]
        cases.append(Case("oven", fault, {needed: 1, **({"seal": 2} if rng.random() < 0.6 else {})}))
    return cases


class TestPartsKitEngine(BaseCase):
    def test_a_kit_by_hand(self):
        model = KitModel([Case("oven", "cold", {"heater": 1})] * 3 + [Case("oven", "loud", {"fan": 1})] * 3)
        [heater, *_rest] = model.propose("oven", "cold")
        # All: 3/(6+3); oven: (3 + 3·1/3)/(6+3); oven and cold: (3 + 3·4/9)/(3+3)
        self.assertAlmostEqual(heater.probability, (3 + 3 * 4 / 9) / 6)
        self.assertEqual((heater.part, heater.quantity, heater.cases), ("heater", 1, 3))

    def test_nothing_is_known_of_a_new_product(self):
        model = KitModel([Case("oven", "cold", {"heater": 1})] * 9)
        self.assertEqual(model.propose("kettle", "cold"), [])
        self.assertEqual(KitModel([]).propose("oven", None), [])

    def test_scores(self):
        case = Case("oven", None, {"heater": 1, "seal": 1})
        found = score([(case, ["heater", "fan", "board", "plug"])])
        self.assertEqual(found, Score(0.5, 0.75, 1))
        self.assertAlmostEqual(found.harmony, 1 / 3)
        self.assertEqual(score([]).harmony, 0)
        self.assertEqual(most_frequent([case, Case("oven", None, {"seal": 1})], 1), ["seal"])

    def test_better_where_the_fault_tells_and_not_where_it_does_not(self):
        rng = random.Random(1)
        telling = compare(history(rng, 400, faults=True))
        self.assertTrue(telling.better)
        self.assertGreater(telling.predicted.hit_rate, 0.95)
        self.assertLess(telling.predicted.unused_rate, telling.frequent.unused_rate)
        only = [Case("oven", rng.choice("abc"), {"seal": 1}) for _n in range(100)]
        self.assertFalse(compare(only).better, "the most frequent part is all that there is")


@tagged("post_install", "-at_install")
class TestPartsKit(RepairCase):
    def test_switched_off_without_proof(self):
        order = self.order()
        with self.assertRaisesRegex(UserError, "too little"):
            order.action_propose_parts()

    def test_proposes_what_past_repairs_used(self):
        noise = self.env["service.fault"].create({"kind": "fault", "code": "T2", "name": "Noise"})
        fan = self.env["product.product"].create({"name": "Fan", "is_storable": True, "is_spare_part": True})
        self.put(self.part, 50, self.stock)
        self.put(fan, 50, self.stock)
        for number in range(40):
            fault, part = ((self.fault, self.part), (noise, fan))[number % 2]
            order = self.order([(part, 1)], product_id=self.appliance.id, lot_id=False, fault_id=fault.id)
            order.sudo().write({"state": "under_repair", "service_step": "reported"})
            order.move_ids.sudo()._action_confirm()
            order.move_ids.sudo()._action_assign()
            order.action_repair_done()
        order = self.order(product_id=self.appliance.id, lot_id=False, fault_id=noise.id)
        order.action_propose_parts()
        self.assertEqual(order.move_ids.product_id, fan)
        self.assertIn("Fan", order.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "no further part"):
            order.action_propose_parts()
