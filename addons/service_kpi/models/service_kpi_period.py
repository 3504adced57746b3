from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import chain
from ..engine.period import between, containing
from .service_kpi_target import PERIODS

_CLOSED_KINDS = [(kind, label) for kind, label in PERIODS if kind not in ("day", "week")]
# What the proof covers of each figure, in this order
_FIGURE = (
    "kpi_id root_id company_id subject_kind department_id team_id employee_id period_kind date_start date_end"
    " numerator denominator n asked expected peer raw_value value target score state frozen"
)
_FACT = (
    "kpi_id root_id res_model res_id label at day numerator denominator answered company_id department_id team_id"
    " employee_id category_id channel_id priority"
)


class ServiceKpiPeriod(models.Model):
    """A month, quarter, half-year or year whose figures are closed once and for all.

    Closing measures once more, copies the counted records as evidence and
    freezes the figures. A link of the company's chain of hashes covers figures
    and evidence: "check" proves that nothing was changed since, and that the
    figures still follow from the evidence.
    """

    _name = "service.kpi.period"
    _description = "Period of Indicators"
    _inherit = ["mail.thread", "service.proof.mixin"]
    _order = "date_start desc, kind, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    kind = fields.Selection(_CLOSED_KINDS, string="Period", required=True, default="month")
    date_start = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_start(), help="Any day of the period."
    )
    date_end = fields.Date(string="To", compute="_compute_date_end", store=True, help="The last day of the period.")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    # Proof
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by = fields.Many2one("res.users", readonly=True, copy=False)
    link_number = fields.Integer(string="Link", readonly=True, copy=False, help="Position in the company's chain.")
    previous_hash = fields.Char(readonly=True, copy=False)
    content = fields.Text(readonly=True, copy=False, help="What the hash covers.")
    content_hash = fields.Char(string="Hash", readonly=True, copy=False)
    measure_count = fields.Integer(compute="_compute_counts")
    evidence_count = fields.Integer(compute="_compute_counts")

    _period_uniq = models.Constraint("UNIQUE(company_id, kind, date_start)", "This period exists already.")
    _link_uniq = models.UniqueIndex(
        "(company_id, link_number) WHERE state = 'closed'", "Another period was closed at the same time: try again."
    )

    def _default_date_start(self):
        return containing("month", fields.Date.context_today(self)).previous.start

    @api.depends("kind", "date_start")
    def _compute_date_end(self):
        for period in self:
            period.date_end = period.date_start and containing(period.kind, period.date_start).last_day

    @api.depends("kind", "date_start")
    def _compute_display_name(self):
        for period in self:
            period.display_name = containing(period.kind, period.date_start).label if period.date_start else ""

    def _compute_counts(self):
        evidence = dict(
            self.env["service.kpi.evidence"]._read_group([("period_id", "in", self.ids)], ["period_id"], ["__count"])
        )
        for period in self:
            period.evidence_count = evidence.get(period, 0)
            period.measure_count = self.env["service.kpi.measure"].search_count(period._get_measure_domain())

    def _get_measure_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("period_kind", "=", self.kind),
            ("date_start", "=", self.date_start),
        ]

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            day = fields.Date.to_date(vals.get("date_start")) or self._default_date_start()
            vals["date_start"] = containing(vals.get("kind") or "month", day).start
        return super().create(vals_list)

    def write(self, vals):
        if {"company_id", "kind", "date_start"} & vals.keys() or (
            self.filtered(lambda p: p.state == "closed") and not {"message_follower_ids"}.issuperset(vals)
        ):
            raise UserError(self.env._("A period is not changed: make another one."))
        if {"state", "content", "content_hash", "previous_hash", "link_number"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("Close the period with the button."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if self.filtered(lambda p: p.state == "closed"):
            raise UserError(self.env._("People are judged by a closed period: it stays."))

    @api.model
    def _get_closed(self, company):
        """``{(kind, first day)}`` of the closed periods."""
        periods = self.sudo().search([("company_id", "=", company.id), ("state", "=", "closed")])
        return {(period.kind, period.date_start) for period in periods}

    # Actions

    def action_measure(self):
        """Count the figures of the period now."""
        self.check_access("write")
        for period in self.filtered(lambda p: p.state == "open"):
            period.sudo()._measure()

    def action_close(self):
        self.check_access("write")
        for period in self.filtered(lambda p: p.state == "open").sorted("date_start"):
            period._check_closable()
            period.sudo()._close()

    def action_view_measures(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_kpi_measure_action")
        return {**action, "domain": self._get_measure_domain(), "context": {}}

    def action_view_evidence(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_kpi_evidence_action")
        return {**action, "domain": [("period_id", "=", self.id)], "context": {}}

    def _get_unchanged_text(self):
        return self.env._("Figures and evidence are what was closed, and the figures follow from the evidence.")

    # Closing

    def _measure(self):
        kinds = ["month"] if self.kind == "month" else ["month", self.kind]
        roots = self.env["service.kpi"]._get_versions(self.date_end, self.company_id).root_id
        self.env["service.kpi.measure"]._measure(self.company_id, roots, self.date_start, self.date_end, kinds)

    def _check_closable(self):
        self.ensure_one()
        if self.date_end >= fields.Date.context_today(self):
            raise UserError(self.env._("%s is not over yet.", self.display_name))
        if self.kind == "month":
            return
        closed = self._get_closed(self.company_id)
        months = between("month", self.date_start, self.date_end + timedelta(days=1))
        if missing := [str(month.start) for month in months if ("month", month.start) not in closed]:
            raise UserError(self.env._("Close its months first: %s.", ", ".join(missing)))

    def _close(self):
        # One close at a time per company: the chain has one end
        lock(self.company_id, allow_referencing=True)
        self._measure()
        if self.kind == "month":
            self._keep_evidence()
            self._count_again(write=True)
        self.env.cr.execute(
            SQL(
                "UPDATE service_kpi_measure SET frozen = TRUE"
                " WHERE company_id = %s AND period_kind = %s AND date_start = %s",
                self.company_id.id,
                self.kind,
                self.date_start,
            )
        )
        self.env["service.kpi.measure"].invalidate_model()
        previous = self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "closed")], order="link_number desc", limit=1
        )
        content = self._get_content()
        before = previous.content_hash or chain.START
        own = chain.link(before, content)
        self.write(
            {
                "state": "closed",
                "closed_on": fields.Datetime.now(),
                "closed_by": self.env.uid,
                "link_number": previous.link_number + 1,
                "previous_hash": before,
                "content": content,
                "content_hash": own,
            }
        )
        self.company_id.sudo().service_kpi_chain_head = own

    def _get_kpis(self):
        return self.env["service.kpi"]._get_versions(self.date_end, self.company_id)

    def _keep_evidence(self):
        measures = self.env["service.kpi.measure"]
        self.env.flush_all()
        for kpi in self._get_kpis():
            facts = measures._get_dated_facts(kpi, self.company_id, self.date_start, self.date_end + timedelta(days=1))
            with measures._by_hash():
                self.env.cr.execute(
                    SQL(
                        """
                        INSERT INTO service_kpi_evidence (
                            period_id, kpi_id, root_id, res_model, res_id, label, at, day, numerator, denominator,
                            answered, company_id, department_id, team_id, employee_id, category_id, channel_id,
                            priority)
                        SELECT %s, %s, %s, %s, res_id, label, at, day, numerator, denominator, denominator IS NOT NULL,
                               company_id, department_id, team_id, employee_id, category_id, channel_id, priority
                          FROM (%s) f ORDER BY at, res_id
                        """,
                        self.id,
                        kpi.id,
                        kpi.root_id.id,
                        self.env["service.kpi.source"]._get_model(kpi),
                        facts,
                    )
                )
        self.env["service.kpi.evidence"].invalidate_model()
