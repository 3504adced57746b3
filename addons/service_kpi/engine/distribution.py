"""How grades may be distributed, and which teams are large enough to be looked at."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor


@dataclass(frozen=True, slots=True)
class Share:
    """The share of people, in percent, that a grade should have."""

    minimum: float = 0.0
    maximum: float = 100.0


@dataclass(frozen=True, slots=True)
class Deviation:
    """A grade that too few or too many people of a pool have; ``allowed`` is the nearest number that would do."""

    grade: Hashable
    count: int
    allowed: int
    size: int


def deviations(grades: Iterable[Hashable], shares: Mapping[Hashable, Share]) -> list[Deviation]:
    """The grades whose number lies outside its share.

    Limits are rounded in favour of the people: a share that would allow 1.2 persons allows 2, one that demands 1.8
    demands 1. A pool of one never deviates.
    """
    counts = Counter(grades)
    size = sum(counts.values())
    if size < 2:
        return []
    found = []
    for grade, share in shares.items():
        most, least = ceil(round(size * share.maximum / 100, 9)), floor(round(size * share.minimum / 100, 9))
        if counts[grade] > most:
            found.append(Deviation(grade, counts[grade], most, size))
        elif counts[grade] < least:
            found.append(Deviation(grade, counts[grade], least, size))
    return found


def pools(
    sizes: Mapping[Hashable, int], parents: Mapping[Hashable, Hashable | None], minimum: int
) -> dict[Hashable, Hashable]:
    """Which pool each team is judged in: ``{team: team that stands for the pool}``.

    A team with fewer people than ``minimum`` is judged with its parent, and so on up the tree; a root that is still
    too small stands alone. Teams not in ``sizes`` have no people of their own.

    :raise ValueError: when the parents form a circle
    """
    home = {team: team for team in {*sizes, *parents, *parents.values()} if team is not None}
    pooled = defaultdict(int, sizes)
    for team in sorted(home, key=lambda node: (-_depth(node, parents), str(node))):
        parent = parents.get(team)
        if parent is not None and pooled[team] < minimum:
            home[team] = parent
            pooled[parent] += pooled[team]
    return {team: _root(team, home) for team in sizes}


def _depth(team: Hashable, parents: Mapping[Hashable, Hashable | None]) -> int:
    depth, seen = 0, {team}
    while (team := parents.get(team)) is not None:
        if team in seen:
            raise ValueError("teams stand in a circle")
        seen.add(team)
        depth += 1
    return depth


def _root(team: Hashable, home: Mapping[Hashable, Hashable]) -> Hashable:
    while home[team] != team:
        team = home[team]
    return team
