"""A month of 12 indicators over a million cases beside plain SQL, 5,000 appraisals, and the list behind a figure."""

from datetime import date

from odoo import Command
from odoo.tools import SQL

from .measure import Measure, median, seconds

_CASES = 1_000_000
_PEOPLE = 500
_TEAMS = _DEPARTMENTS = 20
_FORMS = 5_000
_LISTED = 1_000
_REPEATS = 5
_MONTH, _NEXT = date(2024, 3, 1), date(2024, 4, 1)
# Eight read clocks, three cases, one the answers of customers
_SOURCES = (
    "promises answer first_response resolution closure complaint callback response_hours"
    " reopening closed knowledge feedback_csat"
).split()
_METRICS = ("first_response", "resolution")


def measures(databases):
    """Everything happens in one month, so that no index can leave anything out."""
    with databases.env("own") as env:
        env = env(context={"tracking_disable": True, "no_reset_password": True, "mail_create_nolog": True})
        departments = env["hr.department"].create([{"name": f"Department {n}"} for n in range(_DEPARTMENTS)])
        people = _hire(env, env.company, _PEOPLE, departments)
        _fill(env, people)
        kpis = _define(env)
        yield from _roll_up(env, kpis)
        yield from _open_lists(env, kpis["closed"], people[0])
    with databases.env("own") as env:
        yield from _generate(env(context={"tracking_disable": True, "mail_create_nolog": True}))


# A month of figures


def _roll_up(env, kpis):
    """Each indicator once by the product, judged and stored, and once by the statement one would write by hand."""
    ours = baseline = 0.0
    table = env["service.kpi.measure"]
    for source, kpi in kpis.items():
        run = lambda kpi=kpi: table._measure(env.company, kpi.root_id, _MONTH, _MONTH, ["month"])  # noqa: E731
        run()
        ours += seconds(run)
        plain = _plain(env, source)
        sums = {}
        baseline += seconds(lambda plain=plain, sums=sums: sums.update(_read(env, plain)))
        _compare(env, kpi, sums)
    yield Measure(f"indicators: month of {len(kpis)} / plain SQL", _CASES, "s", ours, baseline, 2)


def _plain(env, source):
    """Rows of an indicator, summed per company, employee, team and department."""
    at = SQL("CASE c.result WHEN 'met' THEN c.stop ELSE c.due END")
    met = SQL("CASE c.result WHEN 'met' THEN 1 ELSE 0 END")
    clocks = {
        "promises": SQL("TRUE"),
        "complaint": SQL("c.metric = 'resolution' AND t.kind = 'complaint'"),
        "response_hours": SQL("c.metric = 'first_response' AND c.stop IS NOT NULL"),
    }
    if source in ("reopening", "closed", "knowledge"):
        numerator = {
            "reopening": SQL("CASE WHEN t.clock_cycle > 1 THEN 1 ELSE 0 END"),
            "closed": SQL("1"),
            "knowledge": SQL(
                "CASE WHEN EXISTS (SELECT FROM service_article_use u WHERE u.ticket_id = t.id AND u.kind = 'answer')"
                " OR EXISTS (SELECT FROM service_article a WHERE a.ticket_id = t.id) THEN 1 ELSE 0 END"
            ),
        }[source]
        rows = SQL(
            "SELECT t.team_id, t.user_id, t.closed_date AS at, %s AS part FROM helpdesk_ticket t"
            " JOIN helpdesk_ticket_stage s ON s.id = t.stage_id AND s.closed"
            " WHERE t.duplicate_id IS NULL AND t.active AND t.company_id = %s",
            numerator,
            env.company.id,
        )
    elif source == "feedback_csat":
        rows = SQL(
            "SELECT f.team_id, f.user_id, COALESCE(f.answered_at, f.asked_at) AS at,"
            " CASE WHEN f.answered_at IS NOT NULL THEN CASE WHEN f.score >= 4 THEN 1 ELSE 0 END END AS part"
            " FROM service_feedback f WHERE f.scale = 'csat' AND f.state IN ('asked', 'answered', 'expired')"
            " AND f.previous_id IS NULL AND f.company_id = %s",
            env.company.id,
        )
    else:
        hours = source == "response_hours"
        rows = SQL(
            "SELECT c.team_id, c.user_id, %s AS at, %s AS part FROM service_clock c"
            " LEFT JOIN helpdesk_ticket t ON t.id = c.ticket_id"
            " WHERE c.result IN ('met', 'missed') AND c.company_id = %s AND (%s)",
            SQL("c.stop") if hours else at,
            SQL("c.hours_used") if hours else met,
            env.company.id,
            clocks.get(source, SQL("c.metric = %s", source)),
        )
    return SQL(
        "SELECT e.id, r.team_id, v.department_id, SUM(r.part), COUNT(r.part), COUNT(*)"
        " FROM (%s) r LEFT JOIN hr_employee e ON e.user_id = r.user_id"
        " LEFT JOIN hr_version v ON v.id = e.current_version_id"
        " WHERE (r.at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date >= %s"
        " AND (r.at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date < %s"
        " GROUP BY GROUPING SETS ((), (e.id), (r.team_id), (v.department_id))",
        rows,
        _zone(env),
        _MONTH,
        _zone(env),
        _NEXT,
    )


