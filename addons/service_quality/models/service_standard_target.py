from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.limits import limit_seconds
from ..engine.moment import to_epoch
from ..engine.working_time import ALWAYS
from .resource_calendar import _get_zone

METRICS = [
    ("answer", "Answering"),
    ("first_response", "First response"),
    ("next_update", "Next update"),
    ("preliminary_solution", "Preliminary solution"),
    ("resolution", "Resolution"),
    ("closure", "Closure"),
    ("callback", "Call-back"),
    ("handover", "Handover"),
]
# A call-back is due when it was promised: no standard limits it
_LIMITED = [(metric, label) for metric, label in METRICS if metric != "callback"]
UNITS = [
    ("second", "Seconds"),
    ("minute", "Minutes"),
    ("hour", "Hours"),
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
]
WAITING_FOR = [
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("ours", "Ourselves"),
]
_DAY = 24 * 3600
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": _DAY, "week": 7 * _DAY, "month": 31 * _DAY}
_LONGEST = 3660 * _DAY


class ServiceStandardTarget(models.Model):
    """One promise of a standard: a metric, its limit and what time counts."""

    _name = "service.standard.target"
    _description = "Service Standard Target"
    _inherit = ["service.version.part"]
    _order = "standard_id, sequence, id"

    standard_id = fields.Many2one("service.standard", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    metric = fields.Selection(_LIMITED, required=True, default="first_response")
    company_id = fields.Many2one(related="standard_id.company_id", store=True)
    # Limit
    limit_value = fields.Integer(string="Limit", required=True, default=8)
    limit_unit = fields.Selection(UNITS, string="Unit", required=True, default="hour")
    time_basis = fields.Selection(
        [("working", "Working time"), ("always", "24×7"), ("none", "Not covered")],
        required=True,
        default="working",
        help="Working time counts the hours of the calendar only; 24×7 counts every second. "
        "Not covered: nothing is promised, by less specific standards neither.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        check_company=True,
        ondelete="restrict",
        help="Working hours that count. Empty: those of the standard, else of the team, else of the company.",
    )
    at_risk_percent = fields.Integer(
        string="At Risk (%)",
        required=True,
        default=80,
        help="The clock is at risk once this share of the limit is used.",
    )
    # Start
    start_from = fields.Selection(
        [("creation", "Creation"), ("message", "Customer's last message"), ("field", "Date on the ticket")],
        required=True,
        default="creation",
        help="Where the limit counts from. A ticket that has no such message or date counts from its creation, "
        "a reopened one from then.",
    )
    start_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date",
        ondelete="cascade",
        domain="[('model', '=', 'helpdesk.ticket'), ('ttype', 'in', ('date', 'datetime')), ('store', '=', True)]",
    )
    # Pauses and cycles
    pause_customer = fields.Boolean(string="Waits for Customer", default=True)
    pause_supplier = fields.Boolean(string="Waits for Supplier", default=True)
    pause_ours = fields.Boolean(
        string="Waits for Us", default=True, help="The clock stands still in stages that wait for ourselves."
    )
    again_on_reopening = fields.Boolean(
        default=True, help="A reopened case gets a new clock for this metric; else the promise was kept or broken once."
    )

    # What may change on a promise that cases are already judged by
    _document_path = "standard_id"

    _metric_uniq = models.Constraint(
        "UNIQUE(standard_id, metric)", "A standard promises each metric once: change the existing line."
    )
    _limit_positive = models.Constraint("CHECK(limit_value > 0)", "A limit is longer than zero.")
    _at_risk_percent = models.Constraint(
        "CHECK(at_risk_percent BETWEEN 1 AND 100)", "At risk is a share of the limit between 1 and 100 %."
    )

    _start_field = models.Constraint(
        "CHECK(start_from != 'field' OR start_field_id IS NOT NULL)", "Choose the date that the limit counts from."
    )

    @api.depends("metric", "limit_value", "limit_unit", "time_basis")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("metric", "limit_unit", "time_basis")
        }
        for target in self:
            target.display_name = (
                self.env._(
                    "%(metric)s: %(value)s %(unit)s (%(basis)s)",
                    metric=labels["metric"].get(target.metric, ""),
                    value=target.limit_value,
                    unit=labels["limit_unit"].get(target.limit_unit, ""),
                    basis=labels["time_basis"].get(target.time_basis, ""),
                )
                if target.time_basis != "none"
                else self.env._("%(metric)s: not covered", metric=labels["metric"].get(target.metric, ""))
            )

    def _get_limit_words(self):
        """The limit alone, as customers read it."""
        self.ensure_one()
        units = dict(self._fields["limit_unit"]._description_selection(self.env))
        bases = dict(self._fields["time_basis"]._description_selection(self.env))
        if self.time_basis == "none":
            return bases["none"]
        return self.env._(
            "%(value)s %(unit)s (%(basis)s)",
            value=self.limit_value,
            unit=units[self.limit_unit].lower(),
            basis=bases[self.time_basis].lower(),
        )

    def _get_terms_words(self):
        """Everything that two versions of a target can differ in."""
        self.ensure_one()
        parties = dict(self.env["service.clock"]._fields["waiting_for"]._description_selection(self.env))
        words = [self._get_limit_words()]
        if self.time_basis == "none":
            return words[0]
        words += [self.env._("at risk from %(percent)s %%", percent=self.at_risk_percent)]
        words += self.calendar_id.mapped("display_name")
        if self.start_from != "creation":
            starts = dict(self._fields["start_from"]._description_selection(self.env))
            start = self.start_field_id.field_description or starts[self.start_from]
            words.append(self.env._("counts from: %(start)s", start=start))
        pauses = [parties[party] for party in self._get_pauses().split(",") if party]
        words.append(self.env._("pauses for: %(parties)s", parties=", ".join(pauses) or self.env._("nobody")))
        if not self.again_on_reopening:
            words.append(self.env._("not again on reopening"))
        return " · ".join(words)

    @api.constrains("limit_value", "limit_unit")
    def _check_limit(self):
        for target in self:
            if target.limit_value * _SECONDS[target.limit_unit] > _LONGEST:
                raise ValidationError(self.env._("A limit is not longer than ten years."))

    @api.constrains("start_field_id")
    def _check_start_field(self):
        for field in self.start_field_id:
            if field.model != "helpdesk.ticket" or field.ttype not in ("date", "datetime") or not field.store:
                raise ValidationError(self.env._("%(field)s is no date of a ticket.", field=field.field_description))

    @api.constrains("calendar_id", "time_basis")
    def _check_calendar(self):
        now = to_epoch(fields.Datetime.now())
        for target in self.filtered(lambda t: t.calendar_id and t.time_basis == "working"):
            if target.calendar_id._get_working_time().next_opening(now) is None:
                raise ValidationError(
                    self.env._(
                        "%(calendar)s has no working hours, so no deadline could ever be reached. "
                        "Choose another calendar or 24×7.",
                        calendar=target.calendar_id.display_name,
                    )
                )

    def _get_limit_seconds(self, calendar, start=None):
        """The limit in seconds; a day is 24 hours, or a working day of ``calendar``.

        :param start: naive UTC datetime that weeks and months count from, else now
        """
        self.ensure_one()
        working = self.time_basis == "working" and calendar
        hours = (working and calendar.hours_per_day) or 24
        return limit_seconds(
            self.limit_value,
            self.limit_unit,
            to_epoch(start or fields.Datetime.now()),
            calendar._get_working_time() if working and self.limit_unit in ("week", "month") else ALWAYS,
            day=round(hours * 3600),
            zone=_get_zone((calendar or self._get_own_calendar() or self.env.company.resource_calendar_id).tz or "UTC"),
        )

    def _get_own_calendar(self):
        """The calendar that the target or its standard names."""
        return self.calendar_id or self.standard_id.calendar_id

    def _get_pauses(self):
        """Whose waiting pauses the clock, as the clock stores it."""
        self.ensure_one()
        return ",".join(party for party, _label in WAITING_FOR if self[f"pause_{party}"])
