from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..engine.diary import asked_since, entered_after, is_fulfilled
from ..engine.metrics import starts_with_case
from ..engine.moment import from_epoch, to_epoch
from .service_clock_mixin import _move_entries
from .service_clock_store import Entry, Promise, _assignments, _unnest

_OPEN = ("running", "paused")
# What a clock holds of the target that it follows now
_PROMISE_COLUMNS = {
    "standard_id": "int4",
    "target_id": "int4",
    "limit_seconds": "int4",
    "at_risk_percent": "int4",
    "calendar_id": "int4",
    "pauses": "varchar",
}


class ServiceClockMixin(models.AbstractModel):
    """What becomes of the clocks when a case comes to stand under other standards.

    Open clocks follow the target that now holds and keep the time used and
    paused; what is not promised any more is cancelled; what is promised now
    starts when the cycle started, with the pauses that the case had since
    then, which its diary tells. A missed promise stays missed, and no ended
    clock is touched.

    A case is matched by the standards in force when its cycle began, so that
    a standard changed later does not touch it.
    """

    _inherit = "service.clock.mixin"

    _clock_case_fields = frozenset()

    def _clock_changes_case(self, vals):
        """Whether writing these values can change what is promised."""
        watched = self._clock_case_fields | self.env["service.standard"]._get_condition_fields()
        return not watched.isdisjoint(vals)

    def _clock_terms(self):
        """What holds for each record: ``{record id: (targets, calendar of who handles it)}``."""
        records = self.filtered(lambda record: record.sudo().clock_diary)
        if not records:
            return {}
        starts = {record.id: record._clock_matched_at() for record in records}
        targets = self.env["service.standard"]._match_targets(records, starts)
        calendars = records._clock_calendars()
        return {key: (targets[key], calendars[key]) for key in starts}

    def _clock_matched_at(self):
        """The moment whose standards judge this case: its cycle's start, unless a manager had later ones applied."""
        diary = self.sudo().clock_diary
        return from_epoch(max([diary[0][0], *(at for at, what in diary if what == "standards")]))

    def _clock_follow_terms(self, before):
        """After a change: ``before`` is what :meth:`_clock_terms` said."""
        after = self._clock_terms()
        changed = self.filtered(lambda record: record.id in before and before[record.id] != after.get(record.id))
        if changed:
            changed._clock_apply(after)

    def _clock_rematch(self):
        """Judge these cases by the standards in force now, from now on."""
        self._clock_note(dict.fromkeys(self.ids, "standards"))
        self._clock_apply(self._clock_terms())

    def _clock_apply(self, terms):
        """Bring the open clocks of these records into line with ``terms``.

        :param terms: as :meth:`_clock_terms` returns them
        """
        records = self.filtered(
            lambda r: r.id in terms and r._clock_position() not in ("closed", "cancelled", "set_aside")
        )
        if not records:
            return
        at, field = self._clock_now(), self._clock_field
        clocks = defaultdict(list)
        for clock in self.env["service.clock"]._lock(
            SQL("%s = ANY(%s)", SQL.identifier(field), records.ids), SQL.identifier(field)
        ):
            clocks[clock["subject"]].append(clock)
        changes = [
            change for record in records for change in record._clock_changes(clocks[record.id], *terms[record.id], at)
        ]
        self.env["service.clock"]._switch(field, changes, at)
        records._clock_add(clocks, terms)

    def _clock_changes(self, clocks, targets, calendar, at):
        """What the open clocks of one record make of its new terms: pairs of clock and :class:`Entry`."""
        position = self._clock_position()
        wanted = {target.metric: target for target in targets}
        for clock in clocks:
            if clock["state"] not in _OPEN or not clock["target_id"] or not starts_with_case(clock["metric"]):
                continue
            target = wanted.get(clock["metric"])
            if not target:
                yield clock, Entry("cancel", note=self.env._("Not promised any more"))
            elif promise := self.env["service.clock"]._get_other_promise(clock, target, calendar, at):
                yield clock, Entry("redate", promise=promise)
                if position.startswith("waiting:"):
                    yield clock, _move_entries(position)[0]

    def _clock_add(self, clocks, terms):
        """Start what is promised now and was not before, as if it had been promised from the start."""
        calendars = {key: calendar for key, (_targets, calendar) in terms.items()}
        rounds = defaultdict(list)
        for record in self:
            missing = record._clock_missing(clocks[record.id], terms[record.id][0])
            # Nearly always one round: a case's clocks start with its cycle, but an answer is owed since a message
            for number, (start, targets) in enumerate(missing.items()):
                rounds[number].append((record, targets, from_epoch(start)))
        opened = []
        for number in sorted(rounds):
            promises = [(record, targets) for record, targets, _start in rounds[number]]
            starts = {record.id: start for record, _targets, start in rounds[number]}
            opened += self.env["service.clock"]._open(self._clock_field, promises, calendars, starts)
        if opened:
            self._clock_retell(opened)

    def _clock_missing(self, clocks, targets):
        """The targets to be promised anew: ``{epoch second of the start: targets}``."""
        diary, missing = self.sudo().clock_diary, {}
        begun = {clock["metric"] for clock in clocks if self._clock_has_begun(clock)}
        for target in targets:
            metric = target.metric
            if (
                metric in begun
                or not starts_with_case(metric)
                or not (target.again_on_reopening or self.clock_cycle == 1)
            ):
                continue
            start = asked_since(diary) if metric == "next_update" else diary[0][0]
            if start is not None and not is_fulfilled(diary, metric, start):
                missing[start] = missing.get(start, targets.browse()) | target
        return missing

    def _clock_has_begun(self, clock):
        """Whether a clock leaves no room for another one of its metric in this cycle."""
        if clock["state"] in _OPEN:
            return True
        if clock["cycle"] != self.clock_cycle or clock["metric"] == "next_update":
            return False
        return clock["state"] == "stopped" or bool(clock["result"])

    def _clock_retell(self, opened):
        """Tell new clocks what happened to their case since they would have started."""
        field = self._clock_field
        records = {record.id: record for record in self}
        events = []
        for clock in self.env["service.clock"]._lock(SQL("id = ANY(%s)", opened), SQL.identifier(field)):
            for moment, position in entered_after(records[clock["subject"]].sudo().clock_diary, clock["start"]):
                # Set aside it waited for ourselves
                entries = _move_entries("waiting:ours" if position == "set_aside" else position)
                event = next((entry for entry in entries if entry.kind in ("pause", "resume")), None)
                if event:
                    events.append((clock, event, from_epoch(moment)))
        self.env["service.clock"]._append(events)
        self.env["service.clock"]._refresh_subjects(field, self.ids)