def _zone(env):
    return env.company.resource_calendar_id.tz or "UTC"


def _read(env, plain):
    rows = env.execute_query(plain)
    return {(employee, team, department): (part, n, asked) for employee, team, department, part, n, asked in rows}


def _compare(env, kpi, sums):
    """Both have counted the same: a fast figure that is wrong would prove nothing."""
    domain = [("root_id", "=", kpi.root_id.id), ("period_kind", "=", "month"), ("date_start", "=", _MONTH)]
    for row in env["service.kpi.measure"].search([*domain, ("company_id", "=", env.company.id)]):
        key = tuple(subject.id or None for subject in (row.employee_id, row.team_id, row.department_id))
        part, n, asked = sums.get(key, (0, 0, 0))
        if (row.n, row.asked) != (n, asked) or abs(row.numerator - (part or 0)) > 0.01:
            raise AssertionError(f"{row.display_name}: {row.numerator} of {row.n}, plain SQL says {part} of {n}")


# The list behind a figure


def _open_lists(env, kpi, employee):
    """A thousand cases of one person: as they are now, and as they were frozen, beside the plain list of cases."""
    figure = env["service.kpi.measure"].search(
        [("root_id", "=", kpi.root_id.id), ("employee_id", "=", employee.id), ("date_start", "=", _MONTH)], limit=1
    )
    plain = [("user_id", "=", employee.user_id.id), ("closed_date", ">=", _MONTH), ("closed_date", "<", _NEXT)]
    specification = {"name": {}, "number": {}, "closed_date": {}, "user_id": {"fields": {"display_name": {}}}}
    tickets = env["helpdesk.ticket"].with_context(active_test=False)
    rows = _CASES // _PEOPLE
    base = _list(env, lambda: tickets.web_search_read(plain, specification, limit=_LISTED))
    live = figure.action_view_evidence()["domain"]
    now = _list(env, lambda: tickets.web_search_read(live, specification, limit=_LISTED))
    yield Measure("indicators: list of an open figure / plain list", rows, "ms", now, base, 1.5)
    action = _list(env, figure.action_view_evidence)
    yield Measure("indicators: finding them / plain list", rows, "ms", action, base)
    _freeze(env, kpi)
    kept = {"label": {}, "at": {}, "numerator": {}, "employee_id": {"fields": {"display_name": {}}}}
    domain = figure._get_evidence_domain()
    evidence = env["service.kpi.evidence"]
    frozen = _list(env, lambda: evidence.web_search_read(domain, kept, limit=_LISTED))
    yield Measure("indicators: list of a frozen figure / plain list", rows, "ms", frozen, base, 1.5)


def _list(env, ask):
    def once():
        env.invalidate_all()
        return seconds(ask)

    once()
    return 1000 * median([once() for _repeat in range(_REPEATS)])


