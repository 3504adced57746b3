"""Who is still a customer, and who may soon not be."""

from dataclasses import dataclass
from datetime import date

# Use that fell to this share or less is falling, if it was worth counting
_FALLEN = 0.5
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """A company's definition: active is who used the service within so many days, churned who did not within more."""

    active_days: int
    churn_days: int


@dataclass(frozen=True, slots=True)
class Use:
    """What is known of a customer.

    ``recent`` and ``before`` are numbers of cases, purchases and visits in the last ``active_days`` and in as many
    days before them; ``missed`` and ``kept`` promises of the last ``active_days``.
    """

    last: date | None
    recent: int = 0
    before: int = 0
    open_complaints: int = 0
    missed: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Risk:
    """A reason why a customer may leave, with the numbers that say so."""

    code: str
    numbers: tuple[int, ...] = ()


def standing(last: date | None, today: date, terms: Terms) -> str:
    """``active``, ``fading`` (neither active nor churned yet) or ``churned``.

    >>> [standing(date(2026, 1, 1), date(2026, 1, day), Terms(9, 19)) for day in (10, 11, 19, 20, 21)]
    ['active', 'fading', 'fading', 'fading', 'churned']
    """
    days = (today - last).days if last else terms.churn_days + 1
    if days <= terms.active_days:
        return "active"
    return "fading" if days <= terms.churn_days else "churned"


def risks(use: Use, today: date, terms: Terms) -> list[Risk]:
    """Why the customer may be lost, the gravest first; whoever is lost already is at no risk any more."""
    state = standing(use.last, today, terms)
    if state == "churned":
        return []
    found = []
    if use.open_complaints:
        found.append(Risk("complaint", (use.open_complaints,)))
    if use.missed and use.missed >= use.kept:
        found.append(Risk("missed", (use.missed, use.missed + use.kept)))
    if state == "fading":
        found.append(Risk("silent", ((today - use.last).days,)))
    elif use.before >= _ENOUGH and use.recent <= use.before * _FALLEN:
        found.append(Risk("falling", (use.recent, use.before)))
    return found
