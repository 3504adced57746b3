from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.churn import Terms, Use, risks, standing
from ..engine.loyalty import pick, score
from .service_customer_activity import USE

_BATCH = 1000
_DAYS_A_YEAR = 365.25
_COUNTS = (
    "purchase_count",
    "purchase_amount",
    "case_count",
    "contact_count",
    "visit_count",
    "open_case_count",
    "complaint_count",
    "open_complaint_count",
    "promise_count",
    "missed_count",
)


class ServiceCustomerFile(models.Model):
    """The figures of the files: counted in bulk, for all customers of a company or for some."""

    _inherit = "service.customer.file"

    @api.model
    def _cron_refresh(self):
        """Bring the files of all customers up to date, those first that were not for the longest time."""
        while partners := self._get_outdated():
            for company_id, partner_ids in partners.items():
                self._refresh(self.env["res.company"].browse(company_id), partner_ids)
            if not self.env["ir.cron"]._commit_progress(sum(map(len, partners.values()))):
                return

    @api.model
    def _get_outdated(self):
        """``{company id: customer ids}`` of the next ones that were not counted today."""
        today = fields.Datetime.to_datetime(fields.Date.today())
        rows = self.env.execute_query(
            SQL(
                "SELECT k.company_id, k.partner_id"
                " FROM (SELECT company_id, partner_id FROM (%s) a UNION"
                "  SELECT company_id, partner_id FROM service_customer_file) k"
                " LEFT JOIN service_customer_file f USING (company_id, partner_id)"
                " WHERE k.company_id IS NOT NULL AND (f.refreshed_at IS NULL OR f.refreshed_at < %s)"
                " ORDER BY f.refreshed_at NULLS FIRST, k.partner_id LIMIT %s",
                self.env["service.customer.activity"]._get_query(),
                today,
                _BATCH,
            )
        )
        found = {}
        for company_id, partner_id in rows:
            found.setdefault(company_id, []).append(partner_id)
        return found

    @api.model
    def _refresh(self, company, partner_ids):
        """Count the figures of some customers anew; the number of queries does not depend on theirs.

        :return: their files
        """
        today = fields.Date.context_today(self)
        terms = Terms(company.service_active_days, company.service_churn_days)
        figures = self._count_figures(company, partner_ids, today)
        files = self.search([("company_id", "=", company.id), ("partner_id", "in", list(partner_ids))])
        missing = set(partner_ids) - set(files.partner_id.ids)
        files |= self.create([{"company_id": company.id, "partner_id": partner_id} for partner_id in sorted(missing)])
        formula = self.env["service.loyalty.criterion"]._get_formula(company)
        thresholds = self.env["service.loyalty.tier"]._get_thresholds(company)
        changes = []
        for file in files:
            values = self._judge(figures.get(file.partner_id.id, {}), today, terms, formula)
            tier_id = pick(values["points"], thresholds) or False
            if tier_id != file.tier_id.id:
                changes.append(file._prepare_change(tier_id, values, thresholds))
                values |= {"tier_id": tier_id, "tier_since": today}
            file.write({**values, "refreshed_at": fields.Datetime.now()})
        self.env["service.loyalty.change"].create(changes)
        return files

    def _prepare_change(self, tier_id, values, thresholds):
        height = {key: points for points, key in thresholds}
        return {
            "file_id": self.id,
            "before_id": self.tier_id.id,
            "after_id": tier_id,
            "risen": height.get(tier_id, -1) > height.get(self.tier_id.id, -1),
            "points": values["points"],
            "shares": values["shares"],
        }

    @api.model
    def _judge(self, counted, today, terms, formula):
        """The values of a file that follow from what was counted."""
        first, last = counted.get("first_on"), counted.get("last_on")
        years = (today - first).days / _DAYS_A_YEAR if first else 0
        shares = score({**counted, "years": years}, formula)
        use = Use(
            last=last,
            recent=counted.get("recent", 0),
            before=counted.get("before", 0),
            open_complaints=counted.get("open_complaint_count", 0),
            missed=counted.get("recent_missed", 0),
            kept=counted.get("recent_kept", 0),
        )
        found = risks(use, today, terms)
        return {
            **{name: counted.get(name) or 0 for name in _COUNTS},
            **{name: counted.get(name) or False for name in ("first_on", "last_on", "first_purchase_on")},
            "last_contact_on": counted.get("last_contact_on") or False,
            "years": years,
            "points": sum(share.points for share in shares),
            "shares": [[share.figure, share.value, share.points] for share in shares] or False,
            "standing": standing(last, today, terms),
            "risk_codes": [[risk.code, list(risk.numbers)] for risk in found] or False,
            "risk_count": len(found),
        }

    @api.model
    def _count_figures(self, company, partner_ids, today):
        """``{customer id: {figure: value}}``, from three statements."""
        figures = {}
        since = fields.Datetime.to_datetime(today) - timedelta(days=company.service_active_days)
        for query in (self._query_activity, self._query_cases, self._query_promises):
            names, sql = query(company, list(partner_ids), since)
            for partner_id, *values in self.env.execute_query(sql):
                figures.setdefault(partner_id, {}).update(zip(names, values, strict=True))
        return figures

    @api.model
    def _query_activity(self, company, partner_ids, since):
        names = ("first_on", "last_on", "last_contact_on", "first_purchase_on", "purchase_count", "purchase_amount")
        names += ("case_count", "contact_count", "visit_count", "recent", "before")
        use = SQL("kind IN %s", USE)
        earlier = since - timedelta(days=company.service_active_days)
        return names, SQL(
            "SELECT partner_id, MIN(at)::date, MAX(at) FILTER (WHERE %(use)s)::date, MAX(at)::date,"
            " MIN(at) FILTER (WHERE kind = 'purchase')::date, COUNT(*) FILTER (WHERE kind = 'purchase'),"
            " SUM(amount)::float8, COUNT(*) FILTER (WHERE kind = 'case'), COUNT(*) FILTER (WHERE kind = 'contact'),"
            " COUNT(*) FILTER (WHERE kind = 'visit'), COUNT(*) FILTER (WHERE %(use)s AND at >= %(since)s),"
            " COUNT(*) FILTER (WHERE %(use)s AND at >= %(earlier)s AND at < %(since)s)"
            " FROM (%(activity)s) v WHERE company_id = %(company)s AND partner_id = ANY(%(partners)s)"
            " GROUP BY partner_id",
            use=use,
            since=since,
            earlier=earlier,
            activity=self.env["service.customer.activity"]._get_query(),
            company=company.id,
            partners=partner_ids,
        )

    @api.model
    def _query_cases(self, company, partner_ids, since):
        names = ("open_case_count", "complaint_count", "open_complaint_count")
        return names, SQL(
            "SELECT commercial_partner_id, COUNT(*) FILTER (WHERE closed IS NOT TRUE),"
            " COUNT(*) FILTER (WHERE kind = 'complaint'),"
            " COUNT(*) FILTER (WHERE kind = 'complaint' AND closed IS NOT TRUE)"
            " FROM helpdesk_ticket WHERE company_id = %s AND commercial_partner_id = ANY(%s) AND duplicate_id IS NULL"
            " GROUP BY commercial_partner_id",
            company.id,
            partner_ids,
        )

    @api.model
    def _query_promises(self, company, partner_ids, since):
        names = ("promise_count", "missed_count", "recent_missed", "recent_kept")
        return names, SQL(
            "SELECT partner_id, COUNT(*), COUNT(*) FILTER (WHERE result = 'missed'),"
            " COUNT(*) FILTER (WHERE result = 'missed' AND due >= %(since)s),"
            " COUNT(*) FILTER (WHERE result = 'met' AND start >= %(since)s)"
            " FROM service_clock WHERE company_id = %(company)s AND partner_id = ANY(%(partners)s)"
            " AND ticket_id IS NOT NULL AND result IN ('met', 'missed') GROUP BY partner_id",
            since=since,
            company=company.id,
            partners=partner_ids,
        )
