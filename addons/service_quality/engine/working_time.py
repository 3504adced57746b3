"""Working-time arithmetic in whole seconds: a sorted table of open intervals with running totals, and bisections.

All moments are integer epoch seconds (UTC), all durations integer seconds. Agrees with
``resource.calendar.plan_hours(…, compute_leaves=True)`` and ``get_work_hours_count``, except that a deadline falling
on the end of an opening stays there: ``plan_hours`` subtracts float hours and can spill it to the next opening.
"""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from .schedule import DAY, Attendance, Interval, Leave, Schedule, float_hour_to_seconds, opening_intervals, union

__all__ = [
    "ALWAYS",
    "HORIZON",
    "Always",
    "Attendance",
    "Leave",
    "Schedule",
    "WorkingTime",
    "WorkingTimeLike",
    "float_hour_to_seconds",
]

# plan_hours gives up after 100 fortnights; ten years leave room for one hour a week.
HORIZON = 3660 * DAY
# A date typed as year 202 or 9999 must not build a table of millennia: nothing is open outside 1970-2100.
EARLIEST = 0
LATEST = 4_102_444_800
CHUNK = 366 * DAY


class WorkingTimeLike(Protocol):
    """What a clock needs to know about time; see WorkingTime for the contracts."""

    def deadline(self, start: int, seconds: int) -> int | None: ...

    def seconds_between(self, start: int, end: int) -> int: ...

    def intervals(self, start: int, end: int) -> list[Interval]: ...

    def next_opening(self, moment: int) -> int | None: ...

    def is_open(self, moment: int) -> bool: ...


class _Table(NamedTuple):
    """Open intervals within [low, high). ``totals[i]`` counts the open seconds before interval i; one extra, the sum.

    Interval 0 is empty and lies at ``low``, so that every covered moment has an interval that starts before it.
    """

    low: int
    high: int
    starts: list[int]
    ends: list[int]
    totals: list[int]


