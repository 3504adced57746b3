from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.period import containing
from .service_kpi_target import PERIODS, SUBJECTS


class ServiceIncidentRule(models.Model):
    """An indicator beyond its limit is an incident too.

    The last measured figures of the running period are read, once per subject
    and period: an incident that is over is not opened again by the same figure.
    """

    _inherit = "service.incident.rule"

    watches = fields.Selection(selection_add=[("indicator", "An indicator")], ondelete={"indicator": "cascade"})
    kpi_id = fields.Many2one(
        "service.kpi",
        string="Indicator",
        ondelete="cascade",
        check_company=True,
        domain=[("previous_id", "=", False)],
        help="In whichever version holds on the day.",
    )
    kpi_unit = fields.Selection(related="kpi_id.unit", string="Unit of the Indicator")
    kpi_subject_kind = fields.Selection(
        # What a person reaches is nothing that all who read incidents may know
        [subject for subject in SUBJECTS if subject[0] != "employee"],
        string="Whose Figure",
        default="company",
    )
    kpi_period_kind = fields.Selection(PERIODS, string="Figure of the Running", default="month")
    kpi_side = fields.Selection(
        [("target", "Worse than its target"), ("below", "Below"), ("above", "Above")],
        string="Beyond the Limit",
        default="target",
    )
    kpi_limit = fields.Float(string="Limit", digits=(16, 4), aggregator=None)

    @api.constrains("watches", "kpi_id", "kpi_subject_kind", "kpi_period_kind", "kpi_side")
    def _check_indicator(self):
        for rule in self.filtered(lambda rule: rule.watches == "indicator"):
            if not all((rule.kpi_id, rule.kpi_subject_kind, rule.kpi_period_kind, rule.kpi_side)):
                raise ValidationError(
                    self.env._("%(rule)s: say which indicator, whose, and which limit.", rule=rule.name)
                )
            if rule.kpi_period_kind in ("day", "week") and not rule.kpi_id.daily:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not measured by day and week: choose a longer period.",
                        indicator=rule.kpi_id.name,
                    )
                )

    def _detect_indicator(self, now):
        period = containing(self.kpi_period_kind, fields.Datetime.context_timestamp(self, now).date())
        figures = self.env["service.kpi.measure"].search(
            [
                ("root_id", "=", self.kpi_id.root_id.id),
                ("company_id", "=", self.company_id.id),
                ("period_kind", "=", self.kpi_period_kind),
                ("date_start", "=", period.start),
                ("subject_kind", "=", self.kpi_subject_kind),
                ("state", "=", "ok"),
            ]
        )
        beyond = {self._get_figure_key(figure): figure for figure in figures if self._is_beyond(figure)}
        opened = self.env["service.incident"].search([("rule_id", "=", self.id), ("rule_key", "in", list(beyond))])
        for key in beyond.keys() - set(opened.mapped("rule_key")):
            self._open(key, f"{self.name}: {beyond[key].subject}", reason=self._tell_figure(beyond[key]))

    @api.model
    def _get_figure_key(self, figure):
        subject = figure[f"{figure.subject_kind}_id"]
        return f"{figure.subject_kind}:{subject.id}:{figure.period_kind}:{figure.date_start}"

    def _is_beyond(self, figure):
        if self.kpi_side == "target":
            # Where there is no target, no score is shown either
            return figure.score_text != "" and not figure.kpi_id._is_reached(figure.value, figure.target)
        return figure.value < self.kpi_limit if self.kpi_side == "below" else figure.value > self.kpi_limit

    def _tell_figure(self, figure):
        limit = figure.target if self.kpi_side == "target" else self.kpi_limit
        return self.env._(
            "Found by the rule “%(rule)s”: %(indicator)s is at %(value)s from %(start)s on"
            " (%(n)s cases, limit %(limit)s).",
            rule=self.name,
            indicator=figure.kpi_id.name,
            value=figure.kpi_id._format(figure.value),
            start=fields.Date.to_string(figure.date_start),
            n=figure.n,
            limit=figure.kpi_id._format(limit),
        )
