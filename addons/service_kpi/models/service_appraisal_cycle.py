from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import UserError

from ..engine.period import containing
from .service_appraisal import CYCLE_STATES
from .service_kpi_period import _CLOSED_KINDS


class ServiceAppraisalCycle(models.Model):
    """The appraisal of many people over one month, quarter, half-year or year.

    draft → collecting (reviewers answer; nobody sees any of it) → calibration
    (points and grades exist, HR and superiors look) → published (people see
    theirs and answer) → closed (frozen, with a chain of hashes). There is no
    way back: what was seen once could be told apart by looking twice.
    """

    _name = "service.appraisal.cycle"
    _description = "Appraisal Cycle"
    _inherit = ["mail.thread", "service.proof.mixin"]
    _order = "date_start desc, period_kind, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    period_kind = fields.Selection(_CLOSED_KINDS, string="Period", required=True, default="quarter")
    date_start = fields.Date(string="From", required=True, default=lambda self: self._default_date_start())
    date_end = fields.Date(string="To", compute="_compute_date_end", store=True)
    template_ids = fields.Many2many(
        "service.appraisal.template",
        required=True,
        check_company=True,
        help="A person gets the template of the own post, else one without posts.",
    )
    department_ids = fields.Many2many(
        "hr.department", string="Departments", check_company=True, help="Those below them included. Empty: everybody."
    )
    state = fields.Selection(CYCLE_STATES, required=True, default="draft", readonly=True, tracking=True, copy=False)
    answer_days = fields.Integer(
        string="Days to Answer", default=7, help="How long people may acknowledge or appeal after publication."
    )
    answer_until = fields.Date(readonly=True, copy=False)
    appraisal_ids = fields.One2many("service.appraisal", "cycle_id")
    calibration_ids = fields.One2many("service.calibration", "cycle_id")
    chain_head = fields.Char(string="Last Hash", readonly=True, copy=False)
    # Open steps
    appraisal_count = fields.Integer(compute="_compute_counts")
    missing_count = fields.Integer(string="Without a Form", compute="_compute_counts")
    review_count = fields.Integer(string="Reviews", compute="_compute_counts")
    review_open_count = fields.Integer(string="Open Reviews", compute="_compute_counts")
    unapproved_count = fields.Integer(string="Nominations to Approve", compute="_compute_counts")
    unanswered_count = fields.Integer(string="Not Acknowledged", compute="_compute_counts")
    appeal_count = fields.Integer(string="Open Appeals", compute="_compute_counts")
    distribution_text = fields.Text(string="Distribution", compute="_compute_distribution_text")

    def _default_date_start(self):
        return containing("quarter", fields.Date.context_today(self)).start

    @api.depends("period_kind", "date_start")
    def _compute_date_end(self):
        for cycle in self:
            cycle.date_end = cycle.date_start and containing(cycle.period_kind, cycle.date_start).last_day

    @api.depends("period_kind", "date_start")
    def _compute_name(self):
        for cycle in self:
            cycle.name = containing(cycle.period_kind, cycle.date_start).label if cycle.date_start else ""

    def _compute_counts(self):
        feedback = self.env["service.appraisal.feedback"].sudo()
        for cycle in self:
            appraisals = cycle.sudo().appraisal_ids
            cycle.appraisal_count = len(appraisals)
            cycle.missing_count = cycle.sudo()._count_missing() if cycle.state in ("draft", "collecting") else 0
            wanted = [("cycle_id", "in", cycle.ids), ("declined", "!=", True)]
            approved = [*wanted, ("approved", "=", True)]
            cycle.review_count = feedback.search_count(approved)
            # whoever did not answer by the end of the collection cannot do so any more
            awaited = cycle.state in ("draft", "collecting")
            cycle.review_open_count = feedback.search_count([*approved, ("submitted", "!=", True)]) if awaited else 0
            cycle.unapproved_count = feedback.search_count([*wanted, ("approved", "!=", True)])
            published = cycle.state == "published"
            cycle.unanswered_count = len(appraisals.filtered(lambda a: a.answer == "none")) if published else 0
            cycle.appeal_count = len(appraisals.filtered(lambda a: a.appeal_state == "open"))

    def _compute_distribution_text(self):
        for cycle in self:
            cycle.distribution_text = "\n".join(
                text for _blocking, text in cycle.sudo()._get_deviations()
            ) or self.env._("Within the shares of the grade scale.")

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            day = fields.Date.to_date(vals.get("date_start")) or self._default_date_start()
            vals["date_start"] = containing(vals.get("period_kind") or "quarter", day).start
        return super().create(vals_list)

    def write(self, vals):
        frozen = {"company_id", "period_kind", "date_start", "template_ids", "department_ids"} & vals.keys()
        if frozen and self.filtered(lambda cycle: cycle.state != "draft"):
            raise UserError(self.env._("The cycle has started: make another one."))
        if "date_start" in vals or "period_kind" in vals:
            for cycle in self:
                kind = vals.get("period_kind", cycle.period_kind)
                day = fields.Date.to_date(vals.get("date_start", cycle.date_start))
                super(ServiceAppraisalCycle, cycle).write(
                    {**vals, "period_kind": kind, "date_start": containing(kind, day).start}
                )
            return True
        if {"state", "chain_head", "answer_until"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("A cycle moves on with its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if self.filtered(lambda cycle: cycle.state != "draft"):
            raise UserError(self.env._("A cycle that has started stays."))

    # Steps

    def action_generate(self):
        """Make the forms that are still missing: also for those who joined since."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("draft", "collecting")
            cycle.sudo()._generate()

    def action_start(self):
        """Make the forms and ask the reviewers."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("draft")
            cycle.sudo()._generate()
            cycle.sudo().state = "collecting"
            cycle.sudo()._open_collection()

    def action_calibrate(self):
        """End the collection: the figures of the period are closed, nobody answers any more, and the results exist."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("collecting")
            lock(cycle)
            if cycle.generating:
                raise UserError(self.env._("The forms are still being made: wait until everybody has one."))
            cycle.sudo()._close_figures()
            cycle.sudo().appraisal_ids._score()
            cycle.sudo().state = "calibrating"

    def action_publish(self):
        """People see their results."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("calibrating")
            blocking = [text for is_limit, text in cycle.sudo()._get_deviations() if is_limit]
            if blocking:
                raise UserError(self.env._("The grades exceed their limits. Calibrate first:\n%s", "\n".join(blocking)))
            today = fields.Date.context_today(cycle)
            cycle.sudo().write({"state": "published", "answer_until": fields.Date.add(today, days=cycle.answer_days)})
            cycle.sudo()._tell_people()

    def action_close(self):
        """Freeze the results."""
        self.check_access("write")
        for cycle in self:
            cycle._check_state("published")
            if cycle.appeal_count:
                raise UserError(self.env._("Decide on the open appeals first."))
            if cycle.unanswered_count and fields.Date.context_today(cycle) <= cycle.answer_until:
                raise UserError(
                    self.env._("People may still answer until %s.", cycle.answer_until.strftime("%Y-%m-%d"))
                )
            cycle.sudo()._freeze()
            cycle.sudo().state = "closed"
            cycle.sudo()._draw_consequences()

    def _check_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            raise UserError(self.env._("%s is beyond this step.", self.display_name))

    def _tell_people(self):
        partners = self.appraisal_ids.employee_id.user_id.partner_id
        if partners:
            self.message_notify(
                partner_ids=partners.ids,
                subject=self.env._("Your appraisal is ready: %s", self.name),
                body=self.env._("Read it under Appraisal > Mine and answer until %s.", str(self.answer_until)),
            )

    # Looking

    def action_view_appraisals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_appraisal_action")
        return {**action, "domain": [("cycle_id", "=", self.id)], "context": {}}

    def action_view_reviews(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_appraisal_feedback_action")
        return {**action, "domain": [("cycle_id", "=", self.id)]}

    def action_export(self):
        """The results as a workbook."""
        return self.env.ref("service_kpi.service_appraisal_cycle_workbook").report_action(self, config=False)

    def _get_scorecards(self):
        """The forms that the user may read, cycle by cycle, best first."""
        forms = self.env["service.appraisal"].search([("cycle_id", "in", self.ids)])
        places = {cycle_id: place for place, cycle_id in enumerate(self.ids)}
        return forms.sorted(lambda form: (places[form.cycle_id.id], form.rank or len(forms) + 1, -form.score, form.id))

    def _get_unchanged_text(self):
        return self.env._("Every form is what was closed, and its score follows from what was kept.")