def _freeze(env, kpi):
    """The evidence of one indicator, as the close of the month copies it."""
    period = env["service.kpi.period"].create({"kind": "month", "date_start": _MONTH})
    others = env["service.kpi"].search([("state", "=", "in_force")]) - kpi
    others.write({"state": "retired", "valid_to": date(2000, 1, 1)})
    period._keep_evidence()
    env.cr.execute("ANALYZE service_kpi_evidence")


# Forms


def _generate(env):
    """Forms for everybody of a company, batch by batch; the last batch costs what the second one did."""
    company = env["res.company"].create({"name": "Benchmark Ltd"})
    department = env["hr.department"].create({"name": "Service", "company_id": company.id})
    boss = env["hr.employee"].create({"name": "Superior", "company_id": company.id})
    _hire(env, company, _FORMS - 1, department, superior=boss)
    cycle = env["service.appraisal.cycle"].create(
        {
            "company_id": company.id,
            "period_kind": "month",
            "date_start": _MONTH,
            "follow_joiners": True,
            "template_ids": [Command.set(env.ref("service_kpi.service_appraisal_template_agent").ids)],
        }
    )
    times, queries, left = [], [], True
    while left:
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        result = []
        times.append(seconds(lambda result=result: (result.append(cycle._generate_batch()), env.flush_all())))
        queries.append(env.cr.sql_log_count - before)
        left = result[0]
    made = cycle.appraisal_count
    if made != _FORMS:
        raise AssertionError(f"{made} forms for {_FORMS} people")
    # The first batch fills caches, and the last one may be a short one
    name = "indicators: last full batch of forms / second"
    yield Measure(name, made, "queries", queries[-2], queries[1], 1)
    yield Measure(name, made, "s", times[-2], times[1], 1.5)
    yield Measure("indicators: all forms", made, "s", sum(times), sum(times))


# Who and what there is


def _hire(env, company, number, departments, superior=None):
    """As many employees with a user each, as rows: in departments by turns, led by ``superior``."""
    env.flush_all()
    env.cr.execute(
        """
        WITH person AS (SELECT n, 'Person ' || n AS name FROM generate_series(1, %(number)s) n),
        login AS (
            INSERT INTO res_users (login, partner_id, company_id, notification_type, active)
            SELECT %(company)s || ' person ' || n, %(partner)s, %(company)s, 'email', TRUE FROM person ORDER BY n
            RETURNING id, login),
        resource AS (
            INSERT INTO resource_resource (name, company_id, calendar_id, resource_type, tz, time_efficiency, active)
            SELECT name, %(company)s, %(calendar)s, 'user', 'UTC', 100, TRUE FROM person ORDER BY n
            RETURNING id, name)
        INSERT INTO hr_employee (name, resource_id, company_id, user_id, parent_id, active)
        SELECT p.name, r.id, %(company)s, l.id, %(superior)s, TRUE FROM person p
          JOIN resource r ON r.name = p.name JOIN login l ON l.login = %(company)s || ' person ' || p.n
         ORDER BY p.n RETURNING id
        """,
        {
            "number": number,
            "company": company.id,
            "partner": env.user.partner_id.id,
            "calendar": company.resource_calendar_id.id,
            "superior": (superior and superior.id) or None,
        },
    )
    people = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """
        INSERT INTO hr_version (employee_id, company_id, department_id, date_version, last_modified_uid,
            last_modified_date, employee_type, marital, distance_home_work_unit, hr_responsible_id, active)
        SELECT e.id, %(company)s, (%(departments)s::int[])[1 + e.place %% %(count)s], '2020-01-01', 1, now(),
               'employee', 'single', 'kilometers', 1, TRUE
          FROM unnest(%(people)s::int[]) WITH ORDINALITY AS e(id, place)
        """,
        {
            "company": company.id,
            "departments": departments.ids,
            "count": len(departments),
            "people": people,
        },
    )
    env.cr.execute(
        "UPDATE hr_employee e SET current_version_id = v.id FROM hr_version v"
        " WHERE v.employee_id = e.id AND e.id = ANY(%s)",
        [people],
    )
    env.invalidate_all()
    return env["hr.employee"].browse(people)


