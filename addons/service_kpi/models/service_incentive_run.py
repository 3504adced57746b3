from fractions import Fraction

from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import UserError

from ..engine.payout import split_pool


class ServiceIncentiveRun(models.Model):
    """The bonus of a closed cycle, computed, approved and handed to payroll.

    A run pays what is due less what earlier runs of the same cycle and scheme
    have paid: repeating one pays nothing twice, and after an adjustment it pays
    the difference. Amounts are whole cents; the shares of the pool add up to it.
    """

    _name = "service.incentive.run"
    _description = "Incentive Run"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    cycle_id = fields.Many2one(
        "service.appraisal.cycle",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain=[("state", "=", "closed")],
    )
    incentive_id = fields.Many2one(
        "service.incentive", string="Scheme", required=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="incentive_id.currency_id")
    by_presence = fields.Boolean(related="incentive_id.by_presence")
    pool_amount = fields.Monetary(string="Pool", help="What is split among the shares, of all runs together.")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    line_ids = fields.One2many("service.incentive.line", "run_id", string="Payments", readonly=True)
    total = fields.Monetary(compute="_compute_total", tracking=True)

    _pool_positive = models.Constraint("CHECK(pool_amount >= 0)", "A pool is not negative.")

    @api.depends("cycle_id", "incentive_id")
    def _compute_display_name(self):
        for run in self:
            run.display_name = " · ".join(filter(None, [run.incentive_id.name, run.cycle_id.name]))

    @api.depends("incentive_id")
    def _compute_company_id(self):
        """That of the scheme; while none is chosen, the one whose cycles and schemes are offered."""
        for run in self:
            run.company_id = run.incentive_id.company_id or run.company_id or self.env.company

    @api.depends("line_ids.amount")
    def _compute_total(self):
        for run in self:
            run.total = sum(run.line_ids.mapped("amount"))

    def write(self, vals):
        changed = {"cycle_id", "incentive_id", "pool_amount", "line_ids"} & vals.keys()
        if changed and self.filtered(lambda run: run.state == "approved"):
            raise UserError(self.env._("The run is approved: make another one for the difference."))
        if "state" in vals and not self.env.su:
            raise UserError(self.env._("Approve the run with the button."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if self.filtered(lambda run: run.state == "approved"):
            raise UserError(self.env._("An approved run stays: make another one for the difference."))

    def action_compute(self):
        """Compute the payments anew."""
        self.check_access("write")
        for run in self.sudo().filtered(lambda r: r.state == "draft"):
            run._check_cycle()
            run.line_ids.unlink()
            run.env["service.incentive.line"].create(run._prepare_lines())

    def action_approve(self):
        """Compute once more and hand over to payroll; one run of a cycle at a time."""
        self.check_access("write")
        for run in self.filtered(lambda r: r.state == "draft"):
            lock(run.sudo().cycle_id, allow_referencing=True)
            run.action_compute()
            run.sudo().state = "approved"

    def _check_cycle(self):
        if self.cycle_id.state != "closed":
            raise UserError(self.env._("%s is not closed yet: bonuses follow from frozen results.", self.cycle_id.name))
        if self.cycle_id._find_changes():
            raise UserError(self.env._("%s was changed since its close: check it first.", self.cycle_id.name))

    def _prepare_lines(self):
        """Values of the payments: what is due, what was paid, what is paid now; amounts from whole cents."""
        forms = self.cycle_id.appraisal_ids.filtered("judged").sorted(lambda form: (form.rank or 10**6, form.id))
        rules = {form: rule for form in forms if (rule := self.incentive_id._get_rule(form))}
        parts = {form: self.incentive_id._get_part(form) for form in rules}
        points = {form.id: Fraction(repr(rule.points)) * parts[form] for form, rule in rules.items()}
        caps = {form.id: round(self._to_cents(rule.cap) * parts[form]) for form, rule in rules.items() if rule.cap}
        pool = self._to_cents(self.pool_amount)
        shares = split_pool(pool, points, caps)
        total = sum(points.values())
        paid = self._get_paid()
        lines = []
        for form in forms:
            rule = rules.get(form, self.env["service.incentive.rule"])
            fixed = round(self._to_cents(rule.fixed) * parts.get(form, 0))
            due = shares.get(form.id, 0) + fixed
            before = paid.get(form.employee_id, 0)
            exact = float(points[form.id] * pool / total) if rule and total else 0.0
            lines.append(
                {
                    "run_id": self.id,
                    "appraisal_id": form.id,
                    "rule_id": rule.id,
                    "part": parts.get(form, 0),
                    "points": points.get(form.id, 0),
                    "exact_share": self._to_amount(exact),
                    "share": self._to_amount(shares.get(form.id, 0)),
                    "fixed": self._to_amount(fixed),
                    "due": self._to_amount(due),
                    "paid_before": self._to_amount(before),
                    "amount": self._to_amount(due - before),
                }
            )
        return [line for line in lines if line["due"] or line["paid_before"]]

    def _get_paid(self):
        """Cents that approved runs of the same cycle and scheme have paid: ``{employee: cents}``."""
        rows = self.env["service.incentive.line"]._read_group(
            [
                ("run_id.cycle_id", "=", self.cycle_id.id),
                ("run_id.incentive_id", "=", self.incentive_id.id),
                ("run_id.state", "=", "approved"),
            ],
            ["employee_id"],
            ["amount:array_agg"],
        )
        return {employee: sum(map(self._to_cents, amounts)) for employee, amounts in rows}

    def _to_cents(self, amount):
        return round(amount / self.currency_id.rounding)

    def _to_amount(self, cents):
        return cents * self.currency_id.rounding

    def action_export(self):
        """The payments as a spreadsheet for payroll."""
        return self.env.ref("service_kpi.service_incentive_run_workbook").report_action(self, config=False)
