from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.pareto import pareto

_MOST = 15


class ServicePareto(models.TransientModel):
    """Which few causes bring most cases: bars with the cumulative line."""

    _name = "service.pareto"
    _description = "Pareto of Causes"

    date_from = fields.Date(required=True, default=lambda self: fields.Date.context_today(self) - timedelta(days=90))
    date_to = fields.Date(required=True, default=fields.Date.context_today)
    by = fields.Selection(
        [
            ("cause", "Cause"),
            ("field", "Field of causes"),
            ("product_id", "Product"),
            ("team_id", "Team"),
            ("channel_id", "Channel"),
            ("category_id", "Category"),
        ],
        required=True,
        default="cause",
    )
    team_id = fields.Many2one("helpdesk.ticket.team")
    product_id = fields.Many2one("product.product")
    channel_id = fields.Many2one("helpdesk.ticket.channel")
    below_id = fields.Many2one("service.cause", string="Causes Below")
    complaints = fields.Boolean(string="Complaints Only")
    chart = fields.Html(compute="_compute_chart", sanitize=False)
    total = fields.Integer(string="Cases", compute="_compute_chart")
    unknown = fields.Integer(string="Without a Cause", compute="_compute_chart")
    cause_id = fields.Many2one("service.cause", string="Improve", help="The cause that an improvement is opened for.")

    def _compute_display_name(self):
        self.display_name = self.env["ir.model"]._get(self._name).name

    @api.depends("date_from", "date_to", "by", "team_id", "product_id", "channel_id", "below_id", "complaints")
    @api.depends_context("lang")
    def _compute_chart(self):
        tickets = self.env["helpdesk.ticket"]
        for analysis in self:
            domain = analysis._get_domain()
            by = "cause_id" if analysis.by in ("cause", "field") else analysis.by
            counts, known = {}, [*domain, (by, "!=", False)]
            for record, count in tickets._read_group(known, [by], ["__count"]):
                key = analysis._get_key(record)
                counts[key] = counts.get(key, 0) + count
            bars = pareto(counts)
            analysis.total = sum(counts.values())
            analysis.unknown = tickets.search_count([*domain, (by, "=", False)])
            analysis.chart = self.env["ir.qweb"]._render(
                "service_quality.pareto_chart",
                {"bars": bars[:_MOST], "names": {bar.key: bar.key.display_name for bar in bars[:_MOST]}},
            )

    def _get_key(self, record):
        if self.by != "field":
            return record
        return record.browse(int(record.sudo().parent_path.split("/")[0]))

    def _get_domain(self):
        domain = [("company_id", "in", self.env.companies.ids)]
        if self.date_from:
            domain.append(("create_date", ">=", datetime.combine(self.date_from, time())))
        if self.date_to:
            domain.append(("create_date", "<", datetime.combine(self.date_to + timedelta(days=1), time())))
        if self.team_id:
            domain.append(("team_id", "child_of", self.team_id.id))
        domain += [(name, "=", self[name].id) for name in ("product_id", "channel_id") if self[name]]
        if self.below_id:
            domain.append(("cause_id", "child_of", self.below_id.id))
        if self.complaints:
            domain.append(("kind", "=", "complaint"))
        return domain

    def action_improve(self):
        """Open an improvement for the cause chosen, where it was looked at."""
        self.ensure_one()
        if not self.cause_id:
            raise UserError(self.env._("Choose the cause to improve."))
        improvement = self.env["service.improvement"].create(
            {
                "name": self.cause_id.display_name,
                "cause_id": self.cause_id.id,
                "team_id": self.team_id.id,
                "product_id": self.product_id.id,
                "channel_id": self.channel_id.id,
            }
        )
        return improvement._get_records_action()
