from odoo import api, models
from odoo.tools import SQL

from .service_kpi_source import Source

_DAY = SQL("INTERVAL '24 hours'")


class ServiceKpiSource(models.AbstractModel):
    """What complaints tell: how long they take, how many are closed within a day, how often the first proposal is
    accepted. Duplicates do not count."""

    _inherit = "service.kpi.source"

    @api.model
    def _get_sources(self):
        ticket = "helpdesk.ticket"
        return super()._get_sources() | {
            "complaint_hours": Source(
                self.env._("Hours until a complaint is closed"), ticket, "_facts_complaint_hours"
            ),
            "complaint_day": Source(self.env._("Complaints closed within 24 hours"), ticket, "_facts_complaint_day"),
            "complaint_success": Source(
                self.env._("Complaints settled by the first proposal"), ticket, "_facts_complaint_success"
            ),
        }

    @api.model
    def _facts_complaint_hours(self, kpi):
        """Hours from reception to closing, by the clock on the wall, counted when the complaint was closed."""
        hours = SQL("EXTRACT(EPOCH FROM t.complaint_closed_at - t.complaint_received_at) / 3600")
        return self._facts_complaint_of(
            SQL("t.complaint_closed_at >= t.complaint_received_at"), SQL("t.complaint_closed_at"), hours
        )

    @api.model
    def _facts_complaint_day(self, kpi):
        """Closed within 24 hours, counted when it was; one that was not, when the 24 hours were over.

        So an open complaint counts against its handler on the day after, not on the day on which it is closed at last.
        """
        end = SQL("t.complaint_received_at + %s", _DAY)
        within = SQL("t.complaint_closed_at <= %s", end)
        return self._facts_complaint_of(
            SQL("%s OR %s <= (now() AT TIME ZONE 'UTC')", within, end),
            SQL("CASE WHEN %s THEN t.complaint_closed_at ELSE %s END", within, end),
            SQL("CASE WHEN %s THEN 1 ELSE 0 END", within),
        )

    @api.model
    def _facts_complaint_success(self, kpi):
        """Whether the customer accepted the first proposal, counted when it was decided on; no answer is none."""
        return self._facts_complaint_of(
            SQL("TRUE"),
            SQL("s.decided_at"),
            SQL("CASE s.state WHEN 'accepted' THEN 1 ELSE 0 END"),
            SQL(
                "JOIN (SELECT DISTINCT ON (ticket_id) ticket_id, state, decided_at FROM service_solution"
                " WHERE state IN ('accepted', 'rejected', 'no_answer') AND decided_at IS NOT NULL"
                " ORDER BY ticket_id, decided_at, id) s ON s.ticket_id = t.id"
            ),
        )

    @api.model
    def _facts_complaint_of(self, condition, at, numerator, join=None):
        return SQL(
            "SELECT %s FROM helpdesk_ticket t %s WHERE t.kind = 'complaint' AND t.active AND t.duplicate_id IS NULL"
            " AND t.complaint_received_at IS NOT NULL AND (%s)",
            self._fact(**self._ticket_columns(), at=at, numerator=numerator, denominator=SQL("1")),
            join or SQL(),
            condition,
        )
