from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

# What a fact tells, and the type that stands for "not told"
FACT_COLUMNS = {
    "res_id": "int4",
    "at": "timestamp",
    "company_id": "int4",
    "team_id": "int4",
    "user_id": "int4",
    "category_id": "int4",
    "channel_id": "int4",
    "priority": "varchar",
    "numerator": "float8",
    "denominator": "float8",
    "label": "varchar",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an indicator's facts come from.

    ``facts`` is the name of a method of ``service.kpi.source`` that is given the indicator and returns the query of
    its facts (:meth:`ServiceKpiSource._fact`); ``model`` is the model of the records that are counted.
    """

    label: str
    model: str
    facts: str


class ServiceKpiSource(models.AbstractModel):
    """What the indicators can count: one fact per record.

    A fact is a row of ``FACT_COLUMNS``: the record, the UTC moment that decides its period, whose it is, its case mix
    (category, channel, priority) and its numerator and denominator. A record with an empty denominator was asked for
    but did not answer: it counts in the response rate alone.

    Another addon adds a source in a few lines::

        class ServiceKpiSource(models.AbstractModel):
            _inherit = "service.kpi.source"

            @api.model
            def _get_sources(self):
                return super()._get_sources() | {
                    "inspection": Source(self.env._("Inspection score"), "service.inspection", "_facts_inspection")
                }

            @api.model
            def _facts_inspection(self, kpi):
                return SQL("SELECT %s FROM service_inspection i", self._fact(res_id=SQL("i.id"), at=SQL("i.date"), …))
    """

    _name = "service.kpi.source"
    _description = "Source of Indicators"

    @api.model
    def _get_sources(self):
        """``{code: Source}`` of everything that can be measured."""
        clock, ticket, rating = "service.clock", "helpdesk.ticket", "rating.rating"
        return {
            "promises": Source(self.env._("Promises kept"), clock, "_facts_promises"),
            "answer": Source(self.env._("Calls answered in time"), clock, "_facts_answer"),
            "first_response": Source(self.env._("First response in time"), clock, "_facts_first_response"),
            "response_hours": Source(self.env._("Hours to the first response"), clock, "_facts_response_hours"),
            "resolution": Source(self.env._("Resolved in time"), clock, "_facts_resolution"),
            "closure": Source(self.env._("Closed in time"), clock, "_facts_closure"),
            "complaint": Source(self.env._("Complaints resolved in time"), clock, "_facts_complaint"),
            "callback": Source(self.env._("Call-backs kept"), clock, "_facts_callback"),
            "reopening": Source(self.env._("Closed cases that were reopened"), ticket, "_facts_reopening"),
            "closed": Source(self.env._("Closed cases"), ticket, "_facts_closed"),
            "csat": Source(self.env._("Satisfied customers by Odoo's ratings"), rating, "_facts_csat"),
            "rating": Source(self.env._("Mean customer rating"), rating, "_facts_rating"),
            "retention": Source(self.env._("Customers retained"), "res.partner", "_facts_retention"),
            "aggregate": Source(self.env._("Own definition"), "", "_facts_aggregate"),
        }

    @api.model
    def _get_selection(self):
        return [(code, source.label) for code, source in self._get_sources().items()]

    @api.model
    def _get_model(self, kpi):
        """The model of the records that an indicator counts."""
        return kpi.aggregate_model_id.model or self._get_sources()[kpi.source].model

    @api.model
    def _get_facts(self, kpi):
        """The query of an indicator's facts, of every company and moment."""
        return getattr(self, self._get_sources()[kpi.source].facts)(kpi)

    @api.model
    def _fact(self, **columns):
        """The select list of a fact; what is not told is empty.

        :param columns: an ``SQL`` expression per name of ``FACT_COLUMNS``
        """
        return SQL(", ").join(
            SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), SQL(kind), SQL.identifier(name))
            for name, kind in FACT_COLUMNS.items()
        )

    # Promises

    @api.model
    def _facts_promises(self, kpi):
        return self._facts_clock(SQL("TRUE"))

    @api.model
    def _facts_answer(self, kpi):
        return self._facts_clock(SQL("c.metric = 'answer'"))

    @api.model
    def _facts_first_response(self, kpi):
        return self._facts_clock(SQL("c.metric = 'first_response'"))

    @api.model
    def _facts_resolution(self, kpi):
        return self._facts_clock(SQL("c.metric = 'resolution'"))

    @api.model
    def _facts_closure(self, kpi):
        return self._facts_clock(SQL("c.metric = 'closure'"))

    @api.model
    def _facts_callback(self, kpi):
        return self._facts_clock(SQL("c.metric = 'callback'"))

    @api.model
    def _facts_complaint(self, kpi):
        return self._facts_clock(SQL("c.metric = 'resolution' AND t.kind = 'complaint'"))

    @api.model
    def _facts_response_hours(self, kpi):
        stopped = SQL("c.metric = 'first_response' AND c.stop IS NOT NULL")
        return self._facts_clock(stopped, numerator=SQL("c.hours_used"), at=SQL("c.stop"))

    @api.model
    def _facts_clock(self, condition, numerator=None, at=None):
        """Promises that were kept, counted when they were, or broken, counted when they fell due; no waived ones."""
        return SQL(
            "SELECT %s FROM service_clock c LEFT JOIN helpdesk_ticket t ON t.id = c.ticket_id"
            " WHERE c.result IN ('met', 'missed') AND (%s)",
            self._fact(
                res_id=SQL("c.id"),
                at=at or SQL("CASE c.result WHEN 'met' THEN c.stop ELSE c.due END"),
                company_id=SQL("c.company_id"),
                team_id=SQL("c.team_id"),
                user_id=SQL("c.user_id"),
                category_id=SQL("c.category_id"),
                channel_id=SQL("c.channel_id"),
                priority=SQL("t.priority"),
                numerator=numerator or SQL("CASE c.result WHEN 'met' THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
                label=SQL("COALESCE(%s, '') || ' · ' || c.metric", self._clock_subject()),
            ),
            condition,
        )

    @api.model
    def _clock_subject(self):
        """The name of what a clock ``c`` (of a ticket ``t``) was about; addons add their subjects."""
        return SQL("t.number || ' ' || t.name")

    # Cases

    @api.model
    def _facts_reopening(self, kpi):
        return self._facts_ticket(SQL("CASE WHEN t.clock_cycle > 1 THEN 1 ELSE 0 END"))

    @api.model
    def _facts_closed(self, kpi):
        return self._facts_ticket(SQL("1"))

    @api.model
    def _facts_ticket(self, numerator):
        """Cases that are closed, counted when they were closed last; no duplicates."""
        return SQL(
            "SELECT %s FROM helpdesk_ticket t JOIN helpdesk_ticket_stage s ON s.id = t.stage_id AND s.closed"
            " WHERE t.closed_date IS NOT NULL AND t.duplicate_id IS NULL AND t.active",
            self._fact(**self._ticket_columns(), at=SQL("t.closed_date"), numerator=numerator, denominator=SQL("1")),
        )

    @api.model
    def _ticket_columns(self):
        return {
            "res_id": SQL("t.id"),
            "company_id": SQL("t.company_id"),
            "team_id": SQL("t.team_id"),
            "user_id": SQL("t.user_id"),
            "category_id": SQL("t.category_id"),
            "channel_id": SQL("t.channel_id"),
            "priority": SQL("t.priority"),
            "label": SQL("t.number || ' ' || t.name"),
        }

    # Customers

    @api.model
    def _facts_csat(self, kpi):
        # Odoo calls a customer satisfied from 4 of 5 stars on (rating_data.RATING_LIMIT_SATISFIED)
        return self._facts_rating_of(SQL("CASE WHEN r.rating >= 4 THEN 1 ELSE 0 END"))

    @api.model
    def _facts_rating(self, kpi):
        return self._facts_rating_of(SQL("r.rating"))

    @api.model
    def _facts_rating_of(self, numerator):
        """Requests to rate a case. Who answered counts when it was answered, who did not when it was asked."""
        return SQL(
            "SELECT %s FROM rating_rating r JOIN helpdesk_ticket t ON t.id = r.res_id"
            " LEFT JOIN res_users u ON u.partner_id = r.rated_partner_id"
            " WHERE r.res_model = 'helpdesk.ticket'",
            self._fact(
                **self._ticket_columns() | {"res_id": SQL("r.id"), "user_id": SQL("COALESCE(u.id, t.user_id)")},
                at=SQL("CASE WHEN r.consumed THEN COALESCE(r.rated_on, r.write_date) ELSE r.create_date END"),
                numerator=SQL("CASE WHEN r.consumed THEN %s END", numerator),
                denominator=SQL("CASE WHEN r.consumed THEN 1 END"),
            ),
        )

    @api.model
    def _facts_retention(self, kpi):
        """Customers who were active a year before: a fact per customer and month, kept if active at the month's end.

        The definition is that of ``service.retention``, with the company's days.
        """
        return SQL(
            "SELECT %s FROM (%s) r JOIN res_partner p ON p.id = r.partner_id WHERE r.was_active",
            self._fact(
                res_id=SQL("r.partner_id"),
                # the middle of the month: the same month in every time zone
                at=SQL("r.period + INTERVAL '14 days'"),
                company_id=SQL("r.company_id"),
                numerator=SQL("r.active::int"),
                denominator=SQL("1"),
                label=SQL("p.name"),
            ),
            self.env["service.retention"]._query("month"),
        )

    # No code

    @api.model
    def _facts_aggregate(self, kpi):
        return kpi._get_aggregate_facts()
