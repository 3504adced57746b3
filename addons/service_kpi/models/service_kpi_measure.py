from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .service_kpi_target import PERIODS, SUBJECTS

# How many records behind an open figure a browser is told of
OPENED = 10_000


class ServiceKpiMeasure(models.Model):
    """The value of an indicator for a subject in a period.

    Written by the system alone (:mod:`.service_kpi_rollup`): no role may
    create, write or delete one. ``state`` says whether there is a value at all:
    no data is not zero.
    """

    _name = "service.kpi.measure"
    _description = "Measured Indicator"
    _order = "date_start desc, root_id, subject_kind, id"
    _log_access = False

    kpi_id = fields.Many2one("service.kpi", string="Indicator", required=True, readonly=True, ondelete="restrict")
    root_id = fields.Many2one(
        "service.kpi", string="Indicator (any Version)", required=True, readonly=True, ondelete="restrict"
    )
    # Subject
    subject_kind = fields.Selection(SUBJECTS, string="Kind of Subject", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict", index="btree_not_null")
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="restrict", index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict", index="btree_not_null")
    subject = fields.Char(compute="_compute_subject")
    # Period
    period_kind = fields.Selection(PERIODS, string="Period", required=True, readonly=True)
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="To", required=True, readonly=True, help="The last day of the period.")
    # Figures
    numerator = fields.Float(readonly=True, digits=(16, 4))
    denominator = fields.Float(readonly=True, digits=(16, 4))
    n = fields.Integer(string="Cases", readonly=True, help="How many records the figure is made of.")
    asked = fields.Integer(readonly=True, help="How many could have told: those who did not answer included.")
    expected = fields.Float(
        string="Expected Numerator",
        readonly=True,
        digits=(16, 4),
        help="What the company reaches on the same case mix.",
    )
    peer = fields.Float(
        string="Team's Numerator", readonly=True, digits=(16, 4), help="What the own teams reach on as many cases."
    )
    raw_value = fields.Float(string="As Counted", readonly=True, digits=(16, 4), aggregator=None)
    value = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator="avg",
        help="As counted, then evened out for the case mix and drawn to the team if the indicator says so.",
    )
    target = fields.Float(readonly=True, digits=(16, 4), aggregator=None)
    score = fields.Float(readonly=True, digits=(5, 2), aggregator="avg", help="0 to 100.")
    state = fields.Selection(
        [("ok", "Measured"), ("few", "Not enough data"), ("none", "No data")], required=True, readonly=True
    )
    frozen = fields.Boolean(readonly=True, help="The period is closed: the figure and its cases stay as they are.")
    # As shown: an empty number reads as zero, these do not
    value_text = fields.Char(string="Shown Value", compute="_compute_texts")
    raw_text = fields.Char(string="Counted", compute="_compute_texts")
    target_text = fields.Char(string="Shown Target", compute="_compute_texts")
    score_text = fields.Char(string="Points", compute="_compute_texts")
    expected_text = fields.Char(string="Expected", compute="_compute_texts")
    response_rate = fields.Float(compute="_compute_response_rate", aggregator=None)

    _subject_uniq = models.UniqueIndex(
        "(root_id, company_id, period_kind, date_start, subject_kind,"
        " COALESCE(department_id, 0), COALESCE(team_id, 0), COALESCE(employee_id, 0))",
        "An indicator has one figure per subject and period.",
    )
    _period_idx = models.Index("(company_id, period_kind, date_start)")

    @api.depends("subject_kind", "company_id", "department_id", "team_id", "employee_id")
    def _compute_subject(self):
        for measure in self:
            measure.subject = measure[f"{measure.subject_kind}_id"].display_name if measure.subject_kind else ""

    @api.depends("kpi_id", "subject_kind", "date_start")
    def _compute_display_name(self):
        for measure in self:
            measure.display_name = f"{measure.kpi_id.name} · {measure.subject}"

    @api.depends("state", "value", "raw_value", "target", "score", "n")
    def _compute_texts(self):
        # Ordinary readers see how they are judged, whatever company the definition belongs to
        rows = {row.pop("id"): row for row in self._read_empties()}
        for measure in self:
            kpi, row = measure.sudo().kpi_id, rows.get(measure.id, {})
            show = lambda name, row=row, kpi=kpi: "" if row.get(name) is None else kpi._format(row[name])  # noqa: E731
            measure.raw_text = show("raw_value")
            measure.target_text = show("target")
            measure.expected_text = show("expected_value") if kpi.calculation == "ratio" else ""
            measure.score_text = "" if row.get("score") is None else f"{row['score']:.2f}"
            measure.value_text = measure._get_value_text(show("value"))

    def _get_value_text(self, shown):
        if self.state == "few":
            return self.env._("not enough data (%(n)s of %(min)s)", n=self.n, min=self.sudo().kpi_id.min_n)
        return shown if self.state == "ok" else self.env._("no data")

    def _read_empties(self):
        """The figures with None where there is nothing: the ORM reads an empty number as 0."""
        if not self.ids:
            return []
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id, raw_value, value, target, score, expected / NULLIF(denominator, 0) AS expected_value"
                " FROM service_kpi_measure WHERE id IN %s",
                tuple(self.ids),
            )
        )
        return self.env.cr.dictfetchall()

    @api.depends("n", "asked")
    def _compute_response_rate(self):
        for measure in self:
            measure.response_rate = measure.n / measure.asked if measure.asked else 0.0

    # Actions

    def action_view_evidence(self):
        """The records behind the figure: as frozen at the close of the period, else as they are now."""
        self.ensure_one()
        self.check_access("read")
        if self.frozen:
            action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_kpi_evidence_action")
            return {**action, "name": self.display_name, "domain": self._get_evidence_domain(), "context": {}}
        model = self.env["service.kpi.source"]._get_model(self.sudo().kpi_id)
        if not self.env[model].has_access("read"):
            raise UserError(
                self.env._(
                    "%(figure)s counts %(n)s records that your role does not open one by one, such as answers of "
                    "customers. Your superior can.",
                    figure=self.display_name,
                    n=self.n,
                )
            )
        ids = self._get_fact_ids()
        name = self.display_name
        if len(ids) == OPENED:
            name = self.env._("%(figure)s: the latest %(count)s", figure=name, count=OPENED)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
            "context": {"create": False, "active_test": False},
        }

    def _get_evidence_domain(self):
        """The frozen facts of a closed period's figure."""
        domain = [
            ("root_id", "=", self.root_id.id),
            ("company_id", "=", self.company_id.id),
            ("day", ">=", self.date_start),
            ("day", "<=", self.date_end),
        ]
        if self.subject_kind == "employee":
            domain.append(("employee_id", "=", self.employee_id.id))
        elif self.subject_kind != "company":
            name = f"{self.subject_kind}_id"
            domain.append((name, "child_of", self[name].id))
        return domain

    def write(self, vals):
        raise UserError(self.env._("A figure is counted, not written: change what it is counted from."))
