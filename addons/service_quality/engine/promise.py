"""What a clock is made of: terms, events and the state they add up to.

All moments are integer epoch seconds (UTC), all durations integer working seconds unless a name says otherwise.
"""

from dataclasses import dataclass, field
from typing import Final

from .working_time import WorkingTimeLike


class Kind:
    """What can happen to a running clock. A reopened case gets a new clock."""

    PAUSE: Final = "pause"
    RESUME: Final = "resume"
    AT_RISK: Final = "at_risk"
    MISSED: Final = "missed"
    STOP: Final = "stop"
    CANCEL: Final = "cancel"
    REDATE: Final = "redate"
    WAIVE: Final = "waive"
    UNWAIVE: Final = "unwaive"


@dataclass(frozen=True)
class Terms:
    """What was promised: ``limit`` working seconds from ``start``.

    ``pauses`` names the parties whose waiting stops the count. An ``at_risk_percent`` outside 1..99 means that no
    warning is wanted.
    """

    start: int
    limit: int
    at_risk_percent: int = 0
    pauses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Event:
    """Something that happened ``at`` a moment; ``sequence`` is the order of recording.

    ``whose`` is the party waited for (PAUSE). A REDATE may bring new terms, which hold from then on: ``limit``,
    ``at_risk_percent``, ``pauses`` and ``table``, the hours that count; None keeps what held before.
    """

    kind: str
    at: int
    sequence: int = 0
    whose: str | None = None
    limit: int | None = None
    at_risk_percent: int | None = None
    pauses: frozenset[str] | None = None
    table: WorkingTimeLike | None = None

    @property
    def brings_terms(self) -> bool:
        """Whether it changes what was promised."""
        return any(value is not None for value in (self.limit, self.at_risk_percent, self.pauses, self.table))


@dataclass(slots=True)
class State:
    """The clock after its events.

    - ``state``: running, paused, stopped or cancelled; ``result``: None, met, missed or waived.
    - ``due``: the last moment at which a stop keeps the promise. None while paused (unless it was missed before) and
      when the calendar never has enough time. A clock stopped keeps the ``due`` it had then.
    - ``seconds_used`` and ``paused`` count up to ``counted_to``, the last event that changed the counting; ``paused``
      maps a party to the working seconds spent waiting for it.
    - ``remaining``: limit minus used, negative once more was used.
    - ``seconds_late``: working seconds used after ``due``; ``late_by``: wall-clock seconds from ``due`` to ``stop``.
      A stop after closing time can be late by hours of the wall clock and by no working second.
    - ``seconds_closed``: wall-clock seconds up to ``counted_to`` that did not count, whoever was waited for.
    - ``paused_since``: since when ``whose`` is waited for.
    - ``next_event_at``: when a sweep has to look at the clock (AT_RISK, then MISSED), or None.
    - ``at_risk_marked``, ``missed_marked``: whether a valid AT_RISK or MISSED event has been recorded.
    """

    state: str
    due: int | None
    at_risk_at: int | None
    counted_to: int
    limit: int
    next_event_at: int | None = None
    result: str | None = None
    stop: int | None = None
    seconds_used: int = 0
    seconds_late: int = 0
    late_by: int = 0
    remaining: int = 0
    seconds_closed: int = 0
    paused: dict[str, int] = field(default_factory=dict)
    paused_since: int | None = None
    whose: str | None = None
    at_risk_marked: bool = False
    missed_marked: bool = False


@dataclass(frozen=True)
class Segment:
    """A stretch of a clock's life, half-open; ``kind`` is worked, late, closed or ``paused:<party>``."""

    start: int
    end: int
    kind: str


def at_risk_seconds(limit: int, percent: int) -> int:
    """Used seconds from which ``limit`` is at risk: the percentage, rounded up."""
    return -(-limit * percent // 100)