def _fill(env, people):
    """A million closed cases of one month, two promises each, and answers to a third of them."""
    teams = env["helpdesk.ticket.team"].create([{"name": f"Team {n}"} for n in range(_TEAMS)])
    rule = env["service.feedback.rule"].create({"name": "Benchmark"})
    env.flush_all()
    values = {
        "users": people.user_id.ids,
        "teams": teams.ids,
        "done": env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done").id,
        "company": env.company.id,
        "people": _PEOPLE,
        "team_count": _TEAMS,
        "cases": _CASES,
        "start": _MONTH,
        "metrics": list(_METRICS),
        "rule": rule.id,
    }
    env.cr.execute(
        "INSERT INTO helpdesk_ticket (name, number, description, team_id, user_id, stage_id, company_id, active,"
        " priority, kind, closed, rating_status, clock_cycle, create_date, closed_date)"
        " SELECT 'Case ' || n, 'K' || n, 'x', (%(teams)s::int[])[1 + n %% %(team_count)s],"
        " (%(users)s::int[])[1 + n %% %(people)s], %(done)s, %(company)s, true, (n %% 4)::text,"
        " CASE WHEN n %% 10 = 0 THEN 'complaint' ELSE 'inquiry' END, true, 'no_rating', 1 + (n %% 20 = 0)::int,"
        " d.at, d.at + interval '2 hours' FROM generate_series(1, %(cases)s) n,"
        " LATERAL (SELECT %(start)s::timestamp + interval '1 day' + n * interval '28 days' / %(cases)s AS at) d",
        values,
    )
    env.cr.execute(
        "INSERT INTO service_clock (ticket_id, company_id, team_id, user_id, metric, cycle, start, limit_seconds,"
        " at_risk_percent, pauses, state, result, due, at_risk_at, stop, seconds_used, hours_used, compliance,"
        " compliance_adjusted)"
        " SELECT t.id, t.company_id, t.team_id, t.user_id, m.metric, 1, t.create_date, 28800, 80, '', 'stopped',"
        " CASE WHEN t.id %% 9 = 0 THEN 'missed' ELSE 'met' END, t.create_date + interval '1 hour',"
        " t.create_date + interval '1 hour', t.closed_date, 7200, 2, (t.id %% 9 > 0)::int, (t.id %% 9 > 0)::int"
        " FROM helpdesk_ticket t CROSS JOIN unnest(%(metrics)s) AS m(metric) WHERE t.team_id = ANY(%(teams)s)",
        values,
    )
    env.cr.execute(
        "INSERT INTO service_feedback (company_id, rule_id, ticket_id, cycle, team_id, user_id, scale, channel, state,"
        " asked_at, answered_at, score, low)"
        " SELECT t.company_id, %(rule)s, t.id, 1, t.team_id, t.user_id, 'csat', 'email',"
        " CASE WHEN t.id %% 2 = 0 THEN 'answered' ELSE 'expired' END, t.closed_date,"
        " CASE WHEN t.id %% 2 = 0 THEN t.closed_date END, CASE WHEN t.id %% 2 = 0 THEN 1 + t.id %% 5 END, false"
        " FROM helpdesk_ticket t WHERE t.team_id = ANY(%(teams)s) AND t.id %% 3 = 0",
        values,
    )
    for table in ("helpdesk_ticket", "service_clock", "service_feedback", "hr_employee"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def _define(env):
    """One indicator a source; half of them even out the case mix."""
    kpis = env["service.kpi"].create(
        [
            {
                "name": source,
                "source": source,
                "case_mix": number % 2 == 0,
                "target_ids": [Command.create({"value": 0.9})],
            }
            for number, source in enumerate(_SOURCES)
        ]
    )
    kpis.action_put_in_force()
    return dict(zip(_SOURCES, kpis, strict=True))
