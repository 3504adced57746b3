from odoo import api, fields, models

from .service_standard_target import METRICS, WAITING_FOR


class ServiceClock(models.Model):
    """One promise made on one record.

    Terms (start, limit, calendar, pauses) are fixed when the clock starts;
    everything afterwards is an event in :class:`service.clock.event`, and the
    remaining columns are the fold of these events
    (:mod:`..engine.clock`). Clocks are written by the system alone, in
    batches (:mod:`.service_clock_store`): no role may create, write or delete
    them.
    """

    _name = "service.clock"
    _description = "Service Clock"
    _order = "due, id"
    _rec_name = "metric"
    _log_access = False

    # Subject: one foreign key per model that makes promises
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Agent", readonly=True, ondelete="set null", index="btree_not_null")
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True, ondelete="set null")
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True, ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null")
    from_team_id = fields.Many2one("helpdesk.ticket.team", string="Handed Over by", readonly=True, ondelete="set null")
    to_team_id = fields.Many2one("helpdesk.ticket.team", string="Handed Over to", readonly=True, ondelete="set null")
    # Terms
    standard_id = fields.Many2one("service.standard", readonly=True, ondelete="restrict", index="btree_not_null")
    target_id = fields.Many2one("service.standard.target", readonly=True, ondelete="restrict")
    metric = fields.Selection(METRICS, required=True, readonly=True)
    cycle = fields.Integer(
        readonly=True, aggregator=None, help="1 for the first time, 2 after the case was reopened once, …"
    )
    start = fields.Datetime(required=True, readonly=True)
    limit_seconds = fields.Integer(string="Limit (s)", readonly=True, aggregator="avg")
    at_risk_percent = fields.Integer(readonly=True, aggregator=None)
    calendar_id = fields.Many2one("resource.calendar", readonly=True, ondelete="restrict", help="Empty: 24×7")
    pauses = fields.Char(readonly=True)
    # Fold of the events
    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused"), ("stopped", "Stopped"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
    )
    result = fields.Selection([("met", "Met"), ("missed", "Missed"), ("waived", "Waived")], readonly=True)
    due = fields.Datetime(readonly=True)
    at_risk_at = fields.Datetime(string="At Risk From", readonly=True)
    stop = fields.Datetime(readonly=True)
    waiting_for = fields.Selection(WAITING_FOR, readonly=True)
    paused_since = fields.Datetime(readonly=True)
    seconds_used = fields.Integer(string="Time Used (s)", readonly=True, aggregator="avg")
    seconds_late = fields.Integer(
        string="Late By (s)", readonly=True, aggregator="avg", help="Time that counts after the due moment."
    )
    seconds_paused = fields.Integer(string="Time Paused (s)", readonly=True, aggregator="avg")
    hours_used = fields.Float(readonly=True, aggregator="avg")
    hours_late = fields.Float(readonly=True, aggregator="avg")
    # Whose the time was, of ended clocks
    hours_ours = fields.Float(
        string="Our Hours", readonly=True, aggregator="avg", help="Working time that we used or waited for ourselves."
    )
    hours_customer = fields.Float(
        string="Customer's Hours", readonly=True, aggregator="avg", help="Working time spent waiting for the customer."
    )
    hours_supplier = fields.Float(
        string="Supplier's Hours", readonly=True, aggregator="avg", help="Working time spent waiting for a supplier."
    )
    hours_closed = fields.Float(
        string="Closed Hours", readonly=True, aggregator="avg", help="Time outside the hours that count."
    )
    compliance = fields.Float(
        readonly=True, aggregator="avg", help="1 where the promise was kept, 0 where it was broken."
    )
    compliance_adjusted = fields.Float(
        string="Compliance without Waived",
        readonly=True,
        aggregator="avg",
        help="As compliance, leaving out what was waived.",
    )
    waiver_reason_id = fields.Many2one(
        "service.waiver.reason", string="Waived because", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    next_event_at = fields.Datetime(readonly=True)
    event_ids = fields.One2many("service.clock.event", "clock_id", string="Log", readonly=True)
    status = fields.Selection(
        [
            ("running", "Running"),
            ("at_risk", "At risk"),
            ("overdue", "Overdue"),
            ("paused", "Paused"),
            ("met", "Met"),
            ("missed", "Missed"),
            ("waived", "Waived"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_status",
    )

    _active_ticket_uniq = models.UniqueIndex(
        "(ticket_id, metric) WHERE state IN ('running', 'paused')",
        "A ticket has one open clock per metric.",
    )
    _next_event_idx = models.Index("(next_event_at, id) WHERE next_event_at IS NOT NULL")
    _active_calendar_idx = models.Index("(calendar_id, id) WHERE state IN ('running', 'paused')")
    _due_idx = models.Index("(due) WHERE state IN ('running', 'paused')")
    _start_idx = models.Index("(start)")

    @api.depends("state", "result", "due", "at_risk_at")
    def _compute_status(self):
        now = fields.Datetime.now()
        for clock in self:
            clock.status = clock._get_status(now)

    def _get_status(self, now):
        """What the clock is at a moment, between two sweeps too."""
        self.ensure_one()
        if self.state != "running" or self.result == "waived":
            return {"paused": "paused", "cancelled": self.result or "cancelled"}.get(self.state, self.result)
        if self.due and self.due < now:
            return "overdue"
        return "at_risk" if self.at_risk_at and self.at_risk_at <= now else "running"

    @api.depends("metric", "ticket_id")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            clock.display_name = f"{clock._get_subject().display_name or ''} · {labels.get(clock.metric, '')}"

    def _get_subject(self):
        """The record that the promise was made on."""
        self.ensure_one()
        return self.ticket_id

    def _get_badge(self):
        """The clock as the badge draws it; times are UTC strings."""
        self.ensure_one()
        label = dict(self._fields["metric"]._description_selection(self.env))[self.metric]
        return {
            "id": self.id,
            "metric": self.metric,
            "label": label,
            "state": self.state,
            "result": self.result,
            "due": fields.Datetime.to_string(self.due),
            "at_risk": fields.Datetime.to_string(self.at_risk_at),
            "stop": fields.Datetime.to_string(self.stop),
            "waiting_for": self.waiting_for,
            "remaining": max(self.limit_seconds - self.seconds_used, 0),
            "late": self.seconds_late,
            "limit": self.limit_seconds,
            "working": bool(self.calendar_id),
        }

    def action_open_subject(self):
        return self._get_subject()._get_records_action()
