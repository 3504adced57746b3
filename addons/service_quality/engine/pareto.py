"""Which few causes bring most of the cases."""

from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
VITAL = 0.8


class Bar(NamedTuple):
    """A cause with its number, its share of all and the share of it and all larger ones."""

    key: Hashable
    count: int
    share: float
    cumulative: float
    vital: bool


def pareto(counts: Mapping[Key, int]) -> list[Bar]:
    """The causes by number, largest first; the vital ones are those that reach 80 % together."""
    total = sum(counts.values())
    bars: list[Bar] = []
    reached = 0
    for key, count in sorted(counts.items(), key=lambda item: -item[1]):
        if not count:
            continue
        vital = reached < VITAL * total
        reached += count
        bars.append(Bar(key, count, count / total, reached / total, vital))
    return bars
