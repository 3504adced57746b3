import logging
from collections import defaultdict

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine.metrics import Signal, starts_with_case, stopped_metrics
from ..engine.moment import At, to_epoch
from .service_clock_store import Entry

_logger = logging.getLogger(__name__)


class ServiceClockMixin(models.AbstractModel):
    """Records that promises are made on.

    A model takes part by naming its foreign key on ``service.clock`` and by
    telling three things: the case that standards are matched with, the values
    its clocks are reported by, and its position. Positions are

    - ``open``,
    - ``waiting:<party>``: work stands still for the customer, a supplier or us,
    - ``resolved``: the customer has what was asked for, the case is still open,
    - ``closed`` and ``cancelled``: over, with or without a result,
    - ``set_aside``: not to be worked on, but nobody decided about it; taken up
      again, it goes on where it stood.

    Clocks follow positions: a move is an event at its own moment, which is
    :class:`At` in the context key ``service_at``, else now.
    """

    _name = "service.clock.mixin"
    _description = "Service Clock Mixin"

    _clock_field = None
    # The metrics that standards can promise on such a record
    _clock_metrics = frozenset(
        {"first_response", "next_update", "preliminary_solution", "resolution", "closure", "handover"}
    )
    _clock_position_fields = frozenset()
    _clock_report_fields = frozenset()

    clock_due = fields.Datetime(
        string="Next Due",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The earliest moment promised by a running clock.",
    )
    clock_cycle = fields.Integer(string="Service Cycle", readonly=True, copy=False, default=1, aggregator=None)
    clock_diary = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="What happened in this cycle, for promises that come to hold later: pairs of moment and event.",
    )
    clock_badges = fields.Json(string="Clocks", compute="_compute_clock_badges", groups="base.group_user")
    clock_count = fields.Integer(string="Number of Clocks", compute="_compute_clock_count", groups="base.group_user")

    def write(self, vals):
        if not self.env.su and {"clock_due", "clock_cycle", "clock_diary"} & vals.keys():
            raise AccessError(self.env._("The clocks alone write when a case is due and how often it was reopened."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        """Nothing is deleted that people were judged by."""
        judged = [(self._clock_field, "in", self.ids), ("result", "!=", False)]
        if not self.env.su and self.env["service.clock"].sudo().search_count(judged, limit=1):
            self._clock_refuse_deletion()

    def _clock_refuse_deletion(self):
        raise UserError(self.env._("A promise was kept or broken here: archive the case instead of deleting it."))

    # What a subject tells

    def _clock_case(self):
        """The case that standards are matched with: ``{axis: value}``, in a fixed order of axes."""
        raise NotImplementedError(self._name)

    def _clock_report(self):
        """The columns of ``service.clock`` that this record's clocks are reported by."""
        raise NotImplementedError(self._name)

    def _clock_position(self):
        """Where the record stands (see the class)."""
        raise NotImplementedError(self._name)

    def _clock_calendars(self):
        """The working hours of who handles each record: those of its team, else of its company, by record id."""
        calendars = {}
        for (team, company), records in self.sudo().grouped(lambda record: (record.team_id, record.company_id)).items():
            calendar = team._get_service_calendar() or company.resource_calendar_id
            calendars.update(dict.fromkeys(records.ids, calendar))
        return calendars

    @api.model
    def _clock_starts(self, promises, at):
        """Where clocks start that do not start now.

        :param promises: list of ``(record, targets)``
        :return: ``{(record id, target id): naive UTC datetime}``, and what their
            logs say about it, as ``{record id: [Entry]}``
        """
        return {}, {}

    # Fields

    def _compute_clock_badges(self):
        badges = defaultdict(list)
        for clock in self._get_clocks(
            lambda clock, record: clock.cycle == record.clock_cycle or clock.state in ("running", "paused")
        ):
            badges[clock[self._clock_field].id].append(clock._get_badge())
        for record in self:
            record.clock_badges = badges.get(record.id, [])

    def _compute_clock_count(self):
        field = self._clock_field
        counts = dict(self.env["service.clock"].sudo()._read_group([(field, "in", self.ids)], [field], ["__count"]))
        for record in self:
            record.clock_count = counts.get(record.sudo(), 0)

    def _get_clocks(self, wanted):
        """The clocks of these records, the next due first.

        Who may read a record may see its promises, hence sudo.
        """
        clocks = self.env["service.clock"].sudo().search([(self._clock_field, "in", self.ids)])
        records = {record.id: record for record in self}
        rank = {"running": 0, "paused": 1}
        return clocks.filtered(lambda clock: wanted(clock, records[clock[self._clock_field].id])).sorted(
            lambda clock: (rank.get(clock.state, 2), clock.due or fields.Datetime.now(), clock.id)
        )

    # Moments

    def _clock_now(self):
        """When what is being done happened: :class:`At` of the context, never later than now."""
        now = fields.Datetime.now()
        at = At.of(self.env.context)
        return min(at.moment.replace(microsecond=0), now) if at else now

    # Life of the clocks

    def _clock_begin(self):
        """A new case: the clocks of its first cycle."""
        self._clock_note({record.id: record._clock_position() for record in self}, restart=True)
        self._clock_start(lambda target: starts_with_case(target.metric))

    def _clock_begin_safely(self):
        """A new case, never at the price of the case: what fails unforeseen is logged and starts no clock."""
        # What the case itself still has to write fails as it would without clocks
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self._clock_begin()
        except OperationalError:
            # The transaction has to be tried again as a whole
            raise
        except Exception:
            _logger.exception("No clocks for %s", self)

    def _clock_start(self, wanted):
        """Start clocks that the standards promise; a clock of a metric that is still open goes on instead.

        :param wanted: which of the matching targets
        :return: the ids of the new clocks
        """
        at = self._clock_now()
        targets = self.env["service.standard"]._match_targets(self, at)
        promises = [(record, found) for record in self if (found := targets[record.id].filtered(wanted))]
        opened = self.env["service.clock"]._open(self._clock_field, promises, self._clock_calendars(), at)
        positions = {record.id: record._clock_position() for record in self}
        entries = {key: _move_entries(position) for key, position in positions.items() if position != "open"}
        if opened and entries:
            self.env["service.clock"]._record(self._clock_field, entries, at, opened)
        return opened

    def _clock_signal(self, signal, note=None):
        """Something happened to these records that some promises were waiting for."""
        stopped = stopped_metrics(signal)
        if any(map(starts_with_case, stopped)):
            self._clock_note(dict.fromkeys(self.ids, signal.value))
        self._clock_record({record.id: [Entry("stop", metrics=stopped, note=note)] for record in self})

    def _clock_record(self, entries):
        if entries:
            self.env["service.clock"]._record(self._clock_field, entries, self._clock_now())

    def _clock_watch(self):
        """The positions before a change, to be handed to :meth:`_clock_follow` after it."""
        return {record.id: record._clock_position() for record in self}

    def _clock_follow(self, before):
        """Record what the change of position means for the clocks: one batch of events, one of new cycles."""
        entries, notes, reopened, taken_up = {}, {}, self.browse(), self.browse()
        for record in self:
            old, new = before[record.id], record._clock_position()
            if old == new:
                continue
            if old == "set_aside":
                taken_up |= record
            elif is_over(old) and not is_over(new):
                reopened |= record
            notes[record.id] = new
            entries[record.id] = _move_entries(new)
        self._clock_note(notes)
        self._clock_record(entries)
        reopened._clock_reopen()
        taken_up._clock_apply(taken_up._clock_terms())

    def _clock_reopen(self):
        """A new cycle: the promises are made again, unless their target says that once is enough."""
        for cycle, records in self.grouped("clock_cycle").items():
            records.sudo().write({"clock_cycle": cycle + 1})
        self._clock_note({record.id: record._clock_position() for record in self}, restart=True)
        self._clock_start(lambda target: target.again_on_reopening and starts_with_case(target.metric))

    def _clock_note(self, lines, restart=False):
        """Write down what happens now: ``{record id: position or signal}``; a case that has no diary gets none.

        :param restart: a cycle begins, and with it a new diary
        """
        if not lines:
            return
        moment = to_epoch(self._clock_now())
        self.env.execute_query(
            SQL(
                "UPDATE %s AS t SET clock_diary = %s jsonb_build_array(jsonb_build_array(%s, v.what))"
                " FROM unnest(%s::int4[], %s::text[]) AS v(id, what) WHERE t.id = v.id %s RETURNING t.id",
                SQL.identifier(self._table),
                SQL() if restart else SQL("t.clock_diary ||"),
                moment,
                list(lines),
                list(lines.values()),
                SQL() if restart else SQL("AND t.clock_diary IS NOT NULL"),
            )
        )
        self.invalidate_recordset(["clock_diary"], flush=False)


def is_over(position):
    """Whether nothing is left to do for a record there, unless it is reopened."""
    return position in {"resolved", "closed", "cancelled", "set_aside"}


def _move_entries(position):
    """The entries that arriving at a position makes on the open clocks; the first that concerns a clock counts."""
    if position.startswith("waiting:"):
        return [Entry("pause", whose=position.partition(":")[2])]
    return {
        "open": [Entry("resume")],
        # What goes on waits for nobody any more
        "resolved": [Entry("stop", metrics=stopped_metrics(Signal.RESOLVED)), Entry("resume")],
        "closed": [Entry("stop", metrics=stopped_metrics(Signal.CLOSED))],
        "cancelled": [Entry("cancel")],
        "set_aside": [Entry("cancel")],
    }[position]
