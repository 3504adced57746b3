from contextlib import contextmanager
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .service_kpi_measure import OPENED

# Facts are looked for this much around a period, then cut by the company's own days
_ZONES = timedelta(days=1)
_MIX = ("category_id", "channel_id", "priority")


class ServiceKpiMeasure(models.Model):
    """The statements that count: facts → days and people → sums per subject.

    Plain SQL, because the number of statements must not depend on the number
    of facts: one per indicator and kind of period.
    """

    _inherit = "service.kpi.measure"

    @api.model
    def _get_dated_facts(self, kpi, company, start, end):
        """The query of an indicator's facts of the days [start, end), with day, employee and department."""
        facts = SQL(
            "SELECT f.*, %s AS day FROM (%s) f", self._get_day(company), self._get_facts(kpi, company, start, end)
        )
        return SQL("%s WHERE f.day >= %s AND f.day < %s", self._join_people(facts), start, end)

    @api.model
    def _get_facts(self, kpi, company, start, end):
        """The query of a company's facts of the days [start, end) and those around them: moments are in UTC."""
        return SQL(
            "SELECT * FROM (%s) f WHERE f.company_id = %s AND f.at >= %s AND f.at < %s",
            self.env["service.kpi.source"]._get_facts(kpi),
            company.id,
            start - _ZONES,
            end + _ZONES,
        )

    @api.model
    def _get_day(self, company):
        """The day of a fact ``f`` in the company's time zone."""
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        return SQL("(f.at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)

    @api.model
    def _join_people(self, rows):
        """Rows of a day and a user ``f``, with the employee, and the department of the employee's version of that day.

        Who moves takes no figures along.
        """
        return SQL(
            """
            SELECT f.*, e.id AS employee_id, v.department_id
              FROM (%s) f
              LEFT JOIN hr_employee e ON e.user_id = f.user_id AND e.company_id = f.company_id
              LEFT JOIN (SELECT employee_id, department_id,
                                CASE WHEN LAG(date_version) OVER w IS NULL THEN '-infinity'
                                     ELSE date_version END AS since,
                                COALESCE(LEAD(date_version) OVER w, 'infinity') AS until
                           FROM hr_version WHERE employee_id IS NOT NULL AND active
                         WINDOW w AS (PARTITION BY employee_id ORDER BY date_version)) v
                ON v.employee_id = e.id AND f.day >= v.since AND f.day < v.until
            """,
            rows,
        )

    @api.model
    def _count_facts(self, kpi, company, kind, start, end):
        """Sums per period of a kind and subject from the facts of [start, end): see :meth:`_count_days`."""
        return self._count_days(kind, self._get_days(kpi, company, start, end))

    @api.model
    def _get_days(self, kpi, company, start, end):
        """The query of an indicator's facts of the days [start, end), summed per day, person, team and mix of cases.

        Days are told apart, people looked up and moments outside cut off after the sums (``OFFSET 0`` keeps it that
        way), for each of some thousand rows instead of a million.
        """
        mix = _columns(_MIX)
        days = SQL(
            """
            SELECT %(day)s AS day, f.company_id, f.team_id, f.user_id, %(mix)s, SUM(f.numerator) AS numerator,
                   SUM(f.denominator) AS denominator, COUNT(f.denominator) AS n, COUNT(*) AS asked
              FROM (%(facts)s) f GROUP BY 1, 2, 3, 4, %(mix)s OFFSET 0
            """,
            day=self._get_day(company),
            mix=mix,
            facts=self._get_facts(kpi, company, start, end),
        )
        return SQL("%s WHERE f.day >= %s AND f.day < %s", self._join_people(days), start, end)

    @api.model
    def _count_days(self, kind, days):
        """Sums of days (:meth:`_get_days`) per period of a kind and subject.

        ``expected`` is what the company reaches on the same mix of cases, ``peer`` what the teams reach on as many;
        both are windows over the sums, so that no fact is read twice.

        :return: list of dicts, as :meth:`_sum_months` returns them
        """
        mix = _columns(_MIX)
        return self._fetch(
            SQL(
                """
                WITH leaf AS (
                    SELECT date_trunc(%(kind)s, day)::date AS period, team_id, department_id, employee_id, %(mix)s,
                           SUM(numerator) AS numerator, SUM(denominator) AS denominator, SUM(n) AS n,
                           SUM(asked) AS asked
                      FROM (%(days)s) d GROUP BY 1, 2, 3, 4, %(mix)s
                ), part AS (
                    SELECT leaf.*,
                           denominator * SUM(numerator) OVER mix / NULLIF(SUM(denominator) OVER mix, 0) AS expected,
                           denominator * SUM(numerator) OVER team / NULLIF(SUM(denominator) OVER team, 0) AS peer
                      FROM leaf
                    WINDOW mix AS (PARTITION BY period, %(mix)s), team AS (PARTITION BY period, team_id)
                )
                SELECT 'company' AS subject_kind, NULL::int4 AS subject, period, %(sums)s FROM part GROUP BY period
                UNION ALL
                SELECT 'employee', employee_id, period, %(sums)s FROM part
                 WHERE employee_id IS NOT NULL GROUP BY employee_id, period
                UNION ALL %(teams)s UNION ALL %(departments)s
                """,
                kind=kind,
                mix=mix,
                days=days,
                sums=_SUMS,
                teams=self._count_tree("team", "helpdesk_ticket_team"),
                departments=self._count_tree("department", "hr_department"),
            )
        )

    @api.model
    def _count_tree(self, kind, table):
        """Sums per team or department, with those below it."""
        return SQL(
            """
            SELECT %s, a.id, period, %s FROM part JOIN %s t ON t.id = part.%s
              JOIN %s a ON t.parent_path LIKE a.parent_path || '%%' GROUP BY a.id, period
            """,
            kind,
            _SUMS,
            SQL.identifier(table),
            SQL.identifier(f"{kind}_id"),
            SQL.identifier(table),
        )

    @api.model
    def _sum_months(self, kpi, company, start, end):
        """Sums per subject over the months of [start, end): numerators and denominators, no mean of means."""
        return self._fetch(
            SQL(
                """
                SELECT subject_kind, COALESCE(employee_id, team_id, department_id) AS subject, %s::date AS period, %s
                  FROM service_kpi_measure
                 WHERE root_id = %s AND company_id = %s AND period_kind = 'month'
                   AND date_start >= %s AND date_start < %s
                 GROUP BY subject_kind, COALESCE(employee_id, team_id, department_id)
                """,
                start,
                _SUMS,
                kpi.root_id.id,
                company.id,
                start,
                end,
            )
        )

    def _get_fact_ids(self):
        """The records that a figure of an open period counts now, the latest ones where there are very many."""
        self.ensure_one()
        measure = self.sudo()
        conditions = {
            "company": SQL("TRUE"),
            "employee": SQL("employee_id = %s", measure.employee_id.id),
            "team": SQL("team_id IN %s", measure._get_tree_ids("team_id")),
            "department": SQL("department_id IN %s", measure._get_tree_ids("department_id")),
        }
        facts = measure._get_dated_facts(
            measure.kpi_id, measure.company_id, measure.date_start, measure.date_end + timedelta(days=1)
        )
        query = SQL(
            "SELECT res_id FROM (%s) f WHERE %s GROUP BY res_id ORDER BY max(at) DESC, res_id DESC LIMIT %s",
            facts,
            conditions[measure.subject_kind],
            OPENED,
        )
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(query)]

    def _get_tree_ids(self, name):
        node = self[name].with_context(active_test=False)
        return tuple(node.search([("id", "child_of", node.ids)]).ids) or (0,)

    def _fetch(self, query):
        self.env.flush_all()
        with self._by_hash():
            self.env.cr.execute(query)
            return self.env.cr.dictfetchall()

    @contextmanager
    def _by_hash(self):
        """Statements over all facts of a period: joined and summed by hash.

        PostgreSQL cannot foresee how many rows meet conditions on a computed day. It expects few, and would look
        through everybody's versions again for each of a million, or sort the million on disk to sum it. Small trees
        have no other way of joining: what they seem to cost then would make PostgreSQL compile the statement, which
        takes longer than running it.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop = off; SET LOCAL enable_sort = off; SET LOCAL jit = off")
        yield
        # after an error the end of the transaction, or of its savepoint, takes it back
        self.env.cr.execute("RESET enable_nestloop; RESET enable_sort; RESET jit")


_SUMS = SQL(
    "SUM(numerator) AS numerator, SUM(denominator) AS denominator, SUM(n)::int4 AS n, SUM(asked)::int4 AS asked,"
    " SUM(expected) AS expected, SUM(peer) AS peer"
)


def _columns(names):
    return SQL(", ").join(map(SQL.identifier, names))
