from collections import defaultdict
from datetime import datetime, time, timedelta

from pytz import timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..engine.period import between, containing
from ..engine.shrinkage import shrink

_LONG = ("quarter", "half_year", "year")
# How far back days and weeks are kept up to date
_RECENT = timedelta(days=35)
_COLUMNS = {
    "kpi_id": "int4",
    "root_id": "int4",
    "company_id": "int4",
    "subject_kind": "varchar",
    "department_id": "int4",
    "team_id": "int4",
    "employee_id": "int4",
    "period_kind": "varchar",
    "date_start": "date",
    "date_end": "date",
    "numerator": "float8",
    "denominator": "float8",
    "n": "int4",
    "asked": "int4",
    "expected": "float8",
    "peer": "float8",
    "raw_value": "float8",
    "value": "float8",
    "target": "float8",
    "score": "float8",
    "state": "varchar",
    "frozen": "bool",
}
_KEY = SQL(
    "(root_id, company_id, period_kind, date_start, subject_kind,"
    " COALESCE(department_id, 0), COALESCE(team_id, 0), COALESCE(employee_id, 0))"
)


class ServiceKpiMeasure(models.Model):
    """How figures are made: sums by SQL, judged by the engine, stored in one statement per indicator and kind."""

    _inherit = "service.kpi.measure"

    @api.model
    def _cron_measure(self):
        """Measure what is still open: committed per company and indicator, so that a long run loses nothing."""
        today = fields.Date.context_today(self)
        jobs = [
            (company, kpi)
            for company in self.env["res.company"].sudo().search([])
            for kpi in self.env["service.kpi"]._get_versions(today, company)
        ]
        for index, (company, kpi) in enumerate(jobs, start=1):
            self._measure(company, kpi.root_id, today - _RECENT, today)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(jobs) - index):
                break

    @api.model
    def _measure(self, company, roots, start, end, kinds=None):
        """Measure the open periods that have a day in [start, end], both ends included.

        :param roots: first versions of the indicators
        :param kinds: kinds of period, all that the indicators are measured by unless said otherwise
        """
        last = end + timedelta(days=1)
        closed = self.env["service.kpi.period"]._get_closed(company)
        for root in roots:
            for kind in kinds or ("month", "day", "week", *_LONG):
                for first, until, kpi in self._get_spans(root, company, kind, start, last, closed):
                    self._measure_span(kpi, company, kind, first, until)

    @api.model
    def _get_spans(self, root, company, kind, start, end, closed):
        """Runs of open periods that one version judges: ``(first day, day after the last, version)``."""
        spans = []
        for period in between(kind, start, end):
            if kind not in ("day", "week") and (kind, period.start) in closed:
                continue
            kpi = root._get_version_on(period.last_day, company)
            if not kpi or (kind in ("day", "week") and not kpi.daily):
                continue
            if spans and spans[-1][1] == period.start and spans[-1][2] == kpi and kind not in _LONG:
                spans[-1] = (spans[-1][0], period.end, kpi)
            else:
                spans.append((period.start, period.end, kpi))
        return spans

    @api.model
    def _measure_span(self, kpi, company, kind, start, end):
        if kind in _LONG:
            rows = self._sum_months(kpi, company, start, end)
        else:
            rows = self._count_facts(kpi, company, kind, start, end)
        self._judge(kpi, company, kind, rows)
        self._store(kpi, company, kind, start, end, rows)

    # Judging

    @api.model
    def _judge(self, kpi, company, kind, rows, end=None):
        """Complete rows of sums by value, target, score and state.

        :param end: the day after the last, of rows whose days are no period of the kind
        """
        overall = {row["period"]: row for row in rows if row["subject_kind"] == "company"}
        subjects = self._get_target_subjects(company) if kpi.target_ids else {}
        bases = self._get_base_values(kpi, company)
        if kpi.calculation == "per_day":
            self._divide_by_days(company, kind, rows, end)
        for row in rows:
            raw = self._get_raw(kpi, row)
            value = self._even_out(kpi, row, raw, overall.get(row["period"]))
            key = (row["subject_kind"], company.id, row["subject"])
            target = kpi.target_ids._choose(kind, subjects.get(key, _NOBODY))._get_value(key, bases)
            state = "none" if raw is None else "few" if row["n"] < kpi.min_n else "ok"
            score = kpi._get_score(value, target) if state == "ok" else None
            row.update(
                raw_value=raw, value=value, target=target, state=state, score=None if score is None else float(score)
            )

    @api.model
    def _get_raw(self, kpi, row):
        """The value as counted, None where there is none."""
        if not row["n"]:
            return None
        if kpi.calculation == "total":
            return row["numerator"]
        return row["numerator"] / row["denominator"] if row["denominator"] else None

    @api.model
    def _even_out(self, kpi, row, raw, overall):
        """The value that a person is judged by: without the luck of the case mix, small samples drawn to the team."""
        if raw is None or kpi.calculation != "ratio" or row["subject_kind"] != "employee":
            return raw
        count, total = row["denominator"], row["numerator"]
        if kpi.case_mix and row["expected"] is not None and overall:
            total += count * overall["numerator"] / overall["denominator"] - row["expected"]
        if kpi.shrink and row["peer"] is not None:
            return shrink(total, count, row["peer"] / count, kpi.shrink)
        return total / count

    @api.model
    def _divide_by_days(self, company, kind, rows, end=None):
        """Working days without leave as the denominator: a person's own, for others the sum over their people.

        Those of all days of the row: also of the months of a year in which the person has nothing to show.
        """
        counted = {row["subject"] for row in rows if row["subject_kind"] == "employee" and row["n"]}
        people = self.env["hr.employee"].sudo().browse(counted)
        teams = {**self._get_people_by_subject(people), ("company", None): people.ids}
        for start in {row["period"] for row in rows}:
            days = self._get_work_days(people, company, start, end or containing(kind, start).end)
            for row in rows:
                if row["period"] == start:
                    own = teams.get((row["subject_kind"], row["subject"]), ())
                    row["denominator"] = sum(days.get(person, 0.0) for person in own)

    @api.model
    def _get_work_days(self, people, company, start, end, compute_leaves=True):
        """``{employee id: working days}`` of [start, end), up to today, without leave unless asked for all."""
        end = min(end, fields.Date.context_today(self) + timedelta(days=1))
        if end <= start:
            return {}
        zone = timezone(company.resource_calendar_id.tz or "UTC")
        low, high = (zone.localize(datetime.combine(day, time.min)) for day in (start, end))
        # hr drops elevated rights on the way to the calendar, and rules hide other people's leaves
        people = people.with_user(SUPERUSER_ID)
        days = people._get_work_days_data_batch(low, high, compute_leaves=compute_leaves)
        return {person: data["days"] for person, data in days.items()}

    @api.model
    def _get_people_by_subject(self, people):
        """Whose days count for a team or department: ``{(kind, id): employee ids}``."""
        found = defaultdict(set)
        for person in people:
            found["employee", person.id].add(person.id)
            for team in person.user_id.helpdesk_team_ids:
                for node in _path(team):
                    found["team", node].add(person.id)
            for node in _path(person.department_id):
                found["department", node].add(person.id)
        return found

    @api.model
    def _get_target_subjects(self, company):
        """What targets may name of each subject: ``{(kind, company id, id): {job, teams, departments}}``."""
        subjects = {("company", company.id, None): _NOBODY}
        own = [("company_id", "in", (False, company.id))]
        for team in self.env["helpdesk.ticket.team"].sudo().with_context(active_test=False).search(own):
            subjects["team", company.id, team.id] = {**_NOBODY, "teams": _path(team)}
        for department in self.env["hr.department"].sudo().with_context(active_test=False).search(own):
            subjects["department", company.id, department.id] = {**_NOBODY, "departments": _path(department)}
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        for employee in employees.search([("company_id", "=", company.id)]):
            subjects["employee", company.id, employee.id] = {
                "job": employee.job_id.id,
                "teams": {node for team in employee.user_id.helpdesk_team_ids for node in _path(team)},
                "departments": _path(employee.department_id),
            }
        return subjects

    @api.model
    def _get_base_values(self, kpi, company):
        """``{(target id, subject key): value}`` of the base periods, counted now from the facts themselves."""
        values = {}
        for target in kpi.target_ids.filtered(lambda t: t.basis == "change" and t.base_start and t.base_end):
            for row in self._count_range(kpi, company, target.base_start, target.base_end):
                raw = self._get_raw(kpi, row)
                if raw is not None and row["n"] >= kpi.min_n:
                    values[target.id, (row["subject_kind"], company.id, row["subject"])] = raw
        return values

    @api.model
    def _count_range(self, kpi, company, start, end):
        """Sums per subject over any range of days, both ends included."""
        sums = {}
        for row in self._count_facts(kpi, company, "month", start, end + timedelta(days=1)):
            key = (row["subject_kind"], row["subject"])
            known = sums.setdefault(key, {**row, **dict.fromkeys(_ADDED, 0)})
            for name in _ADDED:
                known[name] += row[name] or 0
        return list(sums.values())

    # Storing

    @api.model
    def _store(self, kpi, company, kind, start, end, rows):
        """Insert or update the figures, and empty those that nothing counts in any more."""
        values = [self._prepare_row(kpi, company, kind, row) for row in rows]
        keys = [(row["period"], row["subject_kind"], row["subject"] or 0) for row in rows]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE service_kpi_measure SET n = 0, asked = 0, numerator = NULL, denominator = NULL, expected = NULL,
                       peer = NULL, raw_value = NULL, value = NULL, score = NULL, state = 'none'
                 WHERE root_id = %s AND company_id = %s AND period_kind = %s AND date_start >= %s AND date_start < %s
                   AND NOT frozen AND (date_start, subject_kind, COALESCE(employee_id, team_id, department_id, 0))
                       NOT IN (SELECT * FROM unnest(%s::date[], %s::varchar[], %s::int4[]))
                """,
                kpi.root_id.id,
                company.id,
                kind,
                start,
                end,
                *([key[index] for key in keys] for index in range(3)),
            )
        )
        if values:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO service_kpi_measure (%s) SELECT * FROM unnest(%s)"
                    " ON CONFLICT %s DO UPDATE SET %s WHERE NOT service_kpi_measure.frozen",
                    SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                    SQL(", ").join(
                        SQL("%s::%s[]", [value[index] for value in values], SQL(kind))
                        for index, kind in enumerate(_COLUMNS.values())
                    ),
                    _KEY,
                    SQL(", ").join(
                        SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in _COLUMNS
                    ),
                )
            )
        self.invalidate_model()

    @api.model
    def _prepare_row(self, kpi, company, kind, row):
        subject = dict.fromkeys(("department_id", "team_id", "employee_id"))
        if row["subject"]:
            subject[f"{row['subject_kind']}_id"] = row["subject"]
        values = {
            **row,
            **subject,
            "kpi_id": kpi.id,
            "root_id": kpi.root_id.id,
            "company_id": company.id,
            "period_kind": kind,
            "date_start": row["period"],
            "date_end": containing(kind, row["period"]).last_day,
            "frozen": False,
        }
        return tuple(values[name] for name in _COLUMNS)


_ADDED = ("numerator", "denominator", "n", "asked")
_NOBODY = {"job": None, "teams": frozenset(), "departments": frozenset()}


def _path(node):
    """The ids of a node and all above it."""
    return {int(part) for part in (node.parent_path or "").split("/") if part}
