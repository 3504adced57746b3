"""The course of a complaint: its steps, and what has to be there before each of them."""

from collections.abc import Iterable
from typing import Final, NamedTuple

STEPS: Final = (
    "received",
    "acknowledged",
    "dispatched",
    "investigated",
    "proposed",
    "decided",
    "carried_out",
    "closed",
)


class Facts(NamedTuple):
    """What is known about a complaint. Every field says whether something is there; see :func:`missing`."""

    acknowledged: bool = False
    department: bool = False
    owner: bool = False
    findings: bool = False
    judged: bool = False
    judged_why: bool = False
    proposal: bool = False
    decision: bool = False
    carried_out: bool = False
    cause: bool = False
    summary: bool = False
    improvement: bool = False
    improvement_note: bool = False


_NEEDS: Final = {
    "received": (),
    "acknowledged": ("acknowledged",),
    "dispatched": ("department", "owner"),
    "investigated": ("findings", "judged", "judged_why"),
    "proposed": ("proposal",),
    "decided": ("decision",),
    "carried_out": ("carried_out",),
    "closed": ("cause", "summary", "improvement", "improvement_note"),
}


def between(step: str, target: str) -> tuple[str, ...]:
    """The steps after ``step`` up to ``target``; none where that one lies behind."""
    return STEPS[STEPS.index(step) + 1 : STEPS.index(target) + 1]


def missing(facts: Facts, steps: Iterable[str]) -> list[str]:
    """The names of the facts that are wanting on the way through these steps, in their order."""
    return [name for step in steps for name in _NEEDS[step] if not getattr(facts, name)]


class Threshold(NamedTuple):
    """A rule of levels: from the nth complaint on, one of this severity (None: any) is of this level."""

    severity: str | None
    repetition: int
    level: int


def level_of(severity: str, repetition: int, rules: Iterable[Threshold], lowest: int = 1) -> int:
    """The highest level that a rule gives, else the lowest one.

    :param repetition: 1 for the first complaint
    """
    reached = (rule.level for rule in rules if rule.severity in (None, severity) and repetition >= rule.repetition)
    return max(reached, default=lowest)
