"""Reports over 100,000 answers of customers, against a bare grouping of as many rows."""

from .measure import Measure, median, seconds

_ANSWERS = 100_000
_REPEATS = 11
_AIM = 1.5
_BY = ["team_id", "asked_at:month"]


def measures(databases):
    """Both read through the rights of a service manager, and return as many groups of as many figures."""
    with databases.env("own") as env:
        _fill(env)
        env = env(user=_manager(env))
        pivot, bare = _time(env, lambda: _read_report(env), lambda: _read_bare(env, _BY))
        result = env["service.feedback.result"].create({"date_from": "2024-01-01", "group_by": "team_id"})
        # What the assistant needs: how often each team got each score
        assistant, counts = _time(env, result._evaluate, lambda: _count_bare(env, result))
    yield Measure("satisfaction: analysis / bare _read_group", _ANSWERS, "ms", pivot, bare, _AIM)
    yield Measure("satisfaction: results / bare _read_group", _ANSWERS, "ms", assistant, counts, _AIM)


def _fill(env):
    """Requests of two years in 20 teams; two of three were answered."""
    teams = env["helpdesk.ticket.team"].create([{"name": f"Team {n}"} for n in range(20)])
    rule = env["service.feedback.rule"].create({"name": "Benchmark"})
    env.flush_all()
    env.cr.execute(
        "INSERT INTO service_feedback"
        " (company_id, rule_id, team_id, scale, channel, state, asked_at, answered_at, score, low)"
        " SELECT %s, %s, (%s::int[])[1 + n %% 20], 'csat', 'email',"
        " CASE WHEN n %% 3 = 0 THEN 'expired' ELSE 'answered' END, now() - n * interval '10 minutes',"
        " CASE WHEN n %% 3 > 0 THEN now() END,"
        " CASE WHEN n %% 3 > 0 THEN 1 + n %% 5 END, n %% 3 > 0 AND n %% 5 < 2"
        " FROM generate_series(1, %s) n",
        [env.company.id, rule.id, teams.ids, _ANSWERS],
    )
    env.cr.execute("ANALYZE service_feedback")
    env.invalidate_all()


def _manager(env):
    return env["res.users"].create(
        {
            "name": "Benchmark",
            "login": "benchmark_ratings",
            "group_ids": [(4, env.ref("service_quality.service_quality_group_manager").id)],
        }
    )


def _time(env, *works):
    """The median of each in milliseconds, measured in turns: what else the machine does falls on all of them."""

    def once(work):
        env.invalidate_all()
        return seconds(work)

    for work in works:
        once(work)
    rounds = [[once(work) for work in works] for _repeat in range(_REPEATS)]
    return [1000 * median(times) for times in zip(*rounds, strict=True)]


def _read_report(env):
    figures = ["__count", "answered:sum", "response:avg", "satisfied:avg", "low:avg", "csat:avg"]
    return env["service.feedback.report"]._read_group([], _BY, figures)


def _read_bare(env, by):
    figures = ["__count", "score:avg", "score:sum", "score:min", "score:max", "cycle:avg"]
    return env["service.feedback"]._read_group([("asked_at", "!=", False)], by, figures)


def _count_bare(env, result):
    domain = [("asked_at", ">=", result.date_from), ("scale", "=", result.scale)]
    return env["service.feedback"]._read_group(domain, ["team_id", "state", "score"], ["__count"])
