"""The scheduled sweep against the cheapest thing that could find the same rows."""

from datetime import timedelta

from odoo import fields

from .measure import Measure, median, seconds

_REPEATS = 5
_DUE = 100


def measures(databases):
    """The same due clocks among few and among many: the table's size must not matter."""
    with databases.env("own") as env:
        small = _time(env, 1_000)
        large = _time(env, 50_000)
    yield Measure(f"sweep: {_DUE} due among 50,000 clocks / among 1,000", _DUE, "ms", large, small, 1.5)


def _time(env, others):
    ticket = env["helpdesk.ticket"].create({"name": "Sweep", "description": "x"})
    _fill(env, ticket, others)
    return 1000 * median([_sweep(env, ticket) for _repeat in range(_REPEATS)])


def _fill(env, ticket, number):
    """Ended clocks, as they pile up over the years."""
    env.cr.execute(
        "INSERT INTO service_clock (ticket_id, metric, cycle, start, limit_seconds, state, result)"
        " SELECT %s, 'resolution', 1, now() - n * interval '1 minute', 3600, 'stopped', 'met' FROM generate_series(1, %s) n",
        [ticket.id, number],
    )
    env.cr.execute("ANALYZE service_clock")


def _sweep(env, ticket):
    """Seconds to mark the due clocks of as many tickets, without the activities, which are Odoo's own work."""
    tickets = env["helpdesk.ticket"].create([{"name": f"Due {n}", "description": "x"} for n in range(_DUE)])
    env.flush_all()
    env.cr.execute(
        "UPDATE service_clock SET next_event_at = NULL WHERE next_event_at IS NOT NULL AND NOT ticket_id = ANY(%s)",
        [tickets.ids],
    )
    env.cr.execute(
        "UPDATE service_clock SET next_event_at = due WHERE metric = 'first_response' AND ticket_id = ANY(%s)",
        [tickets.ids],
    )
    env.cr.execute(
        "UPDATE service_clock SET next_event_at = NULL WHERE metric <> 'first_response' AND ticket_id = ANY(%s)",
        [tickets.ids],
    )
    env.invalidate_all()
    clocks = env["service.clock"].with_context(service_no_activity=True)
    later = fields.Datetime.now() + timedelta(days=30)
    return seconds(lambda: clocks._sweep(later, 500))
