from odoo import models
from odoo.tools import SQL

from ..engine.clock import Terms, open_state
from ..engine.moment import to_epoch
from .service_clock_store import _TERM_COLUMNS, _fold_values, _names, _unnest, read_pauses


class ServiceClock(models.Model):
    """How clocks start: any number of them in one statement."""

    _inherit = "service.clock"

    def _open(self, field, promises, calendars, at):
        """Start a clock for each promise, except where one of the metric is still open.

        Records with the same targets and hours share their terms, which are
        worked out and sent once.

        :param field: name of the foreign key to the subjects
        :param promises: list of ``(record, targets)``
        :param calendars: ``{record id: calendar}`` of who handles the record
        :param at: naive UTC datetime of the start, or ``{record id: datetime}``
        :return: the ids of the new clocks
        """
        groups, terms, subjects = {}, [], []
        starts, notes = self.env[self._fields[field].comodel_name]._clock_starts(promises, at)
        for record, targets in promises:
            calendar = calendars[record.id]
            start = at[record.id] if isinstance(at, dict) else at
            own = tuple(starts.get((record.id, target.id), start) for target in targets)
            key = (targets._ids, calendar.id, own)
            if key not in groups:
                groups[key] = len(groups)
                terms += [(groups[key], *row) for row in self._prepare_terms(targets, calendar, own)]
            report = record._clock_report()
            subjects.append((groups[key], record.id, record.clock_cycle, *(value or None for value in report.values())))
        if not terms:
            return []
        opened = self._insert(field, list(report), subjects, terms)
        self._refresh_subjects(field, sorted(record.id for record, _targets in promises))
        if opened and notes:
            self._record(field, notes, max(at.values()) if isinstance(at, dict) else at, opened)
        return opened

    def _insert(self, field, report_names, subjects, terms):
        subject_columns = [field, "cycle", *report_names]
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO service_clock (%s, %s) SELECT %s, %s FROM %s JOIN %s ON t.set_no = s.set_no"
                " ON CONFLICT DO NOTHING RETURNING id",
                _names(subject_columns),
                _names(_TERM_COLUMNS),
                _names(subject_columns, "s"),
                _names(_TERM_COLUMNS, "t"),
                _unnest("s", dict.fromkeys(["set_no", *subject_columns], "int4"), subjects),
                _unnest("t", {"set_no": "int4", **_TERM_COLUMNS}, terms),
            )
        )
        return [row[0] for row in rows]

    def _prepare_terms(self, targets, calendar, starts):
        """The term columns of a clock per target, leaving out what could never fall due.

        :param starts: a naive UTC datetime per target
        """
        for target, at in zip(targets, starts, strict=True):
            hours = self._get_calendar(target, calendar)
            terms = Terms(
                start=to_epoch(at),
                limit=target._get_limit_seconds(hours, at),
                at_risk_percent=target.at_risk_percent,
                pauses=read_pauses(target._get_pauses()),
            )
            state = open_state(terms, self._get_table(hours.id))
            if state.due is None:
                target.standard_id._report_broken(target, hours)
                continue
            yield (
                target.standard_id.id,
                target.id,
                target.metric,
                at,
                terms.limit,
                terms.at_risk_percent,
                hours.id or None,
                target._get_pauses(),
                *_fold_values(state),
            )
