from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from ..engine.leaderboard import HIDDEN, board
from .properties import patient

_GROUPS = strategies.dictionaries(strategies.integers(0, 40), strategies.integers(0, 6), max_size=25)


@tagged("post_install", "-at_install")
class TestLeaderboardEngine(BaseCase):
    def test_the_first_by_name(self):
        places = board({"a": 5, "b": 9, "c": 7, "d": 1, "e": 2, "f": 3}, top=2, least=5)
        self.assertEqual(places["b"], (1, True))
        self.assertEqual(places["c"], (2, True))
        self.assertEqual(places["a"], (3, False))
        self.assertEqual(places["d"], (6, False))

    def test_boundaries(self):
        self.assertEqual(board({}, 1, 0), {})
        self.assertEqual(board({"a": 1, "b": 2, "c": 3}, 1, 4), {}, "too few people")
        equal = board(dict.fromkeys("abcde", 4), 1, 4)
        self.assertEqual(set(equal.values()), {(1, True)}, "nobody is behind")
        tied = board({"a": 9, "b": 9, "c": 1, "d": 1}, 1, 4)
        self.assertFalse(any(named for _place, named in tied.values()), "two would be known as the last")

    @patient
    @given(scores=_GROUPS, top=strategies.integers(1, 6), least=strategies.integers(0, 12))
    def test_nobody_is_known_by_being_left_out(self, scores, top, least):
        places = board(scores, top, least)
        if len(scores) < least or not scores:
            self.assertEqual(places, {})
            return
        hidden = [person for person, (_place, named) in places.items() if not named]
        self.assertIn(len(hidden), {0, len(places), *range(HIDDEN, len(places))})
        for person, (place, named) in places.items():
            self.assertEqual(place, 1 + sum(other > scores[person] for other in scores.values()), "counted one by one")
            self.assertTrue(not named or place <= top or not hidden)
            same = {row for other, row in places.items() if scores[other] == scores[person]}
            self.assertEqual(same, {(place, named)})
