from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.clock import Event, fold, state_at
from ..engine.moment import from_epoch, to_epoch
from ..models.service_clock_store import _names, _unnest, read_pauses
from ..models.service_standard_target import METRICS, UNITS

_BATCH = 2000
# Of a request: what is left goes on with the next one
_SECONDS_AT_ONCE = 20
_LINE_COLUMNS = {
    "what_if_id": "int4",
    "clock_id": "int4",
    "ticket_id": "int4",
    "team_id": "int4",
    "metric": "varchar",
    "start": "timestamp",
    "actual_result": "varchar",
    "expected_result": "varchar",
    "actual": "float8",
    "expected": "float8",
    "difference": "float8",
    "hours_used": "float8",
    "limit_hours": "float8",
}
_RESULTS = {1.0: "kept", 0.0: "broken", None: "open"}


class ServiceWhatIf(models.TransientModel):
    """How the last months would have gone under another promise.

    The history of each clock is told again to other terms, in memory: no clock
    is touched. Nothing but the terms changes, so people are taken to have
    worked as they did.
    """

    _name = "service.what.if"
    _description = "What If"

    # Which clocks
    standard_id = fields.Many2one(
        "service.standard",
        required=True,
        ondelete="cascade",
        help="The clocks of this standard, in this version and those before it, are judged anew:"
        " by a draft's own limits, too.",
    )
    metric = fields.Selection(METRICS, help="Empty: every metric of the standard.")
    months = fields.Integer(required=True, default=3)
    # Other terms
    limit_value = fields.Integer(string="Limit", help="0: as it was.")
    limit_unit = fields.Selection(UNITS, default="hour")
    time_basis = fields.Selection(
        [("working", "Working time"), ("always", "24×7")], string="Counts", help="Empty: as it was."
    )
    calendar_id = fields.Many2one("resource.calendar", help="Empty: as it was.")
    # Progress
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done")], default="draft", readonly=True
    )
    total = fields.Integer(string="Clocks", readonly=True)
    done = fields.Integer(readonly=True)
    last_clock = fields.Integer(readonly=True)
    progress = fields.Float(compute="_compute_progress")
    line_ids = fields.One2many("service.what.if.line", "what_if_id")
    actual = fields.Float(string="Kept", compute="_compute_rates")
    expected = fields.Float(string="Would Be Kept", compute="_compute_rates")

    _months_range = models.Constraint("CHECK(months BETWEEN 1 AND 60)", "Look back from 1 to 60 months.")
    _limit_not_negative = models.Constraint("CHECK(limit_value >= 0)", "A limit is longer than zero.")

    @api.depends("done", "total")
    def _compute_progress(self):
        for wizard in self:
            wizard.progress = 100 * wizard.done / wizard.total if wizard.total else 0

    @api.depends("done")
    def _compute_rates(self):
        lines = self.env["service.what.if.line"]
        rates = {
            wizard: rates
            for wizard, *rates in lines._read_group(
                [("what_if_id", "in", self.ids)], ["what_if_id"], ["actual:avg", "expected:avg"]
            )
        }
        for wizard in self:
            wizard.actual, wizard.expected = rates.get(wizard, (0, 0))

    # Actions

    def action_run(self):
        """Judge the clocks anew from the beginning."""
        self.ensure_one()
        self.check_access("write")
        self.line_ids.unlink()
        ids = self._get_clock_ids()
        self.write({"state": "running", "done": 0, "last_clock": 0, "total": len(ids)})
        return self.action_continue()

    def action_continue(self):
        """Go on for some seconds."""
        self.ensure_one()
        self.check_access("write")
        deadline = fields.Datetime.now() + relativedelta(seconds=_SECONDS_AT_ONCE)
        ids = self._get_clock_ids()
        for first in range(0, len(ids), _BATCH):
            self._judge(ids[first : first + _BATCH])
            self.write(
                {
                    "done": self.done + len(ids[first : first + _BATCH]),
                    "last_clock": ids[min(first + _BATCH, len(ids)) - 1],
                }
            )
            if fields.Datetime.now() > deadline:
                break
        self.state = "done" if self.done >= self.total else "running"
        return self._get_records_action(name=self.env._("What If"), target="new") | {
            "context": {"dialog_size": "large"}
        }

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_what_if_line_action")
        return {**action, "domain": [("what_if_id", "=", self.id)]}

    # Judging

    def _get_clock_ids(self):
        """The clocks of the standard's versions that are still to be judged, as far as the user may see them."""
        versions = self.standard_id._get_versions()
        since = fields.Datetime.now() - relativedelta(months=self.months)
        domain = [
            ("standard_id", "in", versions.ids),
            ("start", ">=", since),
            ("state", "!=", "cancelled"),
            ("id", ">", self.last_clock),
        ]
        if self.metric:
            domain.append(("metric", "=", self.metric))
        return self.env["service.clock"].search(domain, order="id").ids

    def _judge(self, clock_ids):
        """Add a line per clock that was kept or broken, or would have been."""
        clocks = self.env["service.clock"].sudo()
        rows = clocks._read_rows(SQL("id = ANY(%s) ORDER BY id", clock_ids))
        records = {clock.id: clock for clock in clocks.browse(clock_ids)}
        stories, now, hours = clocks._get_stories(rows), to_epoch(fields.Datetime.now()), {}
        lines = []
        for row in rows:
            clock, story = records[row["id"]], stories[row["id"]]
            actual = self._get_verdict(fold(story.terms, story.events, story.table), now)
            state = fold(*self._change(clock, story, hours))
            expected = self._get_verdict(state, now)
            if actual is not None or expected is not None:
                lines.append(self._prepare_line(clock, actual, expected, state))
        self._insert_lines(lines)

    def _get_verdict(self, state, now):
        """1 for kept, 0 for broken, None where that is still open."""
        return {"met": 1.0, "missed": 0.0, "waived": 0.0}.get(state_at(state, now))

    def _change(self, clock, story, hours):
        """What the clock is folded from under the other promise; the same where it says nothing else."""
        target = self._get_target(clock)
        if not target and not (self.limit_value or self.time_basis or self.calendar_id):
            return story.terms, story.events, story.table
        calendar = self._get_calendar(clock, target, hours)
        terms = self._get_terms(clock, story.terms, target, calendar)
        table = self.env["service.clock"]._get_table(calendar.id)
        # Terms that were changed on the way held from the beginning here
        events = [Event(event.kind, event.at, event.sequence, event.whose) for event in story.events]
        return terms, events, table

    def _get_target(self, clock):
        """The draft's own target; a standard that is in force already has nothing to compare with."""
        if self.standard_id.state not in ("draft", "approved"):
            return self.env["service.standard.target"]
        return self.standard_id.target_ids.filtered(lambda t: t.metric == clock.metric and t.time_basis != "none")

    def _get_calendar(self, clock, target, hours):
        if self.time_basis == "always":
            return self.env["resource.calendar"]
        if self.calendar_id:
            return self.calendar_id
        if target and not self.time_basis and target.time_basis == "always":
            return self.env["resource.calendar"]
        if not target and not self.time_basis:
            return clock.calendar_id
        own = (target or clock.target_id)._get_own_calendar()
        key = (own, clock.team_id, clock.company_id)
        if key not in hours:
            hours[key] = own or clock.team_id._get_service_calendar() or clock.company_id.resource_calendar_id
        return hours[key]

    def _get_terms(self, clock, terms, target, calendar):
        if self.limit_value:
            limit = self._get_limit(calendar, from_epoch(terms.start))
        elif target:
            limit = target._get_limit_seconds(calendar, from_epoch(terms.start))
        else:
            limit = terms.limit
        pauses = read_pauses(target._get_pauses()) if target else terms.pauses
        return replace(terms, limit=limit, pauses=pauses)

    def _get_limit(self, calendar, start):
        """A limit counts as that of a target does."""
        basis = "working" if calendar else "always"
        target = self.env["service.standard.target"].new(
            {"limit_value": self.limit_value, "limit_unit": self.limit_unit or "hour", "time_basis": basis}
        )
        return target._get_limit_seconds(calendar, start)

    def _prepare_line(self, clock, actual, expected, state):
        difference = None if actual is None or expected is None else expected - actual
        return (
            self.id,
            clock.id,
            clock.ticket_id.id or None,
            clock.team_id.id or None,
            clock.metric,
            clock.start,
            _RESULTS[actual],
            _RESULTS[expected],
            actual,
            expected,
            difference,
            state.seconds_used / 3600,
            state.limit / 3600,
        )

    def _insert_lines(self, rows):
        """One statement a batch: the ORM would send one per hundred lines."""
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO service_what_if_line (%s, create_uid, create_date) SELECT %s, %s, %s FROM %s",
                    _names(_LINE_COLUMNS),
                    _names(_LINE_COLUMNS),
                    self.env.uid,
                    self.env.cr.now(),
                    _unnest("l", _LINE_COLUMNS, rows),
                )
            )
            self.env["service.what.if.line"].invalidate_model(flush=False)
            self.invalidate_recordset(["line_ids"], flush=False)


class ServiceWhatIfLine(models.TransientModel):
    """A clock beside what it would have been: shares of any grouping come out right."""

    _name = "service.what.if.line"
    _description = "Clock under Another Promise"
    _order = "start desc, id"

    what_if_id = fields.Many2one("service.what.if", required=True, ondelete="cascade", index=True)
    clock_id = fields.Many2one("service.clock", readonly=True, ondelete="cascade")
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="cascade")
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="set null")
    metric = fields.Selection(METRICS, readonly=True)
    start = fields.Datetime(readonly=True)
    actual_result = fields.Selection(
        [("kept", "Kept"), ("broken", "Broken"), ("open", "Open")], string="Was", readonly=True
    )
    expected_result = fields.Selection(
        [("kept", "Kept"), ("broken", "Broken"), ("open", "Open")], string="Would Be", readonly=True
    )
    actual = fields.Float(string="Kept", readonly=True, aggregator="avg")
    expected = fields.Float(string="Would Be Kept", readonly=True, aggregator="avg")
    difference = fields.Float(readonly=True, aggregator="avg")
    hours_used = fields.Float(readonly=True, aggregator="avg")
    limit_hours = fields.Float(string="Limit (h)", readonly=True, aggregator="avg")
