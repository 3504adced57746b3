"""One sweep of the escalation ladder: what is due is read, whatever else there is."""

from datetime import timedelta

from odoo import Command

from . import cases
from .measure import Measure, median, seconds

_REPEATS = 5
_DUE = 100
_RUNNING = 10_000
_FEW, _MANY = 10_000, 1_000_000


def measures(databases):
    """The same due levels among the running clocks alone, and among those of many years."""
    (few, few_queries), (many, many_queries) = (_time(databases, number) for number in (_FEW, _MANY))
    yield Measure(f"escalation: {_DUE} due, 1,000,000 clocks / 10,000", _DUE, "ms", many, few, 1.3)
    yield Measure(f"escalation: queries for {_DUE} due, as above", _DUE, "queries", many_queries, few_queries, 1.0)


def _time(databases, number):
    """Median milliseconds of a sweep among ``number`` clocks, and its largest number of queries."""
    with databases.env("own") as env:
        policy = _make_policy(env)
        _fill(env, number)
        times, queries = [], []
        for _repeat in range(_REPEATS):
            now = _make_due(env, policy)
            before = env.cr.sql_log_count
            times.append(1000 * seconds(lambda now=now: _sweep(env, now)))
            queries.append(env.cr.sql_log_count - before)
        return median(times), max(queries)


def _make_policy(env):
    """One level at half of the time, in force on the shipped promises of resolution."""
    people = env.user.create({"name": "Told", "login": "bench-told", "email": "told@ours.example"})
    level = {
        "name": "Half of the time",
        "value": 50,
        "wake_up": True,
        "recipient_ids": [Command.create({"role": "user", "user_id": people.id})],
        "action_ids": [Command.create({"kind": "priority"})],
    }
    policy = env["service.escalation.policy"].create({"name": "Benchmark", "level_ids": [Command.create(level)]})
    targets = env["service.standard.target"].search([("standard_id.state", "=", "in_force")])
    targets.escalation_policy_id = False
    targets.filtered(lambda target: target.metric == "resolution").escalation_policy_id = policy
    return policy


def _fill(env, number):
    """Cases with one clock each: the first ones run and climb in a year, the others have ended."""
    team = cases.insert(env, number, open_ones=min(number, _RUNNING), seconds_apart=600)
    env.cr.execute(
        "INSERT INTO service_clock (ticket_id, company_id, team_id, metric, cycle, start, limit_seconds,"
        " at_risk_percent, pauses, state, result, due, escalate_at)"
        " SELECT t.id, t.company_id, t.team_id, 'resolution', 1, t.create_date, 28800, 80, '',"
        " CASE WHEN t.closed THEN 'stopped' ELSE 'running' END, CASE WHEN t.closed THEN 'met' END,"
        " t.create_date + interval '8 hours', CASE WHEN NOT t.closed THEN now() + interval '1 year' END"
        " FROM helpdesk_ticket t WHERE t.team_id = %s",
        [team.id],
    )
    for table in ("service_clock", "helpdesk_ticket"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def _make_due(env, policy):
    """As many new cases whose level is reached a second before the moment that is returned."""
    tickets = env["helpdesk.ticket"].create([{"name": f"Due {n}", "description": "x"} for n in range(_DUE)])
    env.flush_all()
    env.cr.execute("UPDATE service_clock SET escalate_at = NULL WHERE escalate_at < now()")
    clocks = tickets.clock_ids.filtered(lambda clock: clock.target_id.escalation_policy_id == policy)
    if len(clocks) != _DUE:
        raise RuntimeError(f"{len(clocks)} clocks climb instead of {_DUE}")
    moment = max(clocks.mapped("escalate_at"))
    env.cr.execute("UPDATE service_clock SET escalate_at = %s WHERE id = ANY(%s)", [moment, clocks.ids])
    env.invalidate_all()
    return moment + timedelta(seconds=1)


def _sweep(env, now):
    steps = env["service.escalation"].sudo()
    made = steps._advance(now, _DUE)
    if made < _DUE:
        raise RuntimeError(f"{made} steps were made")
    env["service.escalation.notice"]._deliver(now)
    env.flush_all()
