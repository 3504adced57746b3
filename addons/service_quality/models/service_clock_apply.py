from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import Event, fold
from ..engine.moment import from_epoch, to_epoch
from .service_clock_store import Entry, Promise


@dataclass(frozen=True, slots=True)
class Change:
    """What a standard would change on an open clock (a dict of ``_lock``).

    ``before`` and ``after`` are the states of the clock, now and with the new terms.
    """

    clock: dict
    promise: Promise
    before: object
    after: object


class ServiceClock(models.Model):
    """Standards changed later do not touch open clocks, unless a manager applies them.

    A clock then follows the new target from now on: what it has used and
    paused stays, what was missed stays missed. Its log says who did it.
    """

    _inherit = "service.clock"

    @api.model
    def _find_changes(self, standard, only=None, lock=False):
        """The open clocks that would follow a standard if their cases began now: list of :class:`Change`.

        :param only: ids of the clocks looked at, if not all
        :param lock: keep others from changing them meanwhile
        """
        read = self._lock if lock else self._read_rows
        now = fields.Datetime.now()
        reached = SQL("TRUE") if only is None else SQL("id = ANY(%s)", list(only))
        found = []
        for field in self._get_subject_fields():
            column = SQL.identifier(field)
            clocks = read(
                SQL(
                    "state IN ('running', 'paused') AND target_id IS NOT NULL AND %s IS NOT NULL AND %s%s",
                    column,
                    reached,
                    self._get_company_clause(standard),
                ),
                column,
            )
            if clocks:
                found += self._find_subject_changes(field, clocks, standard, now)
        return found

    def _get_company_clause(self, standard):
        return SQL(" AND company_id = %s", standard.company_id.id) if standard.company_id else SQL("")

    def _find_subject_changes(self, field, clocks, standard, now):
        records = self.env[self._fields[field].comodel_name].sudo().browse({clock["subject"] for clock in clocks})
        targets = self.env["service.standard"]._match_targets(records, now)
        calendars = records._clock_calendars()
        wanted = [(clock, self._get_new_promise(clock, targets, calendars, standard)) for clock in clocks]
        wanted = [(clock, promise) for clock, promise in wanted if promise is not None]
        stories = self._get_stories([clock for clock, _promise in wanted])
        return [self._prepare_change(clock, promise, stories[clock["id"]], now) for clock, promise in wanted]

    def _get_new_promise(self, clock, targets, calendars, standard):
        """What the standard would promise instead, or None where it is not the one that holds."""
        target = targets[clock["subject"]].filtered(lambda target: target.metric == clock["metric"])
        if target.standard_id != standard or target.id == clock["target_id"]:
            return None
        hours = self._get_calendar(target, calendars[clock["subject"]])
        return Promise(target.id, target._get_limit_seconds(hours, from_epoch(clock["start"])), hours.id or None)

    def _prepare_change(self, clock, promise, story, now):
        event = Event(
            kind="redate", at=to_epoch(now), sequence=2**40, limit=promise.limit, **self._read_promise(promise)
        )
        before = fold(story.terms, story.events, story.table)
        return Change(clock, promise, before, fold(story.terms, [*story.events, event], story.table))

    def _read_promise(self, promise):
        return {**self._read_target(promise.target_id), "table": self._get_table(promise.calendar_id)}

    @api.model
    def _apply_changes(self, changes, note):
        """Make open clocks follow their new targets, and log it with its author."""
        if not changes:
            return
        self._append(
            [(change.clock, Entry("redate", note=note, promise=change.promise)) for change in changes],
            fields.Datetime.now(),
        )
        self._follow([(change.clock, change.promise) for change in changes])
        for field, ids in self._get_subject_ids([change.clock["id"] for change in changes]).items():
            # A later change of the case is judged by these standards, too
            self.env[self._fields[field].comodel_name].browse(ids)._clock_note(dict.fromkeys(ids, "standards"))
            self._refresh_subjects(field, ids)
        self.env["service.clock"].invalidate_model(flush=False)
