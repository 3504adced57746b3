from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

_AHEAD_DAYS = 60


class ServiceCustomerFile(models.Model):
    """Care that the customer got, and what comes next."""

    _inherit = "service.customer.file"

    care_count = fields.Integer(string="Care Messages", compute="_compute_care")
    last_care_on = fields.Date(string="Last Care", compute="_compute_care")
    upcoming_care = fields.Text(compute="_compute_upcoming_care", help="By the rules that are on, within 60 days.")

    def _compute_care(self):
        groups = self.env["service.care.message"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "sent"),
            ],
            ["company_id", "partner_id"],
            ["__count", "day:max"],
        )
        found = {(company.id, partner.id): figures for company, partner, *figures in groups}
        for file in self:
            file.care_count, file.last_care_on = found.get((file.company_id.id, file.partner_id.id), (0, False))

    @api.depends_context("lang")
    def _compute_upcoming_care(self):
        lines = {}
        tomorrow = fields.Date.context_today(self)
        for company, files in self.grouped("company_id").items():
            rules = self.env["service.care.rule"].search([("company_id", "=", company.id), ("state", "=", "live")])
            if not rules:
                continue
            for plan in rules.sudo()._plan(tomorrow, tomorrow + timedelta(days=_AHEAD_DAYS), files.partner_id.ids):
                if not plan.reason:
                    name = rules.browse(plan.rule_id).name
                    lines.setdefault((company.id, plan.partner_id), []).append(
                        f"{format_date(self.env, plan.day)}: {name}"
                    )
        for file in self:
            file.upcoming_care = "\n".join(lines.get((file.company_id.id, file.partner_id.id), [])) or False

    def action_view_care(self):
        return self._view("service_quality.service_care_message_action", self._of_customer("partner_id", "="))
