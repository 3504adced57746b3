"""A clock while its events are told to it, one after the other."""

from collections.abc import Iterable
from dataclasses import replace

from .promise import Event, Kind, State, Terms, at_risk_seconds
from .working_time import WorkingTimeLike


def in_order(events: Iterable[Event]) -> list[Event]:
    """By moment, then by recording; the rest of the key only makes ties independent of the order given."""
    return sorted(events, key=lambda e: (e.at, e.sequence, e.kind, e.whose or "", e.limit or 0))


class Run:
    """The fold in progress; ``clock.fold`` states the rules.

    ``spans`` lists what has been counted, without gaps: (start, end, party waited for or None, hours that counted).
    ``broken`` is the certain knowledge that the clock ran past ``due``; it is never taken back. A MISSED event at the
    very second of ``due`` is only a mark: a stop or a pause in that same second is in time.
    """

    def __init__(self, terms: Terms, table: WorkingTimeLike) -> None:
        self.terms = terms
        self.table = table
        self.status = "running"
        self.limit = self.allowance = terms.limit
        self.counted_to = terms.start
        self.used = self.closed = 0
        self.paused: dict[str, int] = {}
        self.whose: str | None = None
        self.paused_since: int | None = None
        self.due: int | None = None
        self.at_risk_at: int | None = None
        self.stop: int | None = None
        self.broken = self.waived = self.at_risk_marked = self.missed_marked = False
        self.spans: list[tuple[int, int, str | None, WorkingTimeLike]] = []
        self._aim(terms.start)

    def apply(self, event: Event) -> None:
        """Take the next event; the caller gives them in order. An unknown kind raises KeyError."""
        at = max(event.at, self.terms.start)
        react = _REACTIONS[event.kind]
        if self.stop is None or event.kind in (Kind.WAIVE, Kind.UNWAIVE):
            react(self, at, event)

    def count_to(self, at: int) -> None:
        """Book the time since the last change as used or as paused."""
        seconds = self.table.seconds_between(self.counted_to, at)
        if self.status == "running":
            self.used += seconds
            self._notice(at)
        elif seconds and self.whose:
            self.paused[self.whose] = self.paused.get(self.whose, 0) + seconds
        self.closed += at - self.counted_to - seconds
        self.spans.append((self.counted_to, at, self.whose, self.table))
        self.counted_to = at

    def state(self) -> State:
        """What is known after the events so far."""
        return State(
            state=self.status,
            result=self._result(),
            due=self.due,
            at_risk_at=self.at_risk_at,
            next_event_at=self._next_event_at(),
            counted_to=self.counted_to,
            limit=self.limit,
            stop=self.stop,
            seconds_used=self.used,
            seconds_late=self.used - self.allowance if self.broken else 0,
            late_by=self._late_by(),
            remaining=self.limit - self.used,
            seconds_closed=self.closed,
            paused=dict(self.paused),
            paused_since=self.paused_since,
            whose=self.whose,
            at_risk_marked=self.at_risk_marked,
            missed_marked=self.missed_marked,
        )

    def _pause(self, at: int, event: Event) -> None:
        if event.whose not in self.terms.pauses:
            self._resume(at, event)
        elif event.whose != self.whose:
            self.count_to(at)
            self._hold(at)
            self.whose, self.paused_since = event.whose, at

    def _hold(self, at: int) -> None:
        self.status = "paused"
        if not self.broken:
            self.due = None
            self._unmark()
        if self.at_risk_at is not None and at < self.at_risk_at:
            self.at_risk_at = None

    def _resume(self, at: int, _event: Event) -> None:
        if self.status == "paused":
            self.count_to(at)
            self.status, self.whose, self.paused_since = "running", None, None
            self._aim(at)

    def _redate(self, at: int, event: Event) -> None:
        if not event.brings_terms:
            return
        self.count_to(at)
        if self.broken:
            return
        self._accept(event)
        self._unmark()
        self._forget_risk(at)
        if self.status == "paused" and self.whose not in self.terms.pauses:
            self._resume(at, event)
        elif self.status == "running":
            self._aim(at)

    def _accept(self, event: Event) -> None:
        """What is promised from now on."""
        percent, pauses = event.at_risk_percent, event.pauses
        self.limit = self.limit if event.limit is None else event.limit
        self.terms = replace(
            self.terms,
            at_risk_percent=self.terms.at_risk_percent if percent is None else percent,
            pauses=self.terms.pauses if pauses is None else pauses,
        )
        self.table = event.table or self.table

    def _forget_risk(self, at: int) -> None:
        """Unless the risk has been reached by the old limit and by the new one."""
        reached = self.at_risk_at is not None and at >= self.at_risk_at
        if not reached or self.used < at_risk_seconds(self.limit, self.terms.at_risk_percent):
            self.at_risk_at, self.at_risk_marked = None, False

    def _end(self, at: int, event: Event) -> None:
        self.count_to(at)
        self.status = "stopped" if event.kind == Kind.STOP else "cancelled"
        self.stop, self.whose, self.paused_since = at, None, None
        self._unmark()

    def _mark_at_risk(self, at: int, _event: Event) -> None:
        if self.at_risk_at is not None and at >= self.at_risk_at:
            self.at_risk_marked = True

    def _mark_missed(self, at: int, _event: Event) -> None:
        if self.due is not None and at >= self.due:
            self.missed_marked = True
            self._notice(at)

    def _waive(self, at: int, _event: Event) -> None:
        if self.stop is None:
            self._notice(at)
        self.waived = self.waived or self._missed()

    def _unwaive(self, _at: int, _event: Event) -> None:
        self.waived = False

    def _notice(self, at: int) -> None:
        """The clock has still been open ``at`` this moment (while paused ``due`` is None or already missed)."""
        if self.due is not None and at > self.due:
            self.broken = True

    def _unmark(self) -> None:
        if not self.broken:
            self.missed_marked = self.waived = False

    def _aim(self, at: int) -> None:
        """Set the moments ahead of a clock that runs from ``at`` on."""
        if self.broken:
            return
        self.allowance = max(self.limit, self.used)
        self.due = self.table.deadline(at, self.allowance - self.used)
        percent = self.terms.at_risk_percent
        if self.at_risk_at is None and 0 < percent < 100:
            self.at_risk_at = self.table.deadline(at, max(at_risk_seconds(self.limit, percent) - self.used, 0))

    def _missed(self) -> bool:
        return self.broken or self.missed_marked

    def _result(self) -> str | None:
        if self._missed():
            return "waived" if self.waived else "missed"
        return "met" if self.status == "stopped" else None

    def _late_by(self) -> int:
        if not self.broken or self.due is None or self.stop is None:
            return 0
        return self.stop - self.due

    def _next_event_at(self) -> int | None:
        if self.stop is not None or self.missed_marked or self.waived:
            return None
        # Paused too late and not marked yet: the sweep still has to tell somebody.
        if self.broken or self.status == "paused":
            return self.due
        ahead = (self.due, None if self.at_risk_marked else self.at_risk_at)
        return min((moment for moment in ahead if moment is not None), default=None)


_REACTIONS = {
    Kind.PAUSE: Run._pause,
    Kind.RESUME: Run._resume,
    Kind.AT_RISK: Run._mark_at_risk,
    Kind.MISSED: Run._mark_missed,
    Kind.STOP: Run._end,
    Kind.CANCEL: Run._end,
    Kind.REDATE: Run._redate,
    Kind.WAIVE: Run._waive,
    Kind.UNWAIVE: Run._unwaive,
}
