"""Who approves a request of some value: levels and heads of departments in, people out."""

from collections.abc import Sequence
from dataclasses import dataclass

ANYBODY = 0


@dataclass(frozen=True)
class Level:
    """An approval that is needed from a value on.

    ``approver``: department, above or top (places in the chain of heads), manager (any service manager) or
    user (the person ``user``).
    """

    key: int
    amount_from: float
    approver: str
    user: int = ANYBODY


def plan(levels: Sequence[Level], value: float, chain: Sequence[int], requester: int) -> list[tuple[int, int]]:
    """The approvals of a request, in order: ``[(key of the level, person)]``.

    :param value: in the currency of the levels
    :param chain: heads of the departments from the requester's upwards; those without a head are left out
    :return: a person once at most, never the requester; ``ANYBODY`` stands for any service manager, and is all
        there is where no level or no person is found
    """
    heads = [person for person in dict.fromkeys(chain) if person and person != requester]
    steps: list[tuple[int, int]] = []
    for level in sorted(levels, key=lambda level: (level.amount_from, level.key)):
        if level.amount_from > value:
            break
        person = _find(level, heads)
        if person != requester and all(person != other for _key, other in steps):
            steps.append((level.key, person))
    named = [step for step in steps if step[1] != ANYBODY]
    return steps if named or not steps else steps[:1]


def _find(level: Level, heads: Sequence[int]) -> int:
    if level.approver == "user":
        return level.user
    if level.approver == "manager" or not heads:
        return ANYBODY
    place = {"department": 0, "above": 1, "top": len(heads) - 1}[level.approver]
    return heads[min(place, len(heads) - 1)]
