"""The year's plans and the forecast of qualifications of 2,000 employees, beside plain SQL and a tenth of them."""

from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tools.safe_eval import safe_eval

from .measure import Measure, median, seconds

_PEOPLE, _SESSIONS, _PLANS, _COURSES = 2_000, 200, 20, 5
_SEATS = 100
_REPEATS = 7
_FIGURES = ("people_done", "hours_done", "passed", "budget", "spent")
_PLAN = {name: {} for name in (*_FIGURES, "name", "year", "headcount", "hours", "pass_rate", "left", "state")}
_ROWS = {name: {} for name in ("number", "issued", "valid_to", "state")}
_ROWS |= {name: {"fields": {"display_name": {}}} for name in ("partner_id", "department_id", "course_id")}


def measures(databases):
    """The small one first: what is created for it is a part of the large one."""
    with databases.env("own") as env:
        env = env(context={"tracking_disable": True, "mail_create_nolog": True, "no_reset_password": True})
        courses = _make_courses(env)
        plans, counts = env["training.plan"], []
        for part in (_SESSIONS // 10, _SESSIONS - _SESSIONS // 10):
            people = _hire(env, _PEOPLE * part // _SESSIONS, len(plans))
            plans |= _plan(env, courses, part, people, len(plans))
            _certify(env, courses, people)
            counts.append((_ask_plans(env, plans), _ask_forecast(env), _ask_holders(env, courses)))
        (few_plans, few_ends, few_holders), (plan, ends, holders) = counts
        yield from _beside("plan dashboard", _SESSIONS * _SEATS, plan, few_plans, lambda: _read_plans(env, plans))
        yield from _beside("unqualified soon", _PEOPLE * _COURSES, ends, few_ends, lambda: _read_forecast(env))
        yield from _beside("who is qualified", _PEOPLE * _COURSES, holders, few_holders, lambda: _read_holders(env))


def _beside(name, rows, large, few, plain):
    """Time beside plain SQL that finds the same, queries beside those for a tenth."""
    (ours, queries, found), (_time, few_queries, _found) = large, few
    expected = plain()
    if found != expected:
        raise AssertionError(f"{name}: {found} instead of {expected}")
    base = 1000 * median([seconds(plain) for _repeat in range(_REPEATS)])
    yield Measure(f"training: {name} / plain SQL", rows, "ms", ours, base)
    yield Measure(f"training: {name}, queries / for a tenth", rows, "queries", queries, few_queries, 1)


def _time(env, work):
    """Median in ms, queries, and what was found."""
    times, found, queries = [], None, 0
    for _repeat in range(_REPEATS):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        result = []
        times.append(1000 * seconds(lambda result=result: result.append(work())))
        queries, found = env.cr.sql_log_count - before, result[0]
    return median(times), queries, found


# As the web client asks, and as one would by hand


def _ask_plans(env, plans):
    def ask():
        records = env["training.plan"].web_search_read([("id", "in", plans.ids)], _PLAN)["records"]
        return {row["id"]: tuple(round(row[name]) for name in _FIGURES) for row in records}

    return _time(env, ask)


def _read_plans(env, plans):
    env.cr.execute(
        """
        SELECT l.plan_id, SUM(e.people), SUM(a.hours), SUM(e.passed), SUM(l.budget), SUM(c.spent)
          FROM training_plan_line l
          JOIN LATERAL (
              SELECT COUNT(DISTINCT e.partner_id) AS people,
                     COUNT(DISTINCT e.partner_id) FILTER (WHERE e.result = 'passed') AS passed
                FROM training_session s JOIN training_enrollment e ON e.session_id = s.id AND e.state = 'enrolled'
               WHERE s.plan_line_id = l.id) e ON TRUE
          JOIN LATERAL (
              SELECT SUM(a.hours) AS hours FROM training_session s JOIN training_attendance a ON a.session_id = s.id
               WHERE s.plan_line_id = l.id) a ON TRUE
          JOIN LATERAL (
              SELECT SUM(c.amount) AS spent FROM training_session s JOIN training_cost c ON c.session_id = s.id
               WHERE s.plan_line_id = l.id AND c.state = 'spent') c ON TRUE
         WHERE l.plan_id = ANY(%s) GROUP BY l.plan_id
        """,
        [plans.ids],
    )
    return {plan: tuple(round(figure) for figure in figures) for plan, *figures in env.cr.fetchall()}


def _get_forecast(env):
    return safe_eval(env.ref("service_training.training_certificate_action_ending").domain)


def _ask_forecast(env):
    """The groups and the first page of rows; found is how many there are in each group."""
    certificates, domain = env["training.certificate"], _get_forecast(env)

    def ask():
        groups = certificates.web_read_group(domain, ["root_id"], ["__count"])["groups"]
        certificates.web_search_read(domain, _ROWS, limit=80)
        return {group["root_id"][0]: group["__count"] for group in groups}

    return _time(env, ask)


def _read_forecast(env):
    today = date.today()
    after = (today.replace(day=1) + timedelta(days=70)).replace(day=1)
    env.cr.execute(
        "SELECT c.root_id, COUNT(*) FROM training_certificate c LEFT JOIN hr_employee e ON e.id = c.employee_id"
        " WHERE c.revoked_on IS NULL AND c.superseded_by_id IS NULL AND c.qualified_until >= %s"
        " AND c.qualified_until < %s AND (e.id IS NULL OR e.active) GROUP BY c.root_id",
        [today.replace(day=1), after],
    )
    return dict(env.cr.fetchall())


def _ask_holders(env, courses):
    return _time(env, lambda: len(env["training.certificate"]._get_holders(courses)))


def _read_holders(env):
    env.cr.execute(
        "SELECT COUNT(DISTINCT (partner_id, root_id)) FROM training_certificate WHERE revoked_on IS NULL"
        " AND superseded_by_id IS NULL AND issued <= %(day)s"
        " AND (qualified_until IS NULL OR qualified_until >= %(day)s)",
        {"day": date.today()},
    )
    return env.cr.fetchone()[0]


# Who and what there is


def _make_courses(env):
    project = {"name": "Project", "lecture_hours": 4, "practice_hours": 2}
    module = {"name": "Module", "project_ids": [Command.create(project)]}
    courses = env["training.course"].create(
        [{"name": f"Course {n}", "module_ids": [Command.create(module)]} for n in range(_COURSES)]
    )
    courses.action_put_in_force()
    return courses


def _hire(env, number, offset):
    department = env["hr.department"].create({"name": f"Department {offset}"})
    return env["hr.employee"].create(
        [{"name": f"Person {offset}-{n}", "department_id": department.id} for n in range(number)]
    )


def _plan(env, courses, number, people, offset):
    """A tenth as many plans as sessions, each session full and decided: nine of ten have passed."""
    lines = [{"course_id": course.id, "headcount": 2 * _SEATS, "budget": 5_000} for course in courses]
    plans = env["training.plan"].create(
        [
            {"year": 2030 + offset + index, "line_ids": [Command.create(line) for line in lines]}
            for index in range(max(1, _PLANS * number // _SESSIONS))
        ]
    )
    start = datetime(2026, 3, 2, 8)
    slots = [
        {"start": start + timedelta(hours=5 * n), "stop": start + timedelta(hours=5 * n + 4), "hours": hours}
        for n, hours in enumerate((4, 2))
    ]
    sessions = env["training.session"].create(
        [
            {
                "course_id": plans.line_ids[index % len(plans.line_ids)].course_id.id,
                "plan_line_id": plans.line_ids[index % len(plans.line_ids)].id,
                "capacity": 0,
                "slot_ids": [Command.create(slot) for slot in slots],
                "cost_ids": [Command.create({"kind": "venue", "amount": 800, "state": "spent"})],
            }
            for index in range(number)
        ]
    )
    env.flush_all()
    _fill(env, sessions, people)
    return plans


def _fill(env, sessions, people):
    """Participants and their attendance, as rows."""
    env.cr.execute(
        """
        WITH person AS (
            SELECT p.id, p.place - 1 AS place, e.work_contact_id AS partner
              FROM unnest(%(people)s) WITH ORDINALITY AS p(id, place) JOIN hr_employee e ON e.id = p.id),
        seat AS (
            INSERT INTO training_enrollment
                (session_id, course_id, company_id, employee_id, partner_id, customer_id, state, result, attempt)
            SELECT s.id, s.course_id, s.company_id, p.id, p.partner, p.partner, 'enrolled',
                   CASE WHEN p.place %% 10 = 0 THEN 'failed' ELSE 'passed' END, 1
              FROM unnest(%(sessions)s) WITH ORDINALITY AS t(id, place)
              JOIN training_session s ON s.id = t.id
              JOIN person p ON (p.place + %(count)s - (t.place * %(seats)s) %% %(count)s) %% %(count)s < %(seats)s
            RETURNING id, session_id, partner_id, company_id)
        INSERT INTO training_attendance
            (enrollment_id, slot_id, session_id, partner_id, company_id, state, hours, source)
        SELECT seat.id, slot.id, seat.session_id, seat.partner_id, seat.company_id, 'present', slot.hours, 'list'
          FROM seat JOIN training_session_slot slot ON slot.session_id = seat.session_id
        """,
        {"people": people.ids, "sessions": sessions.ids, "seats": _SEATS, "count": len(people)},
    )
    for table in ("training_enrollment", "training_attendance"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def _certify(env, courses, people):
    """A certificate of every course for everybody, ending evenly over a year."""
    env.cr.execute(
        """
        INSERT INTO training_certificate (number, token, partner_id, customer_id, employee_id, course_id, root_id,
            company_id, origin, issued, valid_to, qualified_until)
        SELECT 'B' || e.id || '-' || c.id, md5(e.id || '-' || c.id), e.work_contact_id, e.work_contact_id, e.id, c.id,
               c.id, %(company)s, 'import', d.today - 300, d.today + n.days, d.today + n.days
          FROM hr_employee e CROSS JOIN unnest(%(courses)s) AS c(id), LATERAL (SELECT %(today)s::date AS today) d,
               LATERAL (SELECT (e.id * 7 + c.id * 31) %% 365 AS days) n
         WHERE e.id = ANY(%(people)s)
        """,
        {"company": env.company.id, "courses": courses.ids, "people": people.ids, "today": date.today()},
    )
    env.cr.execute("ANALYZE training_certificate")
    env.invalidate_all()
