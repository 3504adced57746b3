from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.moment import to_epoch

METRICS = [
    ("answer", "Answer"),
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
]
WAITING_FOR = [
    ("customer", "Customer"),
    ("supplier", "Supplier"),
    ("ours", "Ourselves"),
]
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAY = 24 * 3600
_LONGEST = 3660 * _DAY


class ServiceStandardTarget(models.Model):
    """One promise of a standard: a metric, its limit and what time counts."""

    _name = "service.standard.target"
    _description = "Service Standard Target"
    _order = "standard_id, sequence, id"

    standard_id = fields.Many2one("service.standard", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    metric = fields.Selection(_LIMITED, required=True, default="first_response")
    company_id = fields.Many2one(related="standard_id.company_id", store=True)
    # Limit
    limit_value = fields.Integer(string="Limit", required=True, default=8)
    limit_unit = fields.Selection(UNITS, string="Unit", required=True, default="hour")
    time_basis = fields.Selection(
        [("working", "Working time"), ("always", "24×7")],
        required=True,
        default="working",
        help="Working time counts the hours of the calendar only; 24×7 counts every second.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        check_company=True,
        ondelete="restrict",
        help="Working hours that count. Empty: those of the team, else those of the company.",
    )
    at_risk_percent = fields.Integer(
        string="At Risk (%)",
        required=True,
        default=80,
        help="The clock is at risk once this share of the limit is used.",
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
    _OPEN_FIELDS = frozenset()

    _metric_uniq = models.Constraint(
        "UNIQUE(standard_id, metric)", "A standard promises each metric once: change the existing line."
    )
    _limit_positive = models.Constraint("CHECK(limit_value > 0)", "A limit is longer than zero.")
    _at_risk_percent = models.Constraint(
        "CHECK(at_risk_percent BETWEEN 1 AND 100)", "At risk is a share of the limit between 1 and 100 %."
    )

    @api.depends("metric", "limit_value", "limit_unit", "time_basis")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("metric", "limit_unit", "time_basis")
        }
        for target in self:
            target.display_name = self.env._(
                "%(metric)s: %(value)s %(unit)s (%(basis)s)",
                metric=labels["metric"].get(target.metric, ""),
                value=target.limit_value,
                unit=labels["limit_unit"].get(target.limit_unit, ""),
                basis=labels["time_basis"].get(target.time_basis, ""),
            )

    @api.constrains("limit_value", "limit_unit")
    def _check_limit(self):
        for target in self:
            if target.limit_value * _SECONDS.get(target.limit_unit, _DAY) > _LONGEST:
                raise ValidationError(self.env._("A limit is not longer than ten years."))

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

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        if not self.env.su:
            targets.standard_id._check_open()
        return targets

    def write(self, vals):
        self.check_access("write")
        if not self._OPEN_FIELDS.issuperset(vals):
            self.standard_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.standard_id._check_open()

    def _get_limit_seconds(self, calendar):
        """The limit in seconds; a day is 24 hours, or a working day of ``calendar``."""
        self.ensure_one()
        if self.limit_unit == "day":
            hours = calendar.hours_per_day if self.time_basis == "working" and calendar else 24
            return round(self.limit_value * (hours or 24) * 3600)
        return self.limit_value * _SECONDS[self.limit_unit]

    def _get_pauses(self):
        """Whose waiting pauses the clock, as the clock stores it."""
        self.ensure_one()
        return ",".join(party for party, _label in WAITING_FOR if self[f"pause_{party}"])
