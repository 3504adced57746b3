from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_ANSWERS = ("rating.rating", "service.feedback")
_SHORTER = {"quarter": ["month"], "half_year": ["month", "quarter"], "year": ["month", "quarter", "half_year"]}
# A difference that is made of fewer answers would tell single ones
_LEAST = 3


class ServiceKpi(models.Model):
    """What customers answered about somebody is told to that person only where no single answer follows from it."""

    _inherit = "service.kpi"

    confidential = fields.Boolean(
        string="Answers of Customers",
        compute="_compute_confidential",
        store=True,
        help="People see their own figure when its period is closed, and only if no single answer follows from it.",
    )

    @api.depends("source", "aggregate_model_id")
    def _compute_confidential(self):
        sources = self.env["service.kpi.source"]._get_sources()
        for kpi in self:
            # while addons are loaded, those that come later have not said yet what their sources count
            source = sources.get(kpi.source)
            model = kpi.aggregate_model_id.model or (source and source.model)
            kpi.confidential = model in _ANSWERS


class ServiceKpiMeasure(models.Model):
    _inherit = "service.kpi.measure"

    personal = fields.Boolean(
        string="Shown to the Person",
        readonly=True,
        help="Of answers of customers: the period is closed, and nothing else that is shown leaves one or two answers "
        "as the difference.",
    )


class ServiceKpiPeriod(models.Model):
    _inherit = "service.kpi.period"

    def _close(self):
        closed = super()._close()
        if self.kind != "month":
            self._show_to_people()
        return closed

    def _show_to_people(self):
        """Decide which figures made of customers' answers the people concerned may see, once the period is frozen.

        Months are shown when their quarter is: all of them, or none where one has too few answers, because it would
        be the quarter less the others. A longer period is not shown if its months or quarters with too few answers
        have just one or two together.
        """
        own = SQL(
            "k.id = m.kpi_id AND k.confidential AND m.subject_kind = 'employee' AND m.frozen AND m.state = 'ok'"
            " AND m.company_id = %s",
            self.company_id.id,
        )
        few = SQL(
            "SELECT FROM service_kpi_measure s WHERE s.root_id = m.root_id AND s.company_id = m.company_id"
            " AND s.subject_kind = 'employee' AND s.employee_id = m.employee_id AND s.state = 'few'"
            " AND s.date_start >= %s AND s.date_end <= %s",
            self.date_start,
            self.date_end,
        )
        self.env.cr.execute(
            SQL(
                "UPDATE service_kpi_measure m SET personal = TRUE FROM service_kpi k"
                " WHERE %s AND m.period_kind = %s AND m.date_start = %s AND NOT EXISTS ("
                "%s AND s.period_kind = ANY(%s) GROUP BY s.period_kind HAVING SUM(s.n) < %s)",
                own,
                self.kind,
                self.date_start,
                few,
                _SHORTER[self.kind],
                _LEAST,
            )
        )
        if self.kind == "quarter":
            self.env.cr.execute(
                SQL(
                    "UPDATE service_kpi_measure m SET personal = TRUE FROM service_kpi k"
                    " WHERE %s AND m.period_kind = 'month' AND m.date_start >= %s AND m.date_end <= %s"
                    " AND NOT EXISTS (%s AND s.period_kind = 'month')",
                    own,
                    self.date_start,
                    self.date_end,
                    few,
                )
            )
        self.env["service.kpi.measure"].invalidate_model(["personal"])


class ServiceAppraisalLine(models.Model):
    """While answers come in, a figure that moves with each of them is not shown to anybody on the form."""

    _inherit = "service.appraisal.line"

    def _compute_figure(self):
        result = super()._compute_figure()
        for line in self._filter_still_moving():
            awaited = line.appraisal_id.state in ("draft", "collecting")
            line.figure_text = self.env._("counted when the period is closed") if awaited else self.env._("no data")
            line.score_text = ""
            line.evidence_count = 0
        return result

    def _filter_still_moving(self):
        return self.filtered(lambda line: not line.sudo().measure_id and line.sudo().root_id.confidential)

    def action_view_evidence(self):
        self.ensure_one()
        if self.sudo().root_id.confidential and self.appraisal_id.is_mine:
            raise UserError(self.env._("What single customers said about you is not shown to you. Your superior can."))
        return super().action_view_evidence()


class ServiceAppraisal(models.Model):
    _inherit = "service.appraisal"

    def _get_lines_so_far(self):
        lines = super()._get_lines_so_far()
        return lines - lines._filter_still_moving()
