from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.period import containing


class ServiceKpiMeasure(models.Model):
    """What a figure is compared with: the own past, peers and a reference value, on one screen."""

    _inherit = "service.kpi.measure"

    previous_text = fields.Char(string="Period Before", compute="_compute_benchmarks", compute_sudo=True)
    last_year_text = fields.Char(string="Same Period Last Year", compute="_compute_benchmarks", compute_sudo=True)
    peer_text = fields.Char(
        string="Own Teams",
        compute="_compute_peer_text",
        compute_sudo=True,
        help="What the own teams reach on as many cases.",
    )
    company_text = fields.Char(string="Whole Company", compute="_compute_benchmarks", compute_sudo=True)
    best_text = fields.Char(
        string="Upper Quartile",
        compute="_compute_best_text",
        compute_sudo=True,
        help="What the better quarter of the others of this kind reaches, at least: from four of them on.",
    )
    reference_text = fields.Char(string="Reference Value", compute="_compute_reference_text", compute_sudo=True)
    reference_source = fields.Char(related="kpi_id.reference_source", related_sudo=True, string="Reference from")

    def _compute_benchmarks(self):
        """Other periods of the same subject, and the company in the same period: one query for any number."""
        wanted = {}
        for measure in self:
            before = containing(measure.period_kind, measure.date_start).previous.start
            year_ago = containing(measure.period_kind, measure.date_start - relativedelta(years=1)).start
            own = (measure.root_id, measure.company_id, measure.period_kind)
            subject = measure._get_subject_key()
            wanted[measure] = ((*own, before, subject), (*own, year_ago, subject))
        keys = [key for pair in wanted.values() for key in pair]
        found = {}
        if keys:
            domain = Domain.OR(
                [
                    Domain("date_start", "in", list({key[3] for key in keys})),
                    Domain("subject_kind", "=", "company") & Domain("date_start", "in", self.mapped("date_start")),
                ]
            )
            rows = self.search(
                domain
                & Domain("root_id", "in", self.root_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
                & Domain("period_kind", "in", list(set(self.mapped("period_kind"))))
            )
            found = {
                (row.root_id, row.company_id, row.period_kind, row.date_start, row._get_subject_key()): row
                for row in rows
            }
        nothing = self.browse()
        for measure in self:
            before, year_ago = (found.get(key, nothing) for key in wanted[measure])
            company = (measure.root_id, measure.company_id, measure.period_kind, measure.date_start, ("company", 0))
            measure.previous_text = before.value_text or "–"
            measure.last_year_text = year_ago.value_text or "–"
            measure.company_text = found.get(company, nothing).value_text or "–"

    def _get_subject_key(self):
        """What tells a subject from others of the company."""
        kind = self.subject_kind
        return (kind, 0 if kind == "company" else self[f"{kind}_id"].id)

    @api.depends("peer", "denominator")
    def _compute_peer_text(self):
        self.flush_recordset()
        peers = {}
        if self.ids:
            self.env.cr.execute(
                SQL("SELECT id, peer / NULLIF(denominator, 0) FROM service_kpi_measure WHERE id IN %s", tuple(self.ids))
            )
            peers = dict(self.env.cr.fetchall())
        for measure in self:
            value = peers.get(measure.id)
            ratio = measure.kpi_id.calculation == "ratio" and measure.subject_kind == "employee"
            measure.peer_text = measure.kpi_id._format(value) if ratio and value is not None else "–"

    def _compute_best_text(self):
        """Quartiles over the others of the same kind and period: nobody can be told from one of four or more."""
        quartiles = {}
        if self.ids:
            self.flush_recordset()
            self.env.cr.execute(
                SQL(
                    """
                    SELECT m.id, COUNT(o.id),
                           PERCENTILE_CONT(CASE WHEN k.direction = 'down' THEN 0.25 ELSE 0.75 END)
                           WITHIN GROUP (ORDER BY o.value)
                      FROM service_kpi_measure m JOIN service_kpi k ON k.id = m.kpi_id
                      JOIN service_kpi_measure o ON o.root_id = m.root_id AND o.company_id = m.company_id
                           AND o.period_kind = m.period_kind AND o.date_start = m.date_start
                           AND o.subject_kind = m.subject_kind AND o.state = 'ok' AND o.id <> m.id
                     WHERE m.id IN %s GROUP BY m.id, k.direction
                    """,
                    tuple(self.ids),
                )
            )
            quartiles = {row[0]: row[2] for row in self.env.cr.fetchall() if row[1] >= 4}
        for measure in self:
            value = quartiles.get(measure.id)
            measure.best_text = measure.kpi_id._format(value) if value is not None else "–"

    @api.depends("kpi_id.reference_value")
    def _compute_reference_text(self):
        for measure in self:
            value = measure.kpi_id.reference_value
            measure.reference_text = measure.kpi_id._format(value) if value else "–"
