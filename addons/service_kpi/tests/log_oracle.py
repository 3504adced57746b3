"""What a helpdesk's log says about its agents, computed from its lines alone, in plain loops."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_CLOSES = frozenset({"Closed"})
_CANCELS = frozenset({"INVALID", "DUPLICATE"})
_RESOLVES = frozenset({"Resolve ticket", "RESOLVED", "VERIFIED"})
_SILENT = frozenset({"Assign seriousness"})
_RESPONDS = "Take in charge ticket"
# Monday to Friday
_SLOTS = ((time(8), time(12)), (time(13), time(17)))


@dataclass
class Case:
    """One case as it stands after its last line.

    It belongs to who took it in charge last, else to who opened it. ``response`` and ``resolution`` are the first
    moments that end these promises, with who had the case then; ``cancelled_at`` is when they stopped being promised,
    and ``cancelled_with`` who had it then.
    """

    start: datetime
    owner: str
    response: tuple | None = None
    resolution: tuple | None = None
    cancelled_at: datetime | None = None
    cancelled_with: str = ""
    closed_at: datetime | None = None
    over: str = ""
    reopened: bool = False

    def tell(self, at, activity, agent):
        if activity in _SILENT or (activity == "Insert ticket" and not self.over):
            return
        if activity in _CLOSES | _CANCELS:
            if self.over not in ("closed", "cancelled"):
                self.over = "closed" if activity in _CLOSES else "cancelled"
                self.closed_at = at
                self._end(at, cancelled=activity in _CANCELS)
        elif activity in _RESOLVES:
            if not self.over:
                self.over = "resolved"
                self._end(at)
        else:
            self.reopened = self.reopened or bool(self.over)
            self.over, self.closed_at = "", None
            if activity == _RESPONDS:
                self.owner = agent or self.owner
                self._respond(at)

    def _respond(self, at):
        if not self.response and not self.cancelled_at:
            self.response = (at, self.owner)

    def _end(self, at, cancelled=False):
        if cancelled:
            if not self.cancelled_at:
                self.cancelled_at, self.cancelled_with = at, self.owner
            return
        self._respond(at)
        if not self.resolution and not self.cancelled_at:
            self.resolution = (at, self.owner)


@dataclass
class LogOracle:
    """Sums per indicator of ``(agent, year, month)``: ``[number of cases, sum]``, in the days of a time zone.

    ``response_hours`` are working hours until the first response is due, ``resolution_hours`` any hours until the
    solution is. Shares count what was kept when it was, what was not when it fell due.
    """

    rows: list
    zone: str
    response_hours: float
    resolution_hours: float
    figures: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(lambda: [0, 0.0])))

    def __post_init__(self):
        cases = defaultdict(list)
        for row in self.rows:
            # in UTC: the log changes between two offsets
            at = datetime.fromisoformat(row["timestamp"]).astimezone(ZoneInfo("UTC")).replace(microsecond=0)
            cases[row["case_id"]].append((at, row["activity"], row["agent"]))
        self.end = max(at for events in cases.values() for at, _activity, _agent in events)
        for events in cases.values():
            # lines of one second keep their order
            events.sort(key=lambda event: event[0])
            case = Case(start=events[0][0], owner=events[0][2])
            for event in events:
                case.tell(*event)
            self._count(case)

    def _count(self, case):
        if case.closed_at:
            self._add("closed", case.owner, case.closed_at, 1)
            self._add("reopening", case.owner, case.closed_at, case.reopened)
        due = self.after_working_hours(case.start, self.response_hours)
        self._count_promise("first_response", case, case.response, due)
        if case.response:
            at, owner = case.response
            self._add("response_hours", owner, at, self.working_seconds(case.start, at) / 3600)
        due = case.start + timedelta(hours=self.resolution_hours)
        self._count_promise("resolution", case, case.resolution, due)

    def _count_promise(self, name, case, stop, due):
        if stop and stop[0] <= due:
            self._add(name, stop[1], stop[0], 1)
        elif stop:
            self._add(name, stop[1], due, 0)
        elif due < (case.cancelled_at or self.end):
            # nobody ended it: it counts against who has the case
            self._add(name, case.cancelled_with or case.owner, due, 0)

    def _add(self, name, owner, at, part):
        day = at.astimezone(ZoneInfo(self.zone)).date()
        known = self.figures[name][owner, day.year, day.month]
        known[0] += 1
        known[1] += part

    # Working time, day by day

    def _slots(self, day):
        if day.weekday() < 5:
            for low, high in _SLOTS:
                yield tuple(datetime.combine(day, hour, ZoneInfo(self.zone)) for hour in (low, high))

    def working_seconds(self, start, stop):
        day, seconds = start.astimezone(ZoneInfo(self.zone)).date(), 0.0
        while day <= stop.astimezone(ZoneInfo(self.zone)).date():
            for low, high in self._slots(day):
                seconds += max((min(high, stop) - max(low, start)).total_seconds(), 0)
            day += timedelta(days=1)
        return seconds

    def after_working_hours(self, start, hours):
        day, left = start.astimezone(ZoneInfo(self.zone)).date(), timedelta(hours=hours)
        while True:
            for low, high in self._slots(day):
                begin = max(low, start)
                if begin < high:
                    if begin + left <= high:
                        return begin + left
                    left -= high - begin
            day += timedelta(days=1)

    def sums(self, name, agent, year, months):
        """``(cases, sum)`` of an agent over some months."""
        found = [self.figures[name].get((agent, year, month), (0, 0.0)) for month in months]
        return sum(count for count, _sum in found), sum(part for _count, part in found)


def working_days(year, months):
    """Mondays to Fridays of some months."""
    day, count = datetime(year, min(months), 1).date(), 0
    while day.year == year and day.month <= max(months):
        count += day.weekday() < 5
        day += timedelta(days=1)
    return count
