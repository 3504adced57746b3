from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

TOTALS = ("headcount", "hours", "budget", "people_done", "hours_done", "passed", "reserved", "committed", "spent")


class TrainingPlan(models.Model):
    """The training of a department in a year: what for, for whom, when, and for how much.

    draft → submitted → approved by somebody else → closed. An approved plan is
    not edited: it is taken back to draft as its next revision.
    """

    _name = "training.plan"
    _description = "Training Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "year desc, department_id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    department_id = fields.Many2one("hr.department", check_company=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    goal = fields.Text(string="Goals")
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    revision = fields.Integer(default=1, readonly=True, copy=False, tracking=True)
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by = fields.Many2one("res.users", readonly=True, copy=False, tracking=True)
    approved_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("training.plan.line", "plan_id", string="Lines", copy=True)
    # Plan against actual
    headcount = fields.Integer(string="People Planned", compute="_compute_totals")
    hours = fields.Float(string="Person-Hours Planned", compute="_compute_totals")
    budget = fields.Monetary(compute="_compute_totals")
    people_done = fields.Integer(string="People Trained", compute="_compute_totals")
    hours_done = fields.Float(string="Person-Hours Attended", compute="_compute_totals")
    passed = fields.Integer(compute="_compute_totals")
    pass_rate = fields.Float(compute="_compute_totals", help="Passed, of those who are decided.")
    reserved = fields.Monetary(compute="_compute_totals")
    committed = fields.Monetary(compute="_compute_totals")
    spent = fields.Monetary(compute="_compute_totals")
    left = fields.Monetary(compute="_compute_totals", help="Budget that is neither reserved, committed nor spent.")

    _year_range = models.Constraint("CHECK(year BETWEEN 2000 AND 2200)", "Enter a year such as 2026.")

    _OPEN_FIELDS = frozenset({"state", "approved_by", "approved_on", "submitted_by", "revision"})

    @api.depends("year", "department_id")
    def _compute_name(self):
        for plan in self:
            plan.name = " ".join(filter(None, [self.env._("Training plan"), str(plan.year), plan.department_id.name]))

    @api.depends("line_ids.headcount", "line_ids.hours", "line_ids.budget")
    def _compute_totals(self):
        for plan in self:
            for name in TOTALS:
                plan[name] = sum(plan.line_ids.mapped(name))
            decided = sum(plan.line_ids.mapped("decided"))
            plan.pass_rate = plan.passed / decided if decided else 0.0
            plan.left = plan.budget - plan.reserved - plan.committed - plan.spent

    # CRUD

    def write(self, vals):
        closed = {name for name in vals if name in self._fields and not name.startswith(("message_", "activity_"))}
        if closed & self._OPEN_FIELDS and not self.env.su:
            raise AccessError(self.env._("Use the buttons to submit and approve a plan."))
        if closed - self._OPEN_FIELDS:
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        if decided := self.filtered(lambda plan: plan.state != "draft"):
            raise UserError(
                self.env._("%(plan)s is submitted: take it back to draft to change it.", plan=decided[0].name)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_draft()

    # Actions

    def action_submit(self):
        self.check_access("write")
        self._check_draft()
        if empty := self.filtered(lambda plan: not plan.line_ids):
            raise UserError(self.env._("%(plan)s has no lines yet.", plan=empty[0].name))
        self.sudo().write({"state": "submitted", "submitted_by": self.env.uid})

    def action_approve(self):
        """Approved by the department's manager or one above, or by HR; never by who submitted it."""
        self.check_access("read")
        for plan in self.sudo().filtered(lambda p: p.state == "submitted"):
            plan.with_user(self.env.user)._check_approver()
            plan.write({"state": "approved", "approved_by": self.env.uid, "approved_on": fields.Datetime.now()})

    def _check_approver(self):
        plan = self.sudo()
        managers, department = self.env["res.users"], plan.department_id
        while department:
            managers |= department.manager_id.user_id
            department = department.parent_id
        if self.env.user not in managers and not self.env.user.has_group("hr.group_hr_manager"):
            raise AccessError(self.env._("The department's manager or an HR administrator approves the plan."))
        if plan.submitted_by == self.env.user:
            raise AccessError(self.env._("You have submitted this plan: somebody else approves it."))

    def action_revise(self):
        """Take it back to draft as the next revision."""
        self.check_access("write")
        for plan in self.sudo().filtered(lambda p: p.state in ("submitted", "approved")):
            revision = plan.revision + (plan.state == "approved")
            plan.write({"state": "draft", "revision": revision, "approved_by": False, "approved_on": False})

    def action_close(self):
        self.check_access("write")
        self.sudo().filtered(lambda p: p.state == "approved").write({"state": "closed"})

    def action_take_needs(self):
        """Add the open needs of the department as lines, one a course; they count as planned."""
        self.ensure_one()
        self._check_draft()
        domain = [("state", "=", "open"), ("course_id", "!=", False), ("company_id", "=", self.company_id.id)]
        # Needs of people who have left wait for their return
        domain += ["|", ("employee_id", "=", False), ("employee_id.active", "=", True)]
        if self.department_id:
            domain.append(("department_id", "child_of", self.department_id.id))
        needs = self.env["training.need"].search(domain)
        if not needs:
            raise UserError(self.env._("There are no open needs."))
        self._take(needs)
        return True

    def _take(self, needs):
        """Plan needs in lines, one a course."""
        self.ensure_one()
        self._check_draft()
        for root, found in needs.grouped("root_id").items():
            line = self.line_ids.filtered(lambda line, root=root: line.course_id.root_id == root)[:1]
            if line:
                line.headcount += len(found.filtered(lambda need, line=line: need.plan_line_id != line))
            else:
                course = root._in_force() or found.course_id[:1]
                self.line_ids = [Command.create({"course_id": course.id, "headcount": len(found)})]
                line = self.line_ids[-1]
            found.write({"state": "planned", "plan_line_id": line.id})
