from odoo import api, fields, models
from odoo.exceptions import ValidationError

SUBJECTS = [
    ("company", "Company"),
    ("department", "Department"),
    ("team", "Team"),
    ("employee", "Employee"),
]
PERIODS = [
    ("day", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half_year", "Half-year"),
    ("year", "Year"),
]


class ServiceKpiTarget(models.Model):
    """The value to be reached, for everybody or for a post, team, department or length of period.

    The most specific target holds: post before team before department before
    company, and a target of one length of period before one of any. A change is
    measured against the same subject's value in a base period, or the
    company's where the subject has none.
    """

    _name = "service.kpi.target"
    _description = "Target of an Indicator"
    _inherit = ["service.version.part"]
    _order = "kpi_id, sequence, id"
    _document_path = "kpi_id"
    _check_company_auto = True

    kpi_id = fields.Many2one("service.kpi", string="Indicator", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="kpi_id.company_id", store=True)
    unit = fields.Selection(related="kpi_id.unit")
    # For whom
    job_id = fields.Many2one("hr.job", string="Post", ondelete="restrict", check_company=True)
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="restrict", check_company=True)
    department_id = fields.Many2one("hr.department", ondelete="restrict", check_company=True)
    period_kind = fields.Selection(PERIODS, string="Period", help="Empty: periods of any length.")
    # What
    basis = fields.Selection(
        [("value", "Value"), ("change", "Change against a base period")], required=True, default="value"
    )
    value = fields.Float(string="Target", digits=(16, 4), aggregator=None)
    change_percent = fields.Float(string="Change (%)", aggregator=None, help="+20 means a fifth more than before.")
    base_start = fields.Date(string="Base Period from")
    base_end = fields.Date(string="Base Period to", help="The last day of the base period.")

    _base_order = models.Constraint(
        "CHECK(basis = 'value' OR base_start IS NULL OR base_end IS NULL OR base_start <= base_end)",
        "A base period ends after it begins.",
    )

    @api.depends("basis", "value", "change_percent", "kpi_id")
    def _compute_display_name(self):
        for target in self:
            target.display_name = (
                target.kpi_id._format(target.value)
                if target.basis == "value"
                else self.env._("%s %%", f"{target.change_percent:+g}")
            )

    @api.constrains("basis", "value", "change_percent", "base_start", "base_end")
    def _check_value(self):
        for target in self:
            if target.basis == "value" and target.value <= 0:
                raise ValidationError(self.env._("A target is more than zero: the achievement is its percentage."))
            if target.basis == "change" and target.change_percent <= -100:
                raise ValidationError(self.env._("A value cannot fall by 100 % or more."))

    # Choosing

    def _choose(self, period_kind, subject):
        """The target of ``self`` that holds for a subject, or none.

        :param subject: dict of ``job``, ``teams``, ``departments`` (ids, with those above)
        """
        fitting = self.filtered(lambda target: target._holds_for(period_kind, subject))
        return fitting.sorted(lambda target: (target._specificity(), -target.sequence, -target.id))[-1:]

    def _holds_for(self, period_kind, subject):
        return (
            self.period_kind in (False, period_kind)
            and (not self.job_id or self.job_id.id == subject["job"])
            and (not self.team_id or self.team_id.id in subject["teams"])
            and (not self.department_id or self.department_id.id in subject["departments"])
        )

    def _specificity(self):
        return (bool(self.job_id), bool(self.team_id), bool(self.department_id), bool(self.period_kind))

    def _get_value(self, subject_key, base_values):
        """The value to be reached, None where the base period has no data.

        :param base_values: ``{(target id, subject key): value}`` of the base periods
        """
        if not self:
            return None
        if self.basis == "value":
            return self.value
        company = ("company", subject_key[1], None)
        base = base_values.get((self.id, subject_key), base_values.get((self.id, company)))
        if base is None:
            return None
        value = base * (1 + self.change_percent / 100)
        # A share cannot exceed the whole
        return min(value, 1.0) if self.kpi_id.unit == "percent" else value
