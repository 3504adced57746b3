from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import Event, Terms, fold, open_state
from ..engine.moment import from_epoch, to_epoch
from ..engine.working_time import ALWAYS

_FOLD_COLUMNS = {
    "state": "varchar",
    "result": "varchar",
    "due": "timestamp",
    "at_risk_at": "timestamp",
    "stop": "timestamp",
    "waiting_for": "varchar",
    "paused_since": "timestamp",
    "seconds_used": "int4",
    "seconds_late": "int4",
    "seconds_paused": "int4",
    "hours_used": "float8",
    "hours_late": "float8",
    "compliance": "float8",
    "next_event_at": "timestamp",
}
_TERM_COLUMNS = (
    "company_id",
    "team_id",
    "user_id",
    "channel_id",
    "category_id",
    "partner_id",
    "standard_id",
    "target_id",
    "metric",
    "cycle",
    "start",
    "limit_seconds",
    "at_risk_percent",
    "calendar_id",
    "pauses",
)
_COMPLIANCE = {"met": 1.0, "missed": 0.0, "waived": 0.0}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be recorded on the clocks of a subject, or on those of some metrics only."""

    kind: str
    whose: str | None = None
    metrics: frozenset[str] | None = None
    note: str | None = None


class ServiceClock(models.Model):
    """How clocks are written: in batches, with a number of statements that does not depend on their number.

    Plain SQL, because the ORM inserts and updates at most 100 rows a
    statement, and because a clock is a fold that no role writes by hand.
    """

    _inherit = "service.clock"

    # Opening

    def _open(self, field, promises, at):
        """Start a clock for each promise, except where one of the metric is still open.

        :param field: name of the foreign key to the subjects
        :param promises: list of ``(record, target)``
        :param at: naive UTC datetime of the start
        """
        rows = list(filter(None, (self._prepare_row(field, record, target, at) for record, target in promises)))
        if not rows:
            return
        columns = [field, *_TERM_COLUMNS, *_FOLD_COLUMNS, "create_uid", "create_date", "write_uid", "write_date"]
        now, uid = fields.Datetime.now(), self.env.uid
        values = [(*row, uid, now, uid, now) for row in rows]
        self.env.cr.execute_values(
            f"INSERT INTO service_clock ({', '.join(columns)}) VALUES %s ON CONFLICT DO NOTHING",
            values,
            page_size=len(values),
        )
        self._refresh_subjects(field, sorted({record.id for record, _target in promises}))

    def _prepare_row(self, field, record, target, at):
        """The values of a new clock in column order, or None where the target's calendar never opens."""
        calendar = self._get_calendar(record, target)
        terms = Terms(
            start=to_epoch(at),
            limit=target._get_limit_seconds(calendar),
            at_risk_percent=target.at_risk_percent,
            pauses=frozenset(filter(None, target._get_pauses().split(","))),
        )
        state = open_state(terms, self._get_table(calendar.id))
        if state.due is None:
            target.standard_id._report_broken(target, calendar)
            return None
        report = record._clock_report()
        row = {
            **report,
            "standard_id": target.standard_id.id,
            "target_id": target.id,
            "metric": target.metric,
            "cycle": record.clock_cycle,
            "start": at,
            "limit_seconds": terms.limit,
            "at_risk_percent": terms.at_risk_percent,
            "calendar_id": calendar.id or None,
            "pauses": target._get_pauses(),
        }
        return (record.id, *(row.get(name) or None for name in _TERM_COLUMNS), *_fold_values(state))

    def _get_calendar(self, record, target):
        """The calendar that a promise counts in; empty where every second counts."""
        if target.time_basis == "always":
            return target.calendar_id.browse()
        return target.calendar_id or record._clock_calendar()

    def _get_table(self, calendar_id):
        if not calendar_id:
            return ALWAYS
        return self.env["resource.calendar"].browse(calendar_id)._get_working_time()

    # Recording

    def _record(self, field, entries, at):
        """Append events to the clocks of subjects and bring the clocks up to date.

        A clock that already stopped is reached by a stop that happened
        earlier and only now becomes known, such as a reply that was delayed on
        its way.

        :param field: name of the foreign key to the subjects
        :param entries: ``{subject id: [Entry]}``
        :param at: naive UTC datetime at which they happened
        """
        column = SQL.identifier(field)
        clocks = self._lock(
            SQL(
                "%(column)s = ANY(%(ids)s) AND (state IN ('running', 'paused') OR (state = 'stopped' AND stop > %(at)s))"
                " AND (start <= %(at)s OR cycle = 1)",
                column=column,
                ids=list(entries),
                at=at,
            ),
            column,
        )
        events = [
            (clock, entry)
            for clock in clocks
            for entry in entries[clock["subject"]]
            if entry.metrics is None or clock["metric"] in entry.metrics
            if clock["state"] in ("running", "paused") or entry.kind == "stop"
        ]
        self._append(events, at)
        if events:
            self._refresh_subjects(field, sorted({clock["subject"] for clock, _entry in events}))
            self._end_activities([clock["id"] for clock, entry in events if entry.kind in ("stop", "cancel")])

    def _lock(self, where, subject=SQL("NULL")):
        """The clocks under a condition, locked in id order so that no two transactions wait for each other."""
        return self._read_rows(SQL("%s ORDER BY id FOR UPDATE", where), subject)

    def _read_rows(self, where, subject=SQL("NULL")):
        """The clocks under a condition as dicts of what folding them takes."""
        self.env["service.clock"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                "SELECT id, %s AS subject, metric, state, EXTRACT(EPOCH FROM start)::int8 AS start, limit_seconds,"
                " at_risk_percent, calendar_id, pauses, next_event_at, due FROM service_clock WHERE %s",
                subject,
                where,
            )
        )

    def _append(self, events, at=None):
        """Add events and fold their clocks.

        :param events: list of ``(clock dict of _lock, Entry)`` or, where each
            happened at a moment of its own, ``(clock, Entry, datetime)``
        """
        if not events:
            return
        now, uid = fields.Datetime.now(), self.env.uid
        values = [
            (event[0]["id"], event[1].kind, event[2] if len(event) > 2 else at, event[1].whose, event[1].note, uid, uid, now)
            for event in events
        ]
        self.env.cr.execute_values(
            "INSERT INTO service_clock_event (clock_id, kind, at, whose, note, user_id, create_uid, create_date) VALUES %s",
            values,
            page_size=len(values),
        )
        self._fold([event[0] for event in events])

    def _fold(self, clocks):
        """Rebuild clocks from their events.

        :param clocks: dicts of :meth:`_lock`
        """
        clocks = {clock["id"]: clock for clock in clocks}
        history = self._get_history(list(clocks))
        states = {key: fold(read_terms(clock), history[key], self._get_table(clock["calendar_id"])) for key, clock in clocks.items()}
        self._store(states)

    def _get_history(self, clock_ids):
        history = defaultdict(list)
        for clock_id, sequence, kind, at, whose in self.env.execute_query(
            SQL(
                "SELECT clock_id, id, kind, EXTRACT(EPOCH FROM at)::int8, whose FROM service_clock_event"
                " WHERE clock_id = ANY(%s)",
                clock_ids,
            )
        ):
            history[clock_id].append(Event(kind=kind, at=at, sequence=sequence, whose=whose))
        return history

    def _store(self, states):
        """Write the folds ``{clock id: State}``."""
        names = list(_FOLD_COLUMNS)
        template = "(%s::int4, " + ", ".join(f"%s::{kind}" for kind in _FOLD_COLUMNS.values()) + ")"
        assignments = ", ".join(f"{name} = v.{name}" for name in names)
        values = [(key, *_fold_values(state)) for key, state in states.items()]
        self.env.cr.execute_values(
            f"UPDATE service_clock AS c SET {assignments}, write_date = now() AT TIME ZONE 'UTC'"
            f" FROM (VALUES %s) AS v(id, {', '.join(names)}) WHERE c.id = v.id",
            values,
            template=template,
            page_size=len(values),
        )
        self.env["service.clock"].invalidate_model(flush=False)

    def _refresh_subjects(self, field, ids):
        """Bring the subjects' next due moment up to date."""
        subjects = self.env[self._fields[field].comodel_name].browse(ids)
        self.env.execute_query(
            SQL(
                "UPDATE %(table)s AS t SET clock_due = n.due FROM (SELECT s.id, min(c.due) AS due FROM unnest(%(ids)s) AS s(id)"
                " LEFT JOIN service_clock c ON c.%(column)s = s.id AND c.state = 'running' GROUP BY s.id) AS n"
                " WHERE t.id = n.id AND t.clock_due IS DISTINCT FROM n.due RETURNING t.id",
                table=SQL.identifier(subjects._table),
                column=SQL.identifier(field),
                ids=ids,
            )
        )
        subjects.invalidate_recordset(["clock_due", "clock_badges", "clock_ids", "clock_count"], flush=False)

    # Reporting columns and calendars

    def _report_again(self, field, records):
        """Open clocks are reported by who handles the subject now; ended ones stay with who handled it then."""
        rows = [(record.id, *record._clock_report().values()) for record in records]
        if not rows:
            return
        names = list(records[0]._clock_report())
        self.env.cr.execute_values(
            f"UPDATE service_clock AS c SET {', '.join(f'{name} = v.{name}' for name in names)}"
            f" FROM (VALUES %s) AS v(subject, {', '.join(names)})"
            f" WHERE c.{field} = v.subject AND c.state IN ('running', 'paused')",
            [tuple(value or None for value in row) for row in rows],
            template="(" + ", ".join(["%s::int4"] * (len(names) + 1)) + ")",
            page_size=len(rows),
        )
        self.invalidate_model(names, flush=False)

    def _get_subject_ids(self, clock_ids):
        """The subjects of clocks: ``{foreign key: [ids]}``."""
        clocks = self.browse(clock_ids)
        return {name: clocks[name].ids for name in self._get_subject_fields() if clocks[name]}

    @api.model
    def _get_subject_fields(self):
        """The foreign keys to what promises are made on; an addon with a subject of its own adds its key."""
        return ["ticket_id"]

    def _has_active_on(self, calendars):
        return bool(
            self.sudo().search_count(
                [("calendar_id", "in", calendars.ids), ("state", "in", ("running", "paused"))], limit=1
            )
        )


def read_terms(clock):
    """The :class:`Terms` of a row of ``_read_rows``."""
    return Terms(
        start=clock["start"],
        limit=clock["limit_seconds"],
        at_risk_percent=clock["at_risk_percent"],
        pauses=frozenset(filter(None, (clock["pauses"] or "").split(","))),
    )


def _fold_values(state):
    """A :class:`State` as the fold columns of a clock, in their order."""
    return (
        state.state,
        state.result,
        from_epoch(state.due),
        from_epoch(state.at_risk_at),
        from_epoch(state.stop),
        state.whose,
        from_epoch(state.paused_since),
        state.seconds_used,
        state.seconds_late,
        sum(state.paused.values()),
        state.seconds_used / 3600,
        state.seconds_late / 3600,
        _COMPLIANCE.get(state.result),
        from_epoch(state.next_event_at),
    )
