from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.service_training.engine.effect import student_quantile
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import comparison
from .service_kpi_target import SUBJECTS

_DAY = timedelta(days=1)
_SUBJECT_FIELDS = {"team": "team_id", "department": "department_id", "employee": "employee_id"}


class ServiceKpiComparison(models.Model):
    """An indicator before and after a rule was introduced: what changed, and whether that can be chance.

    The cases themselves are compared, not their monthly means. With a
    comparison group, what changed there too is taken off: the rule cannot have
    done that. Which statistics were used is written with the result.
    """

    _name = "service.kpi.comparison"
    _description = "Before and After"
    _inherit = ["mail.thread"]
    _order = "introduced_on desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="What Was Introduced", required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    root_id = fields.Many2one(
        "service.kpi", string="Indicator", required=True, ondelete="restrict", domain="[('previous_id', '=', False)]"
    )
    introduced_on = fields.Date(
        required=True, default=fields.Date.context_today, help="The first day on which the rule held."
    )
    months = fields.Integer(
        string="Months on Either Side", default=3, required=True, help="How long before and after are compared."
    )
    before_start = fields.Date(compute="_compute_before_start", store=True, readonly=False, precompute=True)
    after_end = fields.Date(
        string="After Ends on", compute="_compute_after_end", store=True, readonly=False, precompute=True
    )
    # Groups
    subject_kind = fields.Selection(SUBJECTS, string="For", required=True, default="company")
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="restrict", check_company=True)
    department_id = fields.Many2one("hr.department", ondelete="restrict", check_company=True)
    employee_id = fields.Many2one("hr.employee", ondelete="restrict", check_company=True)
    control_team_id = fields.Many2one(
        "helpdesk.ticket.team", string="Comparison Team", ondelete="restrict", check_company=True
    )
    control_department_id = fields.Many2one(
        "hr.department", string="Comparison Department", ondelete="restrict", check_company=True
    )
    target_percent = fields.Float(
        string="Wanted Change (%)", aggregator=None, help="+20 means a fifth more than before. 0: none is wanted."
    )
    # Result
    computed_on = fields.Datetime(readonly=True, copy=False)
    before_n = fields.Integer(string="Cases Before", readonly=True, copy=False)
    after_n = fields.Integer(string="Cases After", readonly=True, copy=False)
    before_text = fields.Char(string="Before", readonly=True, copy=False)
    after_text = fields.Char(string="After", readonly=True, copy=False)
    control_text = fields.Char(string="Comparison Group", readonly=True, copy=False)
    difference_text = fields.Char(string="Difference", readonly=True, copy=False)
    interval_text = fields.Char(string="95 % Interval", readonly=True, copy=False)
    change_percent = fields.Float(string="Change (%)", readonly=True, copy=False, aggregator=None, digits=(16, 1))
    method = fields.Selection(
        [
            ("shares", "Shares: Newcombe's score interval"),
            ("means", "Means: Welch's interval"),
        ],
        string="Statistics",
        readonly=True,
        copy=False,
    )
    verdict = fields.Selection(
        [
            ("too_few", "Too few cases"),
            ("unclear", "Can be chance"),
            ("better", "Better"),
            ("worse", "Worse"),
            ("other", "Changed"),
        ],
        readonly=True,
        copy=False,
    )
    reached = fields.Selection(
        [("yes", "Reached"), ("no", "Not reached"), ("none", "None wanted")],
        string="Wanted Change",
        readonly=True,
        copy=False,
    )

    _months_positive = models.Constraint("CHECK(months BETWEEN 1 AND 36)", "Compare one to 36 months.")
    _order_of_days = models.Constraint(
        "CHECK(before_start < introduced_on AND introduced_on <= after_end)",
        "The day of the introduction lies between before and after.",
    )

    @api.depends("introduced_on", "months")
    def _compute_before_start(self):
        for row in self:
            row.before_start = row.introduced_on and fields.Date.subtract(row.introduced_on, months=row.months)

    @api.depends("introduced_on", "months")
    def _compute_after_end(self):
        for row in self:
            row.after_end = row.introduced_on and fields.Date.add(row.introduced_on, months=row.months) - _DAY

    @api.constrains("subject_kind", "team_id", "department_id", "employee_id")
    def _check_subject(self):
        for row in self:
            name = _SUBJECT_FIELDS.get(row.subject_kind)
            if name and not row[name]:
                raise UserError(self.env._("Choose whom %s is about.", row.name))

    # Actions

    def action_compute(self):
        """Count the cases of both sides now, and compare them."""
        self.check_access("write")
        for row in self:
            row.sudo()._compute_result()

    # Business

    def _compute_result(self):
        self.ensure_one()
        kpi = self.root_id._get_version_on(self.after_end, self.company_id) or self.root_id
        if kpi.calculation != "ratio":
            raise UserError(self.env._("Totals are not compared case by case: choose a share or a mean."))
        is_share = kpi.unit == "percent"
        before, after = self._get_samples(kpi, self._get_condition())
        own = self._compare(is_share, before, after)
        control, control_text = None, False
        if condition := self._get_control_condition():
            control_before, control_after = self._get_samples(kpi, condition)
            control = self._compare(is_share, control_before, control_after)
            control_text = f"{_shown(kpi, control_before.mean)} → {_shown(kpi, control_after.mean)}"
        result = comparison.beyond(own, control) if control else own
        change = (after.mean / before.mean - 1) * 100 if before.mean and after.mean is not None else 0.0
        self.write(
            {
                "computed_on": fields.Datetime.now(),
                "before_n": before.n,
                "after_n": after.n,
                "before_text": _shown(kpi, before.mean),
                "after_text": _shown(kpi, after.mean),
                "control_text": control_text,
                "difference_text": _signed(kpi, result.estimate),
                "interval_text": result.estimate is not None
                and f"{_signed(kpi, result.low)} … {_signed(kpi, result.high)}",
                "change_percent": change,
                "method": "shares" if is_share else "means",
                "verdict": self._get_verdict(kpi, result),
                "reached": self._get_reached(result, change),
            }
        )

    @api.model
    def _compare(self, is_share, before, after):
        if is_share:
            return comparison.shares(before, after)
        return comparison.means(before, after, student_quantile)

    @api.model
    def _get_verdict(self, kpi, result):
        if result.verdict in ("too_few", "unclear"):
            return result.verdict
        if kpi.direction == "band":
            return "other"
        return "better" if (result.verdict == "rise") == (kpi.direction == "up") else "worse"

    def _get_reached(self, result, change):
        """Whether the wanted change was reached: in its direction, and with enough cases to tell."""
        if not self.target_percent:
            return "none"
        wanted = self.target_percent
        enough = change >= wanted if wanted > 0 else change <= wanted
        return "yes" if enough and result.estimate is not None else "no"

    def _get_condition(self):
        name = _SUBJECT_FIELDS.get(self.subject_kind)
        if not name:
            return SQL("TRUE")
        if name == "employee_id":
            return SQL("employee_id = %s", self.employee_id.id)
        return self._get_tree_condition(name, self[name])

    def _get_control_condition(self):
        """The comparison group, or None."""
        if self.control_team_id:
            return self._get_tree_condition("team_id", self.control_team_id)
        if self.control_department_id:
            return self._get_tree_condition("department_id", self.control_department_id)
        return None

    def _get_tree_condition(self, name, node):
        below = node.with_context(active_test=False).search([("id", "child_of", node.ids)])
        return SQL("%s IN %s", SQL.identifier(name), tuple(below.ids))

    def _get_samples(self, kpi, condition):
        """The cases before and after that meet a condition: two samples, in one statement."""
        facts = self.env["service.kpi.measure"]._get_dated_facts(
            kpi, self.company_id, self.before_start, self.after_end + _DAY
        )
        self.env.flush_all()
        with self.env["service.kpi.measure"]._by_hash():
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT day >= %s, COUNT(*), SUM(numerator / denominator), SUM((numerator / denominator) ^ 2)
                      FROM (%s) f WHERE denominator <> 0 AND (%s) GROUP BY 1
                    """,
                    self.introduced_on,
                    facts,
                    condition,
                )
            )
        samples = {is_after: comparison.Sample(n, total, squares) for is_after, n, total, squares in rows}
        nothing = comparison.Sample(0, 0.0, 0.0)
        return samples.get(False, nothing), samples.get(True, nothing)


def _shown(kpi, value):
    return kpi._format(value) if value is not None else "–"


def _signed(kpi, value):
    """A difference as it is shown; of shares it is percentage points."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else ""
    return f"{sign}{value * 100:.1f} pp" if kpi.unit == "percent" else sign + kpi._format(value)
