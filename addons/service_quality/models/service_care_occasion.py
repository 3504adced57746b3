from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_FIRST_YEAR = 1


class ServiceCareRule(models.Model):
    """When a rule's occasions are: queries with the columns partner_id (the customer), contact_id (who is written to;
    empty: whoever can be reached), day and key (what makes the occasion a single one)."""

    _inherit = "service.care.rule"

    def _get_occasions(self, since, until, partner_ids=None):
        """The occasions of a rule whose messages fall due between two days, both included.

        :param partner_ids: of these customers alone
        :return: list of tuples ``(due day, customer id, contact id or None, key)``, in their order
        """
        self.ensure_one()
        first, last = since - timedelta(days=self.days), until - timedelta(days=self.days)
        self.env.flush_all()
        query = getattr(self, f"_query_{self.trigger}")(first, last)
        rows = self.env.execute_query(
            SQL(
                "SELECT o.day, o.partner_id, o.contact_id, o.key FROM (%s) o"
                " JOIN service_customer_file f ON f.partner_id = o.partner_id AND f.company_id = %s"
                " WHERE o.day BETWEEN %s AND %s AND %s AND %s AND %s"
                " ORDER BY o.day, o.partner_id, o.key",
                query,
                self.company_id.id,
                first,
                last,
                SQL("f.partner_id = ANY(%s)", list(partner_ids)) if partner_ids is not None else SQL("TRUE"),
                SQL("f.tier_id IN %s", tuple(self.tier_ids.ids)) if self.tier_ids else SQL("TRUE"),
                {
                    "active": SQL("f.standing = 'active'"),
                    "present": SQL("f.standing IN ('active', 'fading')"),
                    "any": SQL("TRUE"),
                }[self.standing],
            )
        )
        due = [
            (day + timedelta(days=self.days), partner_id, contact_id, key) for day, partner_id, contact_id, key in rows
        ]
        segment = self._get_segment()
        if due and not segment.is_true():
            partners = self.env["res.partner"].sudo().browse({row[1] for row in due})
            inside = set(partners.search(segment & fields.Domain("id", "in", partners.ids)).ids)
            due = [row for row in due if row[1] in inside]
        return due

    @api.model
    def _query_yearly(self, rows, first, last):
        """A query of a date that comes back every year.

        :param rows: a query with partner_id, contact_id, origin (a date) and name (part of the key)
        """
        return SQL(
            "SELECT r.partner_id, r.contact_id,"
            " (r.origin + make_interval(years => y - EXTRACT(YEAR FROM r.origin)::int))::date AS day,"
            " r.name || y::text AS key"
            " FROM (%s) r, generate_series(%s, %s) y WHERE y - EXTRACT(YEAR FROM r.origin)::int >= %s",
            rows,
            first.year,
            last.year,
            _FIRST_YEAR,
        )

    def _query_holiday(self, first, last):
        every = SQL("SELECT partner_id FROM service_customer_file WHERE company_id = %s", self.company_id.id)
        if self.yearly:
            # A holiday is one this year too, so it is counted from the year before
            rows = SQL(
                "SELECT partner_id, NULL::int AS contact_id, %s::date AS origin, '' AS name FROM (%s) v",
                self.day.replace(year=1996),
                every,
            )
            return self._query_yearly(rows, first, last)
        return SQL(
            "SELECT partner_id, NULL::int AS contact_id, %s::date AS day, %s AS key FROM (%s) v",
            self.day,
            str(self.day),
            every,
        )

    def _query_birthday(self, first, last):
        rows = SQL(
            "SELECT commercial_partner_id AS partner_id, id AS contact_id, %(date)s AS origin, id || '/' AS name"
            " FROM res_partner WHERE active AND commercial_partner_id IS NOT NULL AND %(date)s IS NOT NULL",
            date=SQL.identifier(self.sudo().date_field_id.name),
        )
        return self._query_yearly(rows, first, last)

    def _query_anniversary(self, first, last):
        rows = SQL(
            "SELECT partner_id, NULL::int AS contact_id, COALESCE(first_purchase_on, first_on) AS origin, '' AS name"
            " FROM service_customer_file WHERE company_id = %s AND first_on IS NOT NULL",
            self.company_id.id,
        )
        return self._query_yearly(rows, first, last)

    def _query_solved(self, first, last):
        return SQL(
            "SELECT commercial_partner_id AS partner_id, partner_id AS contact_id, solved_at::date AS day,"
            " id::text AS key FROM helpdesk_ticket WHERE company_id = %s AND closed"
            " AND solved_at >= %s::date AND solved_at < %s::date + 1",
            self.company_id.id,
            first,
            last,
        )

    def _query_tier(self, first, last):
        return SQL(
            "SELECT partner_id, NULL::int AS contact_id, date AS day, id::text AS key FROM service_loyalty_change"
            " WHERE company_id = %s AND risen AND date BETWEEN %s AND %s",
            self.company_id.id,
            first,
            last,
        )

    def _query_silent(self, first, last):
        return SQL(
            "SELECT partner_id, NULL::int AS contact_id, last_on AS day, last_on::text AS key"
            " FROM service_customer_file WHERE company_id = %s AND last_on BETWEEN %s AND %s",
            self.company_id.id,
            first,
            last,
        )