class WorkingTime:
    """Answers about one schedule. The table grows on demand, in both directions, at least a year at a time.

    ``zone`` is the time zone to use instead of this machine's ``ZoneInfo(schedule.tz)``, for a caller who has its own
    edition of the IANA database and wants to agree with it to the second.

    Threads may share an instance: a grown table replaces the old one in a single assignment, so that a reader always
    works on a consistent one and the worst of a race is to build a piece twice.
    """

    def __init__(self, schedule: Schedule, zone: ZoneInfo | None = None) -> None:
        self.schedule = schedule
        self._zone = zone or ZoneInfo(schedule.tz)
        self._table: _Table | None = None

    def deadline(self, start: int, seconds: int) -> int | None:
        """The first moment by which ``seconds`` open seconds have passed since ``start``.

        The end of an opening is reached before the next one starts. Zero gives ``start`` if open and else the next
        opening, a negative number counts backward, both as ``plan_hours`` does. None if HORIZON (ten years) is
        not enough.
        """
        if seconds <= 0:
            return self._back(start, -seconds) if seconds else self.next_opening(start)
        table = self._covering(start, start)
        while True:
            target = _worked(table, start) + seconds
            if target <= table.totals[-1]:
                moment = _moment(table, target)
                return moment if moment - start <= HORIZON else None
            if table.high >= min(start + HORIZON, LATEST):
                return None
            table = self._covering(start, table.high)

    def seconds_between(self, start: int, end: int) -> int:
        """Open seconds in [start, end); 0 if ``end`` is not after ``start``."""
        if end <= start:
            return 0
        table = self._covering(start, end)
        return _worked(table, end) - _worked(table, start)

    def intervals(self, start: int, end: int) -> list[Interval]:
        """The open intervals within [start, end), clipped to it, in order."""
        if end <= start:
            return []
        table = self._covering(start, end)
        first = bisect_right(table.ends, start)
        last = bisect_left(table.starts, end)
        pairs = zip(table.starts[first:last], table.ends[first:last], strict=True)
        return [(max(a, start), min(b, end)) for a, b in pairs if a < b]

    def next_opening(self, moment: int) -> int | None:
        """``moment`` itself if open, else the next moment at which it opens; None if not within HORIZON."""
        last = self.deadline(moment, 1)
        return None if last is None else last - 1

    def is_open(self, moment: int) -> bool:
        """Whether the second that begins at ``moment`` is open."""
        return self.seconds_between(moment, moment + 1) == 1

    def _back(self, start: int, seconds: int) -> int | None:
        """The last moment from which ``seconds`` open seconds remain until ``start``."""
        table = self._covering(start, start)
        while True:
            target = _worked(table, start) - seconds
            if target >= 0:
                moment = _last_moment(table, target)
                return moment if start - moment <= HORIZON else None
            if table.low <= max(start - HORIZON, EARLIEST):
                return None
            table = self._covering(table.low - 1, start)

    def _covering(self, start: int, end: int) -> _Table:
        """The table, grown so that [start, end] lies within it as far as EARLIEST and LATEST allow."""
        table = self._table
        if table is not None and table.low <= start and end < table.high:
            return table
        return self._grow(min(max(start, EARLIEST), LATEST - 1), min(max(end, EARLIEST), LATEST - 1))

    def _grow(self, start: int, end: int) -> _Table:
        table = self._table or _empty(start)
        low, high, pairs = table.low, table.high, _pairs(table)
        if start < low:
            low = max(min(low - CHUNK, start // DAY * DAY), EARLIEST)
            pairs = opening_intervals(self.schedule, self._zone, low, table.low) + pairs
        if end >= high:
            high = min(max(high + CHUNK, (end // DAY + 1) * DAY), LATEST)
            pairs = pairs + opening_intervals(self.schedule, self._zone, table.high, high)
        self._table = table = _tabulate(low, high, pairs)
        return table


class Always:
    """Working time around the clock, by plain arithmetic; same contracts as WorkingTime, without limits."""

    def deadline(self, start: int, seconds: int) -> int | None:
        return start + seconds

    def seconds_between(self, start: int, end: int) -> int:
        return max(end - start, 0)

    def intervals(self, start: int, end: int) -> list[Interval]:
        return [(start, end)] if start < end else []

    def next_opening(self, moment: int) -> int | None:
        return moment

    def is_open(self, moment: int) -> bool:
        return True


ALWAYS = Always()


def _empty(moment: int) -> _Table:
    """A table of no time at all at the midnight (UTC) before ``moment``."""
    low = moment // DAY * DAY
    return _tabulate(low, low, [])


def _tabulate(low: int, high: int, pairs: list[Interval]) -> _Table:
    # Pieces built one after the other touch where an opening spans their border.
    pairs = [(low, low), *union(pairs)]
    totals = list(accumulate((end - start for start, end in pairs), initial=0))
    return _Table(low, high, [start for start, _end in pairs], [end for _start, end in pairs], totals)


def _pairs(table: _Table) -> list[Interval]:
    return list(zip(table.starts[1:], table.ends[1:], strict=True))


def _worked(table: _Table, moment: int) -> int:
    """Open seconds of the table before ``moment``."""
    index = bisect_right(table.starts, moment) - 1
    if index < 0:
        return 0
    end = table.ends[index]
    return table.totals[index] + (moment if moment < end else end) - table.starts[index]


def _moment(table: _Table, target: int) -> int:
    """The first moment before which ``target`` > 0 seconds of the table are open."""
    index = bisect_left(table.totals, target) - 1
    return table.starts[index] + target - table.totals[index]


def _last_moment(table: _Table, target: int) -> int:
    """The last moment before which only ``target`` seconds of the table are open."""
    index = bisect_right(table.totals, target, 0, len(table.starts)) - 1
    return table.starts[index] + target - table.totals[index]
