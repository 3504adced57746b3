from odoo import api, fields, models
from odoo.tools import SQL

from .service_appraisal_section import SECTION_KINDS


class ServiceAppraisalLine(models.Model):
    """One item of a form with its weight, points and where they come from."""

    _name = "service.appraisal.line"
    _description = "Line of an Appraisal"
    _order = "appraisal_id, sequence, id"

    appraisal_id = fields.Many2one("service.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    item_id = fields.Many2one("service.appraisal.item", readonly=True, ondelete="set null", index="btree_not_null")
    # Copied with all their translations: readers see their own language, whoever started the cycle
    section = fields.Char(readonly=True, translate=True)
    kind = fields.Selection(SECTION_KINDS, required=True, readonly=True)
    name = fields.Char(required=True, readonly=True, translate=True)
    description = fields.Char(readonly=True, translate=True)
    root_id = fields.Many2one("service.kpi", string="Indicator", readonly=True, ondelete="restrict")
    by_customer = fields.Boolean(readonly=True)
    weight = fields.Float(string="Weight (%)", readonly=True, digits=(6, 2))
    # Results
    measure_id = fields.Many2one("service.kpi.measure", string="Figure", readonly=True, ondelete="restrict")
    judged = fields.Boolean(readonly=True)
    score = fields.Float(string="Points", readonly=True, digits=(5, 2), aggregator="avg")
    shared_weight = fields.Float(
        string="Counts (%)", readonly=True, digits=(6, 2), help="With the share of what could not be judged."
    )
    role_score_ids = fields.One2many("service.appraisal.role.score", "line_id", readonly=True)
    # What the form shows
    figure_text = fields.Char(string="Value", compute="_compute_figure")
    target_text = fields.Char(string="Target", compute="_compute_figure")
    score_text = fields.Char(string="Shown Points", compute="_compute_figure")
    roles_text = fields.Char(string="By Role", compute="_compute_roles_text")
    evidence_count = fields.Integer(compute="_compute_figure")

    @api.depends("measure_id", "score", "judged", "root_id")
    def _compute_figure(self):
        live = self._get_live_measures()
        for line in self:
            measure = line.sudo().measure_id or live.get(line, self.env["service.kpi.measure"])
            line.figure_text = measure.value_text if measure else self.env._("no data") if line.root_id else ""
            line.target_text = measure.target_text if measure else ""
            line.evidence_count = measure.asked
            if line.judged:
                line.score_text = f"{line.score:.2f}"
            else:
                line.score_text = measure.score_text if measure and line.appraisal_id.state == "collecting" else ""

    @api.depends("role_score_ids")
    def _compute_roles_text(self):
        roles = dict(self.env["service.appraisal.role.score"]._fields["role"]._description_selection(self.env))
        for line in self:
            line.roles_text = " · ".join(f"{roles[row.role]} {row.score:.2f} ({row.n})" for row in line.role_score_ids)

    def _get_live_measures(self):
        """The figures of indicators as they stand now: ``{line: measure}``."""
        lines = self.sudo().filtered("root_id")
        measures = self.env["service.kpi.measure"].sudo()
        found = {}
        for cycle, members in lines.grouped(lambda line: line.appraisal_id.cycle_id).items():
            rows = measures.search(
                [
                    ("root_id", "in", members.root_id.ids),
                    ("employee_id", "in", members.appraisal_id.employee_id.ids),
                    ("subject_kind", "=", "employee"),
                    ("company_id", "=", cycle.company_id.id),
                    ("period_kind", "=", cycle.period_kind),
                    ("date_start", "=", cycle.date_start),
                ]
            )
            known = {(row.root_id, row.employee_id): row for row in rows}
            for line in members:
                if measure := known.get((line.root_id, line.appraisal_id.employee_id)):
                    found[self.browse(line.id)] = measure
        return found

    @api.model
    def _copy_items(self, appraisals):
        """Give new forms the items of their templates, with the texts of every language.

        One statement for any number of forms: the ORM writes one language, and a second statement for the others
        would rewrite each line that the first one made.
        """
        self.env["service.appraisal.template"].flush_model()
        for model in ("service.appraisal", "service.appraisal.section", "service.appraisal.item", "service.kpi"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO service_appraisal_line (appraisal_id, sequence, item_id, section, kind, name, description,
                    root_id, by_customer, weight, create_uid, create_date, write_uid, write_date)
                SELECT a.id, i.place, i.id, i.section, i.kind, COALESCE(i.name, k.name), i.description,
                       k.id, i.by_customer, i.weight, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM service_appraisal a
                  JOIN (SELECT s.template_id, s.name AS section, s.kind, ROUND(s.weight * p.weight / 100, 2) AS weight,
                               p.id, p.name, p.description, p.kpi_id, p.by_customer,
                               ROW_NUMBER() OVER (PARTITION BY s.template_id
                                                  ORDER BY s.sequence, s.id, p.sequence, p.id) - 1 AS place
                          FROM service_appraisal_section s JOIN service_appraisal_item p ON p.section_id = s.id
                       ) i ON i.template_id = a.template_id
                  LEFT JOIN service_kpi v ON v.id = i.kpi_id
                  LEFT JOIN service_kpi k ON k.id = v.root_id
                 WHERE a.id = ANY(%(appraisals)s)
                 ORDER BY a.id, i.place
                """,
                appraisals=appraisals.ids,
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        appraisals.invalidate_recordset(["line_ids"])

    def action_view_evidence(self):
        """The cases behind an indicator's points."""
        self.ensure_one()
        self.check_access("read")
        measure = self.sudo().measure_id or self._get_live_measures().get(self)
        return measure.with_env(self.env).action_view_evidence() if measure else False
