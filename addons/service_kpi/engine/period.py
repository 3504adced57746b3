"""Calendar periods: half-open ranges of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
KINDS = ("day", "week", *MONTHS)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, without, ``end``."""

    start: date
    end: date
    kind: str

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def label(self) -> str:
        """A short name in every language: 2026-03, 2026-Q1, 2026-H1, 2026, else the first day."""
        year = self.start.year
        number = (self.start.month - 1) // MONTHS.get(self.kind, 1) + 1
        labels = {"month": f"{year}-{number:02}", "quarter": f"{year}-Q{number}", "half_year": f"{year}-H{number}"}
        return labels.get(self.kind, str(year) if self.kind == "year" else str(self.start))

    @property
    def previous(self) -> "Period":
        return containing(self.kind, self.start - timedelta(days=1))


def containing(kind: str, day: date) -> Period:
    """The period of a kind that a day lies in; weeks start on Monday.

    >>> containing("quarter", date(2026, 5, 31)).start
    datetime.date(2026, 4, 1)
    """
    if kind in MONTHS:
        months = MONTHS[kind]
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        return Period(start, _add_months(start, months), kind)
    if kind == "week":
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=7), kind)
    if kind != "day":
        raise ValueError(f"no such period: {kind}")
    return Period(day, day + timedelta(days=1), kind)


def between(kind: str, start: date, end: date) -> Iterator[Period]:
    """The periods of a kind that share a day with [start, end), in order."""
    period = containing(kind, start)
    while period.start < end:
        yield period
        period = containing(kind, period.end)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def shift(day: date, months: int) -> date:
    """The first day of a month, some months later or earlier.

    >>> shift(date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    if day.day != 1:
        raise ValueError(f"not the first of a month: {day}")
    return _add_months(day, months)
