"""How many seconds a limit is, in the unit that people wrote it in."""

import calendar
from datetime import datetime, timedelta, timezone, tzinfo

from .working_time import WorkingTimeLike

DAY = 86400
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def limit_seconds(
    value: int, unit: str, start: int, table: WorkingTimeLike, day: int = DAY, zone: tzinfo = timezone.utc
) -> int:
    """The counted seconds of ``value`` units from ``start``.

    Seconds, minutes and hours are counted as they are; ``day`` is the length of a day of the hours that count. Weeks
    and months are spans of the calendar, from a moment to the same time of day on the same weekday or day of the month
    (the month's last day where it is shorter), in ``zone``: of such a span the seconds count that ``table`` has in it,
    at least one. So a month ends on the same date whatever holidays lie in it, and pauses still extend it by counted
    time.
    """
    if unit in _SECONDS:
        return value * _SECONDS[unit]
    if unit == "day":
        return value * day
    return max(table.seconds_between(start, _span_end(value, unit, start, zone)), 1)


def _span_end(value: int, unit: str, start: int, zone: tzinfo) -> int:
    local = datetime.fromtimestamp(start, zone)
    if unit == "week":
        end = local + timedelta(weeks=value)
    else:
        months = local.year * 12 + local.month - 1 + value
        year, month = months // 12, months % 12 + 1
        end = local.replace(year=year, month=month, day=min(local.day, calendar.monthrange(year, month)[1]))
    return int(end.timestamp())
