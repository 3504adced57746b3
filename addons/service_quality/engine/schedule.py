"""Opening hours as data, and their translation from local wall-clock time to UTC.

All moments are integer epoch seconds (UTC). The translation agrees with ``resource.calendar``, which localizes with
pytz and ``is_dst=False``.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = 60
DAY = 86400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Interval = tuple[int, int]


@dataclass(frozen=True)
class Attendance:
    """One weekly opening.

    ``weekday`` 0 is Monday; ``start`` and ``end`` are seconds since local midnight, 0 to 86400. ``week`` is Odoo's
    ``week_type`` (0 or 1) in a two-week calendar and None when the opening recurs every week.
    """

    weekday: int
    start: int
    end: int
    week: int | None = None


@dataclass(frozen=True)
class Leave:
    """A closed period of the whole calendar, half-open, in epoch seconds."""

    start: int
    end: int


@dataclass(frozen=True)
class Schedule:
    """Everything that decides when it is open. Hashable, so that equal calendars can share one table.

    ``tz`` is a key of the IANA database; an unknown one makes WorkingTime raise ``zoneinfo.ZoneInfoNotFoundError``.
    """

    tz: str
    attendances: tuple[Attendance, ...] = ()
    leaves: tuple[Leave, ...] = ()


def float_hour_to_seconds(hours: float) -> int:
    """Seconds since midnight of a float hour, to the whole minute, ties up, within 0..86400.

    The minute is ``float_to_time``'s precision: 8.333333 is 8:20:00. Where that function raises (8.9999, whose
    minutes round to 60) the answer is the full hour.
    """
    seconds = math.floor(hours * 60 + 0.5 + 1e-9) * MINUTE
    return min(max(seconds, 0), DAY)


def week_type(ordinal: int) -> int:
    """Parity of the week of a proleptic Gregorian day number, as ``get_week_type`` counts it."""
    return (ordinal - 1) // 7 % 2


def local_to_epoch(zone: ZoneInfo, ordinal: int, second: int) -> int:
    """Epoch second of a wall-clock second of a day; 86400 is the end of that day.

    A time that occurs twice is taken in standard time (the later one if that does not decide); one that is skipped
    is read with the offset before the change.
    """
    if second == DAY:
        # Odoo writes 24:00 as 23:59:59.999999 of the same day: where midnight itself occurs twice that matters.
        return local_to_epoch(zone, ordinal, DAY - 1) + 1
    wall = datetime.fromordinal(ordinal) + timedelta(seconds=second)
    late = wall.replace(fold=1)
    occurs_twice = _offset(zone, wall) > _offset(zone, late)
    only_early_is_standard = zone.dst(late) and not zone.dst(wall)
    chosen = late if occurs_twice and not only_early_is_standard else wall
    return (ordinal - EPOCH_ORDINAL) * DAY + second - _offset(zone, chosen)


def opening_intervals(schedule: Schedule, zone: ZoneInfo, low: int, high: int) -> list[Interval]:
    """The open intervals within [low, high): sorted, disjoint, not touching each other."""
    opened = union(_localized(schedule, zone, low, high))
    closed = union((leave.start, leave.end) for leave in schedule.leaves)
    return [(max(a, low), min(b, high)) for a, b in subtract(opened, closed) if a < high and b > low]


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted disjoint intervals of the same seconds; empty and inverted ones are dropped, touching ones joined."""
    merged: list[Interval] = []
    for start, end in sorted(pair for pair in intervals if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(intervals: list[Interval], holes: list[Interval]) -> list[Interval]:
    """``intervals`` without ``holes``; both sorted and disjoint."""
    if not holes:
        return intervals
    rest: list[Interval] = []
    first = 0
    for start, end in intervals:
        while first < len(holes) and holes[first][1] <= start:
            first += 1
        rest.extend(_pieces(start, end, holes, first))
    return rest


def _pieces(start: int, end: int, holes: list[Interval], index: int) -> Iterator[Interval]:
    while index < len(holes) and holes[index][0] < end:
        if start < holes[index][0]:
            yield start, holes[index][0]
        start = holes[index][1]
        index += 1
    if start < end:
        yield start, end


def _localized(schedule: Schedule, zone: ZoneInfo, low: int, high: int) -> Iterator[Interval]:
    """Openings of every local day that can touch [low, high), in UTC, unsorted around clock changes."""
    slots = _slots_by_day(schedule)
    first = low // DAY + EPOCH_ORDINAL - 1
    last = high // DAY + EPOCH_ORDINAL + 1
    offsets = [_offset(zone, datetime.fromordinal(ordinal)) for ordinal in range(first, last + 3)]
    for ordinal in range(first, last + 1):
        day_slots = slots[week_type(ordinal) * 7 + (ordinal - 1) % 7]
        offset, tomorrow, after = offsets[ordinal - first : ordinal - first + 3]
        # One lookup a day instead of two a slot, unless the clocks change within the day or just after its end.
        if offset == tomorrow == after:
            midnight = (ordinal - EPOCH_ORDINAL) * DAY - offset
            for start, end in day_slots:
                yield midnight + start, midnight + end
        else:
            for start, end in day_slots:
                yield local_to_epoch(zone, ordinal, start), local_to_epoch(zone, ordinal, end)


def _slots_by_day(schedule: Schedule) -> list[list[Interval]]:
    """Openings of the 14 days of a fortnight: Monday of week type 0 is 0, Sunday of week type 1 is 13."""
    slots: list[list[Interval]] = [[] for _day in range(14)]
    for attendance in schedule.attendances:
        for week in (0, 1) if attendance.week is None else (attendance.week,):
            slots[week * 7 + attendance.weekday].append((attendance.start, attendance.end))
    return slots


def _offset(zone: ZoneInfo, wall: datetime) -> int:
    """Seconds that the zone is ahead of UTC."""
    offset = zone.utcoffset(wall) or timedelta()
    return offset.days * DAY + offset.seconds
