from odoo import api, fields, models
from odoo.tools import SQL

# The length of a period, and how many of them make a year
_INTERVALS = {"month": ("1 month", 12), "quarter": ("3 months", 4), "year": ("1 year", 1)}


class ServiceRetention(models.Model):
    """Who stayed: a row per customer and quarter since the first case, purchase or visit.

    Active at the end of a quarter is who used the service within the company's days before it (the present quarter ends
    now). Retention is the share of who was active a year before. Shares are means of 0 and 1,
    so that they are right in any grouping; who does not count is empty.

    :meth:`_query` is the one definition of all this: an indicator that counts it by month says at the end of March what
    this report says of the first quarter.
    """

    _name = "service.retention"
    _description = "Retention"
    _auto = False
    _order = "quarter desc, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    tier_id = fields.Many2one("service.loyalty.tier", string="Loyalty Tier", readonly=True)
    cohort = fields.Date(string="First Quarter", readonly=True)
    quarter = fields.Date(readonly=True)
    age = fields.Integer(string="Quarters Later", readonly=True, aggregator=None)
    finished = fields.Boolean(string="Finished Quarter", readonly=True)
    last_on = fields.Date(string="Last Use", readonly=True)
    present = fields.Float(string="Active Customers", readonly=True, aggregator="avg")
    present_count = fields.Integer(string="Number of Active Customers", readonly=True)
    was_present = fields.Boolean(string="Active a Year Before", readonly=True)
    retained = fields.Float(string="Retention Rate", readonly=True, aggregator="avg")
    lost = fields.Integer(string="Customers Lost", readonly=True, help="Lost in this quarter: none for too long.")

    @property
    def _table_query(self):
        return SQL(
            "SELECT row_number() OVER (ORDER BY r.partner_id, r.company_id, r.period)::int AS id,"
            " r.company_id, r.partner_id, f.tier_id, r.cohort, r.period AS quarter,"
            " ((EXTRACT(YEAR FROM r.period) - EXTRACT(YEAR FROM r.cohort)) * 4"
            "  + EXTRACT(QUARTER FROM r.period) - EXTRACT(QUARTER FROM r.cohort))::int AS age,"
            " r.finished, r.last_at::date AS last_on, r.active::int::float8 AS present, r.active::int AS present_count,"
            " COALESCE(r.was_active, FALSE) AS was_present,"
            " CASE WHEN r.was_active THEN r.active::int::float8 END AS retained,"
            " (r.lost AND NOT COALESCE(r.was_lost, FALSE))::int AS lost"
            " FROM (%s) r LEFT JOIN service_customer_file f"
            " ON f.company_id = r.company_id AND f.partner_id = r.partner_id",
            self._query("quarter"),
        )

    @api.model
    def _query(self, interval):
        """A query of every customer at the end of every period since the first use.

        Its columns: company_id, partner_id, cohort and period (first days), finished, last_at, active, lost; was_active
        is active at the end of the same period a year before, was_lost is lost at the end of the period before (both
        NULL where there is none). The retention rate is the share of active in the rows with was_active: what an
        indicator counts. A year, because who came back within it is active again: the rate of an end of period does not
        depend on the length of the periods.

        :param interval: ``month``, ``quarter`` or ``year``
        """
        step, year = _INTERVALS[interval]
        return SQL(
            "SELECT s.*, LAG(s.active, %(year)s) OVER w AS was_active, LAG(s.lost) OVER w AS was_lost FROM ("
            "SELECT g.company_id, g.partner_id, g.cohort, g.period, g.stop <= %(now)s AS finished,"
            " g.last_at, LEAST(g.stop, %(now)s) - g.last_at <= make_interval(days =>"
            "  c.service_active_days) AS active,"
            " LEAST(g.stop, %(now)s) - g.last_at > make_interval(days => c.service_churn_days) AS lost"
            " FROM ("
            "  SELECT k.company_id, k.partner_id, k.cohort::date AS cohort, p::date AS period, p + %(step)s AS stop,"
            "   MAX(u.last_at) OVER (PARTITION BY k.company_id, k.partner_id ORDER BY p) AS last_at"
            "  FROM (SELECT company_id, partner_id, date_trunc(%(interval)s, MIN(at)) AS cohort"
            "   FROM (%(use)s) v GROUP BY company_id, partner_id) k"
            "  CROSS JOIN generate_series(k.cohort, %(now)s, %(step)s) p"
            "  LEFT JOIN (SELECT company_id, partner_id, date_trunc(%(interval)s, at) AS period, MAX(at) AS last_at"
            "   FROM (%(use)s) v GROUP BY 1, 2, 3) u"
            "   ON u.company_id = k.company_id AND u.partner_id = k.partner_id AND u.period = p"
            " ) g JOIN res_company c ON c.id = g.company_id) s"
            " WINDOW w AS (PARTITION BY s.company_id, s.partner_id ORDER BY s.period)",
            interval=interval,
            step=SQL("%s::interval", step),
            year=year,
            now=fields.Datetime.now(),
            use=self.env["service.customer.activity"]._get_use_query(),
        )
