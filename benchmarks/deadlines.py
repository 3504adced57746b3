"""A deadline and a count of working time against the calendar's own functions."""

import random
from datetime import datetime, timedelta

import pytz

from odoo.addons.service_quality.engine.moment import to_epoch

from .measure import Measure, median, seconds

_REPEATS = 5
_NUMBER = 200
_HOURS = (1, 8, 40, 200)


def measures(databases):
    """Rows per length of the promise; the table is built before, its building is a row of its own."""
    with databases.env("own") as env:
        calendar = env.company.resource_calendar_id
        starts = _starts()
        table = calendar._get_working_time()
        for hours in _HOURS:
            ours = _per_call(lambda start, hours=hours: table.deadline(start, hours * 3600), map(to_epoch, starts))
            theirs = _per_call(
                lambda start, hours=hours: calendar.plan_hours(hours, start, compute_leaves=True),
                map(pytz.utc.localize, starts),
            )
            yield Measure(f"deadline: {hours} working hours / plan_hours", _NUMBER, "µs", ours, theirs, 500, "speedup")
        month = timedelta(days=30)
        ours = _per_call(lambda start: table.seconds_between(start, start + 30 * 86400), map(to_epoch, starts))
        theirs = _per_call(
            lambda start: calendar.get_work_hours_count(start, start + month), map(pytz.utc.localize, starts)
        )
        yield Measure(
            "deadline: work hours of 30 days / get_work_hours_count", _NUMBER, "µs", ours, theirs, 500, "speedup"
        )
        yield _building(env, calendar)


def _building(env, calendar):
    """The table of two years from nothing, against one call that answers the same for a year."""
    begin = datetime(2025, 1, 1)

    def build():
        env.registry.clear_cache()
        table = calendar._get_working_time()
        table.seconds_between(to_epoch(begin), to_epoch(begin + timedelta(days=730)))

    aware = pytz.utc.localize(begin)
    ours = median([seconds(build) for _repeat in range(_REPEATS)])
    theirs = median(
        [
            seconds(lambda: calendar._work_intervals_batch(aware, aware + timedelta(days=365)))
            for _repeat in range(_REPEATS)
        ]
    )
    return Measure("deadline: table of 2 years / intervals of 1 year", 1, "ms", 1000 * ours, 1000 * theirs)


def _starts():
    chance = random.Random(1)
    begin = datetime(2025, 1, 1)
    return [begin + timedelta(seconds=chance.randrange(365 * 86400)) for _index in range(_NUMBER)]


def _per_call(function, arguments):
    """Median microseconds of a call."""
    arguments = list(arguments)
    function(arguments[0])

    def work():
        for argument in arguments:
            function(argument)

    return 1e6 * median([seconds(work) for _repeat in range(_REPEATS)]) / len(arguments)
