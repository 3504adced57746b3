from datetime import timedelta

from odoo import api, fields, models

from ..engine.parts_kit import Case, KitModel, compare_each

# Repairs to learn from; older ones say little about what breaks today
_HISTORY = 5000
# With fewer, the measurement itself would be chance
ENOUGH = 40
# How long a measurement holds
_VALID = timedelta(days=1)


class ServicePartKit(models.Model):
    """How well predicted parts kits meet what repairs need, measured on the company's own latest quarter of repairs.

    A row per device with enough repairs, and one for all devices together, by which the others are judged. Where the
    prediction is no better than simply bringing the most frequent parts, it is switched off.
    """

    _name = "service.part.kit"
    _description = "Parts Kit Prediction"
    _order = "product_id nulls first, id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        "product.product", string="Device", readonly=True, ondelete="cascade", help="Empty: all devices together."
    )
    learnt = fields.Integer(string="Repairs", readonly=True, help="From which the prediction learns.")
    measured = fields.Integer(string="Held Back", readonly=True, help="The latest repairs, on which it was measured.")
    is_on = fields.Boolean(string="Switched On", readonly=True)
    hit_rate = fields.Float(readonly=True, aggregator=None, help="Share of the parts needed that were in the kit.")
    unused_rate = fields.Float(readonly=True, aggregator=None, help="Share of the kit that was left unused.")
    frequent_count = fields.Integer(string="Most Frequent Parts", readonly=True, aggregator=None)
    frequent_hit_rate = fields.Float(string="Hit Rate of the Most Frequent", readonly=True, aggregator=None)
    frequent_unused_rate = fields.Float(string="Unused Rate of the Most Frequent", readonly=True, aggregator=None)
    verdict = fields.Text(string="Why", compute="_compute_verdict")
    measured_on = fields.Datetime(readonly=True)

    _subject_uniq = models.UniqueIndex("(company_id, COALESCE(product_id, 0))", "One measurement per device.")

    @api.depends("product_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.product_id.display_name or self.env._("All devices")

    @api.depends("is_on", "hit_rate", "unused_rate", "frequent_count", "frequent_hit_rate", "frequent_unused_rate")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for row in self:
            figures = {
                "count": row.frequent_count,
                "hit": f"{row.hit_rate:.0%}",
                "unused": f"{row.unused_rate:.0%}",
                "frequent_hit": f"{row.frequent_hit_rate:.0%}",
                "frequent_unused": f"{row.frequent_unused_rate:.0%}",
            }
            if row.is_on:
                row.verdict = self.env._(
                    "On your own repairs the prediction is better than the %(count)s most frequent parts"
                    " (hit rate %(hit)s, unused %(unused)s; theirs %(frequent_hit)s and %(frequent_unused)s).",
                    **figures,
                )
            else:
                row.verdict = self.env._(
                    "On your own repairs the prediction is no better than the %(count)s most frequent parts"
                    " (hit rate %(hit)s, unused %(unused)s; theirs %(frequent_hit)s and %(frequent_unused)s):"
                    " it stays switched off.",
                    **figures,
                )

    @api.model
    def _measure_every_company(self):
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._measure(company)
            self.env["ir.cron"]._commit_progress(1)

    def action_measure(self):
        """Measure the user's companies now."""
        self.check_access("read")
        for company in self.env.companies:
            self._measure(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _get_cases(self, company):
        """The last repairs of a company, the oldest first, as :class:`Case`."""
        orders = (
            self.env["repair.order"]
            .sudo()
            .search_fetch(
                [
                    ("is_service", "=", True),
                    ("state", "=", "done"),
                    ("company_id", "=", company.id),
                    ("product_id", "!=", False),
                ],
                ["product_id", "fault_id"],
                order="repaired_on desc, id desc",
                limit=_HISTORY,
            )
        )
        used = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [("repair_id", "in", orders.ids), ("repair_line_type", "=", "add"), ("state", "=", "done")],
                ["repair_id", "product_id"],
                ["quantity:sum"],
            )
        )
        parts = {}
        for order, part, quantity in used:
            parts.setdefault(order.id, {})[part.id] = quantity
        return [
            Case(order.product_id.id, order.fault_id.id or None, parts.get(order.id, {})) for order in reversed(orders)
        ]

    @api.model
    def _measure(self, company, cases=None):
        """Replace the measurements of a company."""
        cases = self._get_cases(company) if cases is None else cases
        rows = self.sudo()
        rows.search([("company_id", "=", company.id)]).unlink()
        counts = {}
        for case in cases:
            counts[case.product] = counts.get(case.product, 0) + 1
        return rows.create(
            [
                self._prepare_measurement(company, product, comparison) | {"learnt": counts.get(product, len(cases))}
                for product, comparison in compare_each(cases, ENOUGH).items()
            ]
        )

    def _prepare_measurement(self, company, product, comparison):
        predicted, frequent = comparison.predicted, comparison.frequent
        return {
            "company_id": company.id,
            "product_id": product,
            "measured": predicted.cases,
            "is_on": comparison.better,
            "hit_rate": predicted.hit_rate or 0,
            "unused_rate": predicted.unused_rate or 0,
            "frequent_count": comparison.k,
            "frequent_hit_rate": frequent.hit_rate or 0,
            "frequent_unused_rate": frequent.unused_rate or 0,
            "measured_on": fields.Datetime.now(),
        }

    @api.model
    def _get_verdict(self, company, product):
        """The measurement that holds for a device, not older than a day; empty while there is too little to measure."""
        present = self.sudo().search([("company_id", "=", company.id)])
        since = fields.Datetime.now() - _VALID
        if not present or min(present.mapped("measured_on")) < since:
            present = self._measure(company)
        own = present.filtered(lambda row: row.product_id == product)
        return own or present.filtered(lambda row: not row.product_id)

    @api.model
    def _get_model(self, company):
        return KitModel(self._get_cases(company))
