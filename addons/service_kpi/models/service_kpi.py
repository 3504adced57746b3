from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.scoring import Linear, Stepped, TargetBand, parse_steps

UNITS = [
    ("percent", "Percent"),
    ("number", "Number"),
    ("hours", "Hours"),
    ("stars", "Stars (0 to 5)"),
    ("per_day", "Per working day"),
]


class ServiceKpi(models.Model):
    """What is measured, and how a value becomes a score.

    An indicator in force is not edited any more: its next version is. A figure
    tells the version by which it was counted; versions of one indicator share
    their first version (``root_id``).

    A score is read from the achievement, the value in percent of the target:
    so one curve serves targets that differ by post, team and period.
    """

    _name = "service.kpi"
    _description = "Indicator"
    _inherit = ["service.version.mixin", "mail.thread"]
    _order = "sequence, name, version desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    description = fields.Text(translate=True, help="What it tells and how it is counted, in words.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: measured in every company.")
    # Version
    previous_id = fields.Many2one(
        "service.kpi", string="Previous Version", readonly=True, copy=False, index="btree_not_null"
    )
    root_id = fields.Many2one(
        "service.kpi", string="First Version", compute="_compute_root_id", store=True, index=True, recursive=True
    )
    valid_from = fields.Date(copy=False, tracking=True, help="Empty: always held.")
    valid_to = fields.Date(copy=False, readonly=True, tracking=True, help="The last day on which it holds.")
    # What is counted
    source = fields.Selection(
        lambda self: self.env["service.kpi.source"]._get_selection(), required=True, default="promises"
    )
    calculation = fields.Selection(
        [("ratio", "Numerator / denominator"), ("total", "Total"), ("per_day", "Total per working day")],
        required=True,
        default="ratio",
        help="A total per working day divides by the days on which the person was to work and not on leave.",
    )
    unit = fields.Selection(UNITS, required=True, default="percent")
    daily = fields.Boolean(string="By Day and Week", help="Measured by day and week too, not by month alone.")
    # Fairness
    min_n = fields.Integer(
        string="Minimum Cases",
        default=5,
        required=True,
        help="Below this number there is not enough data: no score, and the weight is shared out among the others.",
    )
    shrink = fields.Integer(
        string="Drawn to the Team (Cases)",
        default=0,
        help="A person's value is drawn to the team's mean as if this many further cases had come out like the team's.",
    )
    case_mix = fields.Boolean(
        string="Even Out the Case Mix",
        help="A person is compared with what the company reaches on cases of the same category, channel and priority.",
    )
    # Score
    direction = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better"), ("band", "Close to the target")],
        required=True,
        default="up",
    )
    curve = fields.Selection(
        [("linear", "Linear"), ("stepped", "Stepped")],
        required=True,
        default="linear",
        help="What falls between: a score in proportion, or the score of the step reached.",
    )
    zero_percent = fields.Float(
        string="No Points at (% of Target)",
        default=80,
        help="The achievement that scores 0; reaching the target scores 100. Around a target it holds on both sides.",
    )
    tolerance_percent = fields.Float(
        string="Full Points Within (± %)", default=10, help="How far the value may be from the target."
    )
    steps = fields.Char(
        default="80: 60, 90: 80, 100: 100", help="Achievement in % of the target, and the score from there on."
    )
    target_ids = fields.One2many("service.kpi.target", "kpi_id", string="Targets", copy=True)
    # Benchmark
    reference_value = fields.Float(digits=(16, 4), aggregator=None, help="What others in the trade reach.")
    reference_source = fields.Char(translate=True, help="Where the reference value comes from.")
    measure_count = fields.Integer(compute="_compute_measure_count")

    _min_n_positive = models.Constraint(
        "CHECK(min_n >= 1 AND shrink >= 0)", "At least one case is needed for a figure."
    )

    # What may change on an indicator that people are already judged by
    _OPEN_FIELDS = frozenset(
        {"name", "description", "sequence", "active", "valid_to", "reference_value", "reference_source"}
        | {"message_follower_ids", "message_ids", "root_id"}
    )

    @api.depends("previous_id.root_id")
    def _compute_root_id(self):
        for kpi in self:
            kpi.root_id = kpi.previous_id.root_id or kpi._origin

    def _compute_measure_count(self):
        counts = dict(
            self.env["service.kpi.measure"]._read_group([("kpi_id", "in", self.ids)], ["kpi_id"], ["__count"])
        )
        for kpi in self:
            kpi.measure_count = counts.get(kpi, 0)

    @api.constrains("direction", "curve", "zero_percent", "tolerance_percent", "steps")
    def _check_curve(self):
        for kpi in self:
            try:
                kpi._get_curve()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The scores of %(indicator)s cannot be read (%(error)s). Steps are written as 80: 60, 100: 100 "
                        "in one direction; no points are given below the target, or above it if lower is better.",
                        indicator=kpi.name,
                        error=error,
                    )
                ) from error

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        kpis = super().create(vals_list)
        kpis.filtered(lambda kpi: not kpi.root_id)._compute_root_id()
        return kpis

    # Actions

    def action_put_in_force(self):
        """From the date it carries, else from the first of this month, periods are counted by this version."""
        self.check_access("write")
        for kpi in self.filtered(lambda k: k.state == "draft"):
            start = kpi.valid_from
            if kpi.previous_id and not start:
                start = fields.Date.context_today(kpi).replace(day=1)
            if closed := kpi._get_closed_after(start):
                raise UserError(
                    self.env._("%(period)s is closed: let the version begin after it.", period=closed.display_name)
                )
            kpi.sudo().write({"state": "in_force", "valid_from": start})
            if start:
                kpi.previous_id.filtered(lambda k: k.state == "in_force")._retire(start - timedelta(days=1))

    def _get_closed_after(self, start):
        """A closed period that a new version would reach back into."""
        if not self.previous_id or not start:
            return self.env["service.kpi.period"]
        return self.env["service.kpi.period"].search([("state", "=", "closed"), ("date_end", ">=", start)], limit=1)

    def action_retire(self):
        self.check_access("write")
        self.filtered(lambda k: k.state == "in_force")._retire(fields.Date.context_today(self))

    def _retire(self, day):
        self.sudo().write({"state": "retired", "valid_to": day})

    def action_view_measures(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_kpi_measure_action")
        return {**action, "domain": [("root_id", "=", self.root_id.id)]}

    # Judging

    def _get_curve(self):
        """The curve over the achievement (value in percent of the target)."""
        self.ensure_one()
        if self.direction == "band":
            within = self.tolerance_percent
            return TargetBand(100 - within, 100 + within, 100 - within - self.zero_percent)
        lower = self.direction == "down"
        if self.curve == "stepped":
            return Stepped(parse_steps(self.steps or ""), lower_is_better=lower)
        if (self.zero_percent > 100) != lower or self.zero_percent < 0:
            raise ValueError(self.env._("no points at %s %%", f"{self.zero_percent:g}"))
        return Linear(self.zero_percent, 100)

    def _get_score(self, value, target):
        """The score of a value, None where there is no target to compare it with."""
        if not target:
            return None
        return self._get_curve().score(value / target * 100)

    def _is_reached(self, value, target):
        """Whether a value is on the good side of its target."""
        if self.direction == "band":
            return abs(value / target * 100 - 100) <= self.tolerance_percent
        return value <= target if self.direction == "down" else value >= target

    @api.model
    def _get_versions(self, day, company=None):
        """The indicators that hold on a day, one version of each."""
        domain = [
            ("state", "in", ("in_force", "retired")),
            "|",
            ("valid_from", "=", False),
            ("valid_from", "<=", day),
            "|",
            ("valid_to", "=", False),
            ("valid_to", ">=", day),
        ]
        if company:
            domain.append(("company_id", "in", (False, company.id)))
        versions = self.sudo().search(domain, order="version")
        newest = {kpi.root_id: kpi for kpi in versions}
        return self.sudo().concat(*newest.values())

    def _format(self, value):
        """A value as it is shown."""
        self.ensure_one()
        if self.unit == "percent":
            return self.env._("%s %%", f"{value * 100:.1f}")
        if self.unit == "hours":
            return self.env._("%s h", f"{value:.2f}")
        return f"{value:.2f}" if self.unit in ("stars", "per_day") else f"{value:g}"

    def _get_version_on(self, day, company):
        """The version of an indicator (``self``: its first) that holds on a day, or none."""
        return self.env["service.kpi"]._get_versions(day, company).filtered(lambda kpi: kpi.root_id == self)
