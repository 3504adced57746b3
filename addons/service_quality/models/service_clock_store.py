from collections import defaultdict
from dataclasses import dataclass, replace

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import Event, Terms, fold
from ..engine.moment import from_epoch
from ..engine.working_time import ALWAYS, WorkingTimeLike

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
    "hours_ours": "float8",
    "hours_customer": "float8",
    "hours_supplier": "float8",
    "hours_closed": "float8",
    "compliance": "float8",
    "compliance_adjusted": "float8",
    "next_event_at": "timestamp",
}
_TERM_COLUMNS = {
    "standard_id": "int4",
    "target_id": "int4",
    "metric": "varchar",
    "start": "timestamp",
    "limit_seconds": "int4",
    "at_risk_percent": "int4",
    "calendar_id": "int4",
    "pauses": "varchar",
    **_FOLD_COLUMNS,
}
_EVENT_COLUMNS = {
    "clock_id": "int4",
    "kind": "varchar",
    "at": "timestamp",
    "whose": "varchar",
    "note": "varchar",
    "user_id": "int4",
    "waiver_reason_id": "int4",
    "target_id": "int4",
    "limit_seconds": "int4",
    "calendar_id": "int4",
    "target_before_id": "int4",
    "limit_before": "int4",
    "calendar_before_id": "int4",
}
_NO_SUBJECT = SQL("NULL")
_COMPLIANCE = {"met": 1.0, "missed": 0.0, "waived": 0.0}
# An excused miss is no case to be judged by
_COMPLIANCE_ADJUSTED = {"met": 1.0, "missed": 0.0}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a clock is to follow: a target (none where the due moment itself was promised), its limit and its hours."""

    target_id: int | None
    limit: int
    calendar_id: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that a clock is folded from: its terms at the start, its events and the hours that counted at first."""

    terms: Terms
    events: list[Event]
    table: WorkingTimeLike


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be recorded on the clocks of a subject, or on those of some metrics only."""

    kind: str
    whose: str | None = None
    metrics: frozenset[str] | None = None
    note: str | None = None
    reason_id: int | None = None
    promise: Promise | None = None

    def concerns(self, clock):
        """Whether it says something new to a clock (a dict of ``_lock``); one that stopped may only stop earlier."""
        if self.metrics is not None and clock["metric"] not in self.metrics:
            return False
        if clock["state"] not in ("running", "paused"):
            return self.kind == "stop"
        return self.kind != "resume" or clock["state"] == "paused"


class ServiceClock(models.Model):
    """How clocks are written: in batches, with a number of statements that does not depend on their number.

    Plain SQL, because the ORM inserts and updates at most 100 rows a
    statement, and because a clock is a fold that no role writes by hand.
    """

    _inherit = "service.clock"

    # Hours

    def _get_calendar(self, target, calendar):
        """The calendar that a promise counts in, which is empty where every second counts."""
        return calendar.browse() if target.time_basis == "always" else target._get_own_calendar() or calendar

    def _get_table(self, calendar_id):
        if not calendar_id:
            return ALWAYS
        return self.env["resource.calendar"].browse(calendar_id)._get_working_time()

    # Recording

    def _record(self, field, entries, at, only=None):
        """Append events to the clocks of subjects and bring the clocks up to date.

        A clock that already stopped is reached by a stop that happened
        earlier and only now becomes known, such as a reply that was delayed on
        its way.

        :param field: name of the foreign key to the subjects
        :param entries: ``{subject id: [Entry]}``
        :param at: naive UTC datetime at which they happened
        :param only: ids of the clocks they can reach, if not all
        """
        column = SQL.identifier(field)
        clocks = self._lock(
            SQL(
                "%(column)s = ANY(%(ids)s)"
                " AND (state IN ('running', 'paused') OR (state = 'stopped' AND stop > %(at)s))"
                # What happened before the case began counts at its beginning, but never for a later promise
                " AND (start <= %(at)s OR NOT EXISTS (SELECT FROM service_clock b"
                " WHERE b.%(column)s = service_clock.%(column)s AND b.metric = service_clock.metric"
                " AND b.id < service_clock.id)) AND %(reached)s",
                column=column,
                ids=list(entries),
                at=at,
                reached=SQL("TRUE") if only is None else SQL("id = ANY(%s)", only),
            ),
            column,
        )
        events = [
            (clock, entry)
            for clock in clocks
            if (entry := next((entry for entry in entries[clock["subject"]] if entry.concerns(clock)), None))
        ]
        self._append(events, at)
        if events:
            self._refresh_subjects(field, sorted({clock["subject"] for clock, _entry in events}))
            self._end_activities([clock["id"] for clock, entry in events if entry.kind in ("stop", "cancel")])

    def _lock(self, where, subject=_NO_SUBJECT):
        """The clocks under a condition, locked in id order so that no two transactions wait for each other."""
        return self._read_rows(SQL("%s ORDER BY id FOR UPDATE", where), subject)

    def _read_rows(self, where, subject=_NO_SUBJECT):
        """The clocks under a condition as dicts of what folding them takes."""
        self.env["service.clock"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                "SELECT id, %s AS subject, metric, state, EXTRACT(EPOCH FROM start)::int8 AS start, limit_seconds,"
                " at_risk_percent, calendar_id, pauses, next_event_at, due, cycle, result, target_id"
                " FROM service_clock WHERE %s",
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
        rows = [self._prepare_event(clock, entry, moment[0] if moment else at) for clock, entry, *moment in events]
        self.env.cr.execute(
            SQL(
                "INSERT INTO service_clock_event (%s, recorded_at) SELECT %s, %s FROM %s",
                _names(_EVENT_COLUMNS),
                _names(_EVENT_COLUMNS),
                fields.Datetime.now(),
                _unnest("e", _EVENT_COLUMNS, rows),
            )
        )
        self._fold([event[0] for event in events])

    def _prepare_event(self, clock, entry, at):
        """The columns of an event, in their order; new terms are logged with those that held before."""
        terms = (None,) * 6
        if promise := entry.promise:
            terms = (promise.target_id, promise.limit, promise.calendar_id)
            terms += (clock["target_id"], clock["limit_seconds"], clock["calendar_id"])
        return (clock["id"], entry.kind, at, entry.whose, entry.note, self.env.uid, entry.reason_id, *terms)

    def _fold(self, clocks):
        """Rebuild clocks from their events.

        :param clocks: dicts of :meth:`_lock`
        """
        clocks = {clock["id"]: clock for clock in clocks}
        stories = self._get_stories(clocks.values())
        self._store({key: fold(story.terms, story.events, story.table) for key, story in stories.items()})

    def _get_stories(self, clocks):
        """What folding takes: ``{clock id: Story}``.

        A clock's own columns hold what is promised now; what was promised at first stands in the first event that
        changed it.
        """
        rows = self._read_events([clock["id"] for clock in clocks])
        self.env["service.standard.target"].sudo().browse(
            {row[key] for row in rows for key in ("target_id", "target_before_id") if row[key]}
        ).fetch(["at_risk_percent"])
        events, first = defaultdict(list), {}
        for row in rows:
            events[row["clock_id"]].append(self._read_event(row))
            if row["limit_seconds"] is not None:
                first.setdefault(row["clock_id"], row)
        return {clock["id"]: self._get_story(clock, events[clock["id"]], first.get(clock["id"])) for clock in clocks}

    def _get_story(self, clock, events, change):
        terms = read_terms(clock)
        if change is None:
            return Story(terms, events, self._get_table(clock["calendar_id"]))
        terms = replace(terms, limit=change["limit_before"])
        if change["target_before_id"]:
            terms = replace(terms, **self._read_target(change["target_before_id"]))
        return Story(terms, events, self._get_table(change["calendar_before_id"]))

    def _read_events(self, clock_ids):
        """The events of clocks as dicts, in the order of recording."""
        return self.env.execute_query_dict(
            SQL(
                "SELECT clock_id, id, kind, EXTRACT(EPOCH FROM at)::int8 AS at, whose, target_id, limit_seconds,"
                " calendar_id, target_before_id, limit_before, calendar_before_id FROM service_clock_event"
                " WHERE clock_id = ANY(%s) ORDER BY id",
                clock_ids,
            )
        )

    def _read_event(self, row):
        terms = {"limit": row["limit_seconds"]}
        if row["target_id"]:
            terms |= self._read_target(row["target_id"]) | {"table": self._get_table(row["calendar_id"])}
        return Event(kind=row["kind"], at=row["at"], sequence=row["id"], whose=row["whose"], **terms)

    def _read_target(self, target_id):
        """The terms that a target itself fixes; a target in force is never edited."""
        target = self.env["service.standard.target"].sudo().browse(target_id)
        return {"at_risk_percent": target.at_risk_percent, "pauses": read_pauses(target._get_pauses())}

    def _store(self, states):
        """Write the folds ``{clock id: State}``."""
        rows = [(key, *_fold_values(state)) for key, state in states.items()]
        self.env.cr.execute(
            SQL(
                "UPDATE service_clock AS c SET %s FROM %s WHERE c.id = v.id",
                _assignments(_FOLD_COLUMNS),
                _unnest("v", {"id": "int4", **_FOLD_COLUMNS}, rows),
            )
        )
        self.env["service.clock"].invalidate_model(flush=False)

    def _refresh_subjects(self, field, ids):
        """Bring the subjects' next due moment up to date."""
        subjects = self.env[self._fields[field].comodel_name].browse(ids)
        self.env.execute_query(
            SQL(
                "UPDATE %(table)s AS t SET clock_due = n.due"
                " FROM (SELECT s.id, min(c.due) AS due FROM unnest(%(ids)s) AS s(id)"
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
        rows = [(record.id, *(value or None for value in record._clock_report().values())) for record in records]
        if not rows:
            return
        names = list(records[0]._clock_report())
        self.env.cr.execute(
            SQL(
                "UPDATE service_clock AS c SET %s FROM %s WHERE c.%s = v.subject AND c.state IN ('running', 'paused')",
                _assignments(names),
                _unnest("v", dict.fromkeys(["subject", *names], "int4"), rows),
                SQL.identifier(field),
            )
        )
        self.env["service.clock"].invalidate_model(names, flush=False)

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


def _names(names, alias=None):
    """Column names, separated by commas."""
    return SQL(", ").join(SQL.identifier(alias, name) if alias else SQL.identifier(name) for name in names)


def _assignments(names):
    return SQL(", ").join(SQL("%s = v.%s", SQL.identifier(name), SQL.identifier(name)) for name in names)


def _unnest(alias, types, rows):
    """Rows as a table of a query: one array a column, so that the statement does not grow with their number.

    :param types: ``{column name: PostgreSQL type}``
    """
    arrays = (
        SQL(f"%s::{kind}[]", list(column)) for kind, column in zip(types.values(), zip(*rows, strict=True), strict=True)
    )
    return SQL("unnest(%s) AS %s(%s)", SQL(", ").join(arrays), SQL.identifier(alias), _names(types))


def read_terms(clock):
    """The :class:`Terms` of a row of ``_read_rows``."""
    return Terms(
        start=clock["start"],
        limit=clock["limit_seconds"],
        at_risk_percent=clock["at_risk_percent"],
        pauses=read_pauses(clock["pauses"]),
    )


def read_pauses(text):
    """The parties whose waiting pauses a clock, from the column that names them."""
    return frozenset(filter(None, (text or "").split(",")))


def _fold_values(state):
    """A :class:`State` as the fold columns of a clock, in their order.

    Hours are those of ended clocks only: what an open one has used by now is no figure to average.
    """
    hours = _hours(state) if state.stop is not None else (None,) * 6
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
        *hours,
        _COMPLIANCE.get(state.result),
        _COMPLIANCE_ADJUSTED.get(state.result),
        from_epoch(state.next_event_at),
    )


def _hours(state):
    """Used, late, and whose the time was: ours, the customer's, a supplier's, closed hours. The last four add up."""
    ours = state.seconds_used + state.paused.get("ours", 0)
    parties = (state.paused.get(party, 0) for party in ("customer", "supplier"))
    return tuple(
        seconds / 3600 for seconds in (state.seconds_used, state.seconds_late, ours, *parties, state.seconds_closed)
    )
