from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine.period import MONTHS, containing, shift


class ServiceImprovementPlan(models.Model):
    """How a person who was below a grade gets back: goals, coaching, training, review dates.

    draft → running → met, or extended once or more, or failed. Whether it was
    met is not an opinion: when its time is over the figures of that time are
    judged as in any period, and each goal asks for points. Without enough data
    on any goal the plan is extended, and that counts as no failure.
    """

    _name = "service.improvement.plan"
    _description = "Improvement Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    appraisal_id = fields.Many2one("service.appraisal", readonly=True, index="btree_not_null", ondelete="restrict")
    grade_id = fields.Many2one(related="appraisal_id.grade_id")
    rule_id = fields.Many2one("service.consequence.rule", readonly=True, ondelete="restrict")
    manager_id = fields.Many2one(
        "hr.employee",
        string="Superior",
        compute="_compute_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    coach_id = fields.Many2one("hr.employee", check_company=True, help="Who helps day by day.")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("met", "Met"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        copy=False,
    )
    duration = fields.Selection(
        [("month", "One month"), ("quarter", "Three months"), ("half_year", "Six months")],
        required=True,
        default="quarter",
    )
    date_start = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_start(), help="The first of a month."
    )
    date_end = fields.Date(string="To", compute="_compute_date_end", store=True, help="The last day that counts.")
    extension_count = fields.Integer(string="Extensions", readonly=True, copy=False)
    extensions = fields.Integer(string="May Be Extended", default=1)
    review_days = fields.Integer(string="Reviewed Every (Days)", default=14, required=True)
    goal_ids = fields.One2many("service.improvement.plan.goal", "plan_id", string="Goals", copy=True)
    review_ids = fields.One2many("service.improvement.plan.review", "plan_id", string="Review Talks")
    course_ids = fields.Many2many("training.course", string="Training", check_company=True)
    need_ids = fields.One2many("training.need", "improvement_plan_id", string="Training Needs", readonly=True)
    coaching = fields.Text(help="What is done to help: shadowing, weekly talks, lighter cases …")
    closed_reason = fields.Char(string="Reason", readonly=True, tracking=True)
    may_decide = fields.Boolean(
        compute="_compute_may_decide", help="Whether the reader leads this plan: superiors and HR, never the person."
    )

    _rule_uniq = models.UniqueIndex(
        "(appraisal_id, rule_id) WHERE appraisal_id IS NOT NULL AND rule_id IS NOT NULL",
        "This plan has been drawn from the result already.",
    )
    _review_days_positive = models.Constraint("CHECK(review_days >= 1)", "Reviews are at least a day apart.")

    def _default_date_start(self):
        return containing("month", fields.Date.context_today(self)).end

    @api.depends("employee_id", "date_start")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = " · ".join(filter(None, [plan.employee_id.name, str(plan.date_start or "")]))

    @api.depends("employee_id")
    def _compute_manager_id(self):
        for plan in self:
            plan.manager_id = plan.sudo().employee_id.parent_id

    @api.depends("date_start", "duration")
    def _compute_date_end(self):
        for plan in self:
            plan.date_end = plan.date_start and shift(plan.date_start, MONTHS[plan.duration]) - timedelta(days=1)

    @api.depends_context("uid")
    @api.depends("employee_id", "manager_id")
    def _compute_may_decide(self):
        saved = self._origin
        allowed = saved._filtered_access("write")
        for plan in self:
            own = plan.sudo().employee_id.user_id == self.env.user
            plan.may_decide = not own and (not plan._origin or plan._origin in allowed)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            day = fields.Date.to_date(vals.get("date_start")) or self._default_date_start()
            vals["date_start"] = containing("month", day).start
        return super().create(vals_list)

    def write(self, vals):
        if {"state", "extension_count", "closed_reason"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("A plan moves on with its buttons, and is judged by its figures."))
        fixed = {"employee_id", "company_id", "date_start", "duration", "goal_ids", "extensions"} & vals.keys()
        if fixed and not self.env.su and self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("The plan has started: its goals and its time stay."))
        if "date_start" in vals:
            vals["date_start"] = containing("month", fields.Date.to_date(vals["date_start"])).start
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(self.env._("A plan that has started stays."))

    # Actions

    def action_start(self):
        """Agree on it: training needs are made, review dates set, the person is told."""
        self.check_access("write")
        for plan in self.filtered(lambda p: p.state == "draft"):
            plan._check_not_own()
            if not plan.goal_ids:
                raise UserError(self.env._("Set a goal first: what is to be reached?"))
            plan.sudo()._start()

    def action_judge(self):
        """Judge the plan by the figures of its time, once that is over."""
        self.check_access("write")
        for plan in self.filtered(lambda p: p.state == "running"):
            plan._check_not_own()
            if plan.date_end >= fields.Date.context_today(plan):
                raise UserError(self.env._("The plan runs until %s.", str(plan.date_end)))
            plan.sudo()._judge()

    def action_cancel(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel an Improvement Plan"),
            "res_model": "service.improvement.plan.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def _check_not_own(self):
        if not self.env.su and self.sudo().employee_id.user_id == self.env.user:
            raise UserError(self.env._("Nobody decides on the own plan."))

    def _cancel(self, reason):
        self.check_access("write")
        for plan in self.filtered(lambda p: p.state in ("draft", "running")):
            plan._check_not_own()
            plan.sudo().write({"state": "cancelled", "closed_reason": reason})
            plan.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    # Business

    @api.model
    def _draw(self, rule, appraisals):
        """Plans from results: goals on the indicators that were below the points of the rule."""
        known = self.search([("rule_id", "=", rule.id), ("appraisal_id", "in", appraisals.ids)]).appraisal_id
        busy = self.search([("employee_id", "in", appraisals.employee_id.ids), ("state", "in", ("draft", "running"))])
        values = [
            {
                "employee_id": form.employee_id.id,
                "company_id": form.company_id.id,
                "appraisal_id": form.id,
                "rule_id": rule.id,
                "duration": rule.plan_length,
                "extensions": rule.extensions,
                "review_days": rule.review_days,
                "course_ids": [Command.set(rule.course_ids.ids)],
                "goal_ids": [
                    Command.create({"root_id": root.id, "least_score": rule.goal_score})
                    for root in self._get_weak_indicators(form, rule.goal_score)
                ],
            }
            # One plan at a time is enough
            for form in appraisals - known
            if form.employee_id not in busy.employee_id
        ]
        return self.create(values)

    @api.model
    def _get_weak_indicators(self, form, points):
        """The indicators of a form below these points; all that were judged, where only ratings were weak."""
        judged = form.line_ids.filtered(lambda line: line.root_id and line.judged)
        return (judged.filtered(lambda line: line.score < points) or judged).root_id

    def _start(self):
        self.state = "running"
        for course in self.course_ids:
            need = self.env["training.need"]._report(
                "appraisal",
                course,
                self.employee_id._get_training_partner(),
                origin=self,
                employee_id=self.employee_id.id,
                company_id=self.company_id.id,
                due=self.date_end,
                name=self.display_name,
            )
            need.improvement_plan_id = self
        self._set_reviews(self.date_start)
        self._tell(
            self.employee_id,
            self.env._("Your improvement plan: %s", self.display_name),
            self.env._("Read the goals under Appraisal > Mine > My Improvement Plan."),
        )

    def _set_reviews(self, start):
        """A date for each review up to the last day, with a reminder for the superior."""
        dates, day = [], start + timedelta(days=self.review_days)
        while day < self.date_end:
            dates.append(day)
            day += timedelta(days=self.review_days)
        self.env["service.improvement.plan.review"].create(
            [{"plan_id": self.id, "date": day} for day in (*dates, self.date_end)]
        )
        user = self.manager_id.user_id or self.env.user
        for day in (*dates, self.date_end):
            self.activity_schedule(
                "mail.mail_activity_data_todo", day, self.env._("Review the improvement plan"), user_id=user.id
            )

    def _tell(self, employee, subject, body):
        if partner := employee.user_id.partner_id:
            self.message_notify(partner_ids=partner.ids, subject=subject, body=body)

    def _judge(self):
        """Met, extended or failed: from the figures of the span, by the engine that judges every period."""
        results = self.goal_ids._measure(self.date_start, self.date_end)
        decided = [met for met in results.values() if met is not None]
        if results and len(decided) == len(results) and all(decided):
            self._finish("met", self.env._("Every goal is reached."))
        elif not decided:
            self._extend(self.env._("Not enough data to judge it."), counted=False)
        elif self.extension_count < self.extensions:
            self._extend(self.env._("Not every goal is reached yet."))
        else:
            self._finish("failed", self.env._("Goals are missed, and it was extended before."))
            self._draw_failure()

    def _extend(self, reason, counted=True):
        """Another span of the same length; the goals of the last one stay in the log."""
        log = "; ".join(f"{goal.root_id.name}: {goal.score_text}" for goal in self.goal_ids)
        self.message_post(
            body=self.env._(
                "Extended after %(start)s – %(end)s: %(reason)s %(goals)s",
                start=self.date_start,
                end=self.date_end,
                reason=reason,
                goals=log,
            )
        )
        self.write(
            {
                "date_start": self.date_end + timedelta(days=1),
                "extension_count": self.extension_count + int(counted),
                "closed_reason": reason,
            }
        )
        self._set_reviews(self.date_start)

    def _finish(self, state, reason):
        self.write({"state": state, "closed_reason": reason})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        for person in self.employee_id | self.manager_id:
            self._tell(person, self.env._("Improvement plan: %s", self.display_name), reason)

    def _draw_failure(self):
        """What the rules of the same grades say about a failed plan."""
        scale = self.rule_id.scale_id or self.appraisal_id.grade_id.scale_id
        rules = self.env["service.consequence.rule"].search(
            [
                ("trigger", "=", "failed_plan"),
                ("scale_id", "=", scale.id),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        for rule in rules:
            self.env["service.career.proposal"].create(
                {
                    "kind": rule.kind,
                    "employee_id": self.employee_id.id,
                    "company_id": self.company_id.id,
                    "plan_id": self.id,
                    "appraisal_id": self.appraisal_id.id,
                    "rule_id": rule.id,
                    "reason": self.env._("Improvement plan %s failed.", self.display_name),
                }
            )

    @api.model
    def _cron_judge(self):
        """Judge the plans whose time is over."""
        due = self.search([("state", "=", "running"), ("date_end", "<", fields.Date.context_today(self))])
        for number, plan in enumerate(due, start=1):
            plan._judge()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - number):
                break
