"""Dating running clocks anew after a new holiday."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import cases
from .measure import Measure, median, seconds

_CLOCKS = 50_000
_SAMPLE = 200
_SECONDS = 60


def measures(databases):
    """All of them, in the batches of the scheduled action; the baseline asks Odoo for as many due moments."""
    with databases.env("own") as env:
        calendar = env.company.resource_calendar_id
        _fill(env, calendar)
        _make_holiday(env, calendar)
        took = seconds(lambda: _redate(env, calendar))
        baseline = _plan(env, calendar) * _CLOCKS
    name = "redate: running clocks after a new holiday / plan_hours"
    yield Measure(name, _CLOCKS, "s", took, baseline, _SECONDS, "ours")


def _fill(env, calendar):
    """Cases of the last hours with five running clocks each, all due after the holiday."""
    number = _CLOCKS // len(cases.METRICS)
    team = cases.insert(env, number, open_ones=number, seconds_apart=1)
    env.cr.execute(
        "INSERT INTO service_clock (ticket_id, company_id, team_id, metric, cycle, start, limit_seconds,"
        " at_risk_percent, calendar_id, pauses, state)"
        " SELECT id, company_id, team_id, unnest(%s), 1, date_trunc('second', create_date), 144000,"
        " 80, %s, '', 'running'"
        " FROM helpdesk_ticket WHERE team_id = %s RETURNING id",
        [list(cases.METRICS), calendar.id, team.id],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    # Their due moments on the present schedule
    clocks = env["service.clock"]
    for first in range(0, len(ids), 2000):
        clocks._fold(clocks._lock(SQL("id = ANY(%s)", ids[first : first + 2000])))
    env.cr.execute("ANALYZE service_clock")
    env.invalidate_all()


def _make_holiday(env, calendar):
    start = fields.Datetime.now().replace(hour=0, minute=0, second=0) + timedelta(days=1)
    env["resource.calendar.leaves"].create(
        {"name": "Holiday", "calendar_id": calendar.id, "date_from": start, "date_to": start + timedelta(days=3)}
    )
    env.flush_all()


def _redate(env, calendar):
    last = 0
    while last := env["service.clock"]._redate(calendar, last, 500):
        env.flush_all()
    moved = env["service.clock.event"].search_count([("kind", "=", "redate")])
    if moved < _CLOCKS:
        raise RuntimeError(f"Only {moved} clocks moved")


def _plan(env, calendar):
    """Seconds that Odoo takes for one due moment."""
    now = fields.Datetime.now()
    return median([seconds(lambda: calendar.plan_hours(40, now, compute_leaves=True)) for _n in range(_SAMPLE)])
