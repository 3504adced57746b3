from odoo import fields, models
from odoo.exceptions import AccessError

_READERS = (
    "service_quality.service_quality_group_leader",
    "service_quality.service_quality_group_manager",
    "service_kpi.service_kpi_group_officer",
)


class DigestDigest(models.Model):
    """Key figures of the service department by e-mail, each company's for itself, and only to who may read them."""

    _inherit = "digest.digest"

    kpi_service_closed = fields.Boolean("Cases Closed")
    kpi_service_closed_value = fields.Integer(compute="_compute_kpi_service_closed_value")
    kpi_service_promises = fields.Boolean("Promises Kept (%)")
    kpi_service_promises_value = fields.Float(compute="_compute_kpi_service_promises_value")
    kpi_service_satisfied = fields.Boolean("Satisfied Customers (%)")
    kpi_service_satisfied_value = fields.Float(compute="_compute_kpi_service_satisfied_value")

    def _compute_kpi_service_closed_value(self):
        self._check_service_reader()
        self._calculate_company_based_kpi("helpdesk.ticket", "kpi_service_closed_value", date_field="closed_date")

    def _compute_kpi_service_promises_value(self):
        """Of the promises that were decided in the span: kept when they were, broken when they fell due."""
        self._compute_service_share(
            "kpi_service_promises_value",
            "service.clock",
            {"met": [("result", "=", "met")], "missed": [("result", "=", "missed")]},
            {"met": "stop", "missed": "due"},
        )

    def _compute_kpi_service_satisfied_value(self):
        """Of the customers who answered in the span, those who gave 4 or 5 of 5."""
        answered = [("scale", "=", "csat"), ("previous_id", "=", False), ("state", "=", "answered")]
        self._compute_service_share(
            "kpi_service_satisfied_value",
            "service.feedback",
            {"met": [*answered, ("score", ">=", 4)], "missed": [*answered, ("score", "<", 4)]},
            {"met": "answered_at", "missed": "answered_at"},
        )

    def _compute_service_share(self, name, model, domains, dates):
        """The share of ``met`` among ``met`` and ``missed`` per company, in percent; 0 where there is nothing."""
        self._check_service_reader()
        start, end, companies = self._get_kpi_compute_parameters()
        counts = {
            side: dict(
                self.env[model]._read_group(
                    [
                        *domain,
                        ("company_id", "in", companies.ids),
                        (dates[side], ">=", start),
                        (dates[side], "<", end),
                    ],
                    ["company_id"],
                    ["__count"],
                )
            )
            for side, domain in domains.items()
        }
        for digest in self:
            company = digest.company_id or self.env.company
            met, missed = counts["met"].get(company, 0), counts["missed"].get(company, 0)
            digest[name] = 100 * met / (met + missed) if met + missed else 0

    def _check_service_reader(self):
        if not any(self.env.user.has_group(group) for group in _READERS):
            # Odoo leaves the figure out of the mail of who gets this
            raise AccessError(self.env._("These figures are read by team leaders, service managers and HR."))

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("service_kpi.service_kpi_menu_root").id
        for name in ("closed", "promises", "satisfied"):
            actions[f"kpi_service_{name}"] = f"service_kpi.service_kpi_measure_action?menu_id={menu}"
        return actions
