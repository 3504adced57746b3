"""Grades by lower bounds, and ranks with stated ties."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scale:
    """Grades with the lowest score of each, ascending: a grade holds from its bound up to the next, half-open."""

    bounds: tuple[tuple[Decimal, Hashable], ...]

    def __post_init__(self) -> None:
        lows = [low for low, _grade in self.bounds]
        if not lows or lows[0] != 0 or any(a >= b for a, b in pairwise(lows)) or lows[-1] > 100:
            raise ValueError("grades start at 0 and ascend to 100 at most")

    def grade(self, score: Decimal) -> Hashable:
        """The grade of a score 0..100: exactly 90 is in the grade that starts at 90."""
        return self.bounds[bisect_right([low for low, _grade in self.bounds], score) - 1][1]


def rank(scores: Mapping[Key, Sequence[Decimal | float]], dense: bool = True) -> dict[Key, int]:
    """Ranks from 1, best first.

    :param scores: per person the score, followed by what decides ties in this order (each: higher is better);
        equal in everything means the same rank
    :param dense: the rank after a tie is the next number; else as many are left out as tied
    """
    counts = Counter(tuple(values) for values in scores.values())
    ranks, before = {}, 0
    for place, values in enumerate(sorted(counts, reverse=True), start=1):
        ranks[values] = place if dense else before + 1
        before += counts[values]
    return {key: ranks[tuple(values)] for key, values in scores.items()}