class ServiceClock(models.Model):
    _inherit = "service.clock"

    def _get_other_promise(self, clock, target, calendar, at):
        """The :class:`Promise` that a clock is to follow instead of its own, or None.

        :param clock: dict of ``_lock``
        """
        if clock["result"] or (clock["due"] and clock["due"] < at):
            return None
        hours = self._get_calendar(target, calendar)
        promise = Promise(target.id, target._get_limit_seconds(hours, from_epoch(clock["start"])), hours.id or None)
        if promise == Promise(clock["target_id"], clock["limit_seconds"], clock["calendar_id"]):
            return None
        if self._get_table(hours.id).next_opening(to_epoch(at)) is None:
            target.standard_id._report_broken(target, hours)
            return None
        return promise

    def _switch(self, field, changes, at):
        """Append ``[(clock dict of _lock, Entry)]``; clocks whose entry brings a promise follow it from now on."""
        if not changes:
            return
        self._follow([(clock, entry.promise) for clock, entry in changes if entry.promise])
        self._append(changes, at)
        self._refresh_subjects(field, sorted({clock["subject"] for clock, _entry in changes}))
        self._end_activities([clock["id"] for clock, _entry in changes])

    def _follow(self, changes):
        """Make clocks follow other promises from now on: ``[(clock dict of _lock, Promise)]``.

        Their columns only; the event that says so is for the caller to append.
        """
        targets = self.env["service.standard.target"].sudo()
        rows = []
        for clock, promise in changes:
            target = targets.browse(promise.target_id)
            terms = (promise.limit, target.at_risk_percent, promise.calendar_id, target._get_pauses())
            rows.append((clock["id"], target.standard_id.id, target.id, *terms))
        if rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE service_clock AS c SET %s FROM %s WHERE c.id = v.id",
                    _assignments(_PROMISE_COLUMNS),
                    _unnest("v", {"id": "int4", **_PROMISE_COLUMNS}, rows),
                )
            )
