import itertools
import random
import unittest

from odoo.addons.service_quality.engine.process_log import Step, begun, deviations, reordered


def steps(order):
    """Steps whose places are those of ``order``, done one after the other."""
    return [Step(place, place, "done", at=float(moment)) for moment, place in enumerate(order)]


def fewest(order):
    """By trying: how many have to be left out until the order rises."""
    for count in range(len(order) + 1):
        for left in itertools.combinations(order, len(order) - count):
            if list(left) == sorted(left):
                return count
    raise AssertionError


class TestProcessLog(unittest.TestCase):
    def test_in_order(self):
        self.assertEqual(reordered(steps([1, 2, 3])), set())
        self.assertEqual(reordered([]), set())

    def test_the_one_that_was_too_early_or_too_late(self):
        self.assertEqual(reordered(steps([1, 2, 4, 5, 3])), {3})
        self.assertEqual(reordered(steps([5, 1, 2, 3, 4])), {5})

    def test_never_more_than_needed(self):
        chance = random.Random(19)
        for _trial in range(300):
            order = chance.sample(range(1, 8), chance.randint(1, 7))
            astray = reordered(steps(order))
            kept = [place for place in order if place not in astray]
            self.assertEqual(kept, sorted(kept), order)
            self.assertEqual(len(astray), fewest(order), order)

    def test_deviations(self):
        log = [
            Step(1, 1, "done", at=50.0),
            Step(2, 2, "skipped", at=20.0),
            Step(3, 3, "todo"),
            Step(4, 4, "todo", required=False),
            Step(5, 5, "done", at=30.0, undone=1),
            Step(6, 6, "done", at=40.0),
        ]
        expected = [("reordered", 1), ("skipped", 2), ("undone", 5)]
        self.assertEqual(deviations(log, over=False), expected)
        self.assertEqual(deviations(log, over=True), [*expected[:2], ("left_open", 3), expected[2]])

    def test_a_step_begins_where_the_last_one_ended(self):
        self.assertEqual(begun([Step(1, 1, "todo")], 7.0), 7.0)
        self.assertEqual(begun([Step(1, 1, "done", at=9.0), Step(2, 2, "skipped", at=11.0)], 7.0), 11.0)
