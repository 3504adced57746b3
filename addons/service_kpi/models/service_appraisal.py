from odoo import api, fields, models
from odoo.exceptions import UserError

CYCLE_STATES = [
    ("draft", "Draft"),
    ("collecting", "Collecting"),
    ("calibrating", "Calibration"),
    ("published", "Published"),
    ("closed", "Closed"),
]


class ServiceAppraisal(models.Model):
    """The form of one person in one cycle.

    Post, department, superior and weights are those of the day on which it was
    made. Results exist from the end of the collection on; the person sees them
    once they are published. Nothing is written here by hand: results follow
    from lines, grades from calibration and adjustments, each with its reason.
    """

    _name = "service.appraisal"
    _description = "Appraisal"
    _order = "date_start desc, cycle_id, employee_id, id"
    _rec_names_search = ["employee_id", "cycle_id"]
    _check_company_auto = True

    cycle_id = fields.Many2one("service.appraisal.cycle", required=True, readonly=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="restrict")
    template_id = fields.Many2one("service.appraisal.template", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="cycle_id.company_id", store=True, precompute=True, index=True)
    state = fields.Selection(related="cycle_id.state", store=True, precompute=True, index=True)
    date_start = fields.Date(related="cycle_id.date_start", store=True, precompute=True)
    date_end = fields.Date(related="cycle_id.date_end", store=True, precompute=True)
    # As on the day it was made
    job_id = fields.Many2one("hr.job", string="Post", readonly=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    manager_id = fields.Many2one("hr.employee", string="Superior", readonly=True, ondelete="restrict")
    line_ids = fields.One2many("service.appraisal.line", "appraisal_id", string="Lines", readonly=True)
    feedback_ids = fields.One2many("service.appraisal.feedback", "appraisal_id", string="Reviewers")
    # Results
    judged = fields.Boolean(readonly=True, help="Whether anything at all could be judged.")
    score = fields.Float(readonly=True, digits=(5, 2), aggregator="avg")
    computed_grade_id = fields.Many2one("service.grade", string="Grade by Score", readonly=True, ondelete="restrict")
    grade_id = fields.Many2one(
        "service.grade",
        readonly=True,
        ondelete="restrict",
        help="The grade that holds, after calibration and adjustments.",
    )
    presence = fields.Float(readonly=True, aggregator="avg", help="Share of the working days without leave.")
    rank = fields.Integer(readonly=True, aggregator=None, help="Within the cycle, among those with the same template.")
    rank_of = fields.Integer(string="Ranked People", readonly=True, aggregator=None)
    adjustment_ids = fields.One2many("service.appraisal.adjustment", "appraisal_id", readonly=True)
    comments = fields.Text(readonly=True, help="What reviewers wrote, by role; those who were promised it unnamed.")
    score_so_far = fields.Char(compute="_compute_score_so_far", help="From the indicators measured up to now.")
    # The person's answer
    answer = fields.Selection(
        [("none", "Not seen yet"), ("agreed", "Agrees"), ("disagreed", "Disagrees"), ("appealed", "Appealed")],
        default="none",
        readonly=True,
    )
    answered_on = fields.Datetime(readonly=True)
    answer_reason = fields.Text(readonly=True)
    appeal_state = fields.Selection(
        [("open", "To be reviewed"), ("upheld", "Upheld"), ("rejected", "Rejected")], readonly=True
    )
    reviewer_id = fields.Many2one("res.users", string="Second Reviewer", readonly=True)
    outcome_reason = fields.Text(readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_answer = fields.Boolean(compute="_compute_is_mine")
    # Proof
    link_number = fields.Integer(string="Link", readonly=True, copy=False, aggregator=None)
    previous_hash = fields.Char(readonly=True, copy=False)
    snapshot = fields.Text(readonly=True, copy=False, help="Everything the result follows from, as it was closed.")
    content_hash = fields.Char(string="Hash", readonly=True, copy=False)

    _employee_uniq = models.Constraint("UNIQUE(cycle_id, employee_id)", "A person has one form per cycle.")

    @api.depends("employee_id", "cycle_id")
    def _compute_display_name(self):
        for appraisal in self:
            appraisal.display_name = f"{appraisal.employee_id.name} · {appraisal.sudo().cycle_id.name}"

    @api.depends("line_ids")
    def _compute_score_so_far(self):
        for appraisal in self:
            score = appraisal.sudo()._get_score_so_far()
            appraisal.score_so_far = self.env._("no data") if score is None else str(score)

    @api.depends_context("uid")
    @api.depends("employee_id", "answer", "state")
    def _compute_is_mine(self):
        today = fields.Date.context_today(self)
        for appraisal in self:
            appraisal.is_mine = appraisal.sudo().employee_id.user_id == self.env.user
            deadline = appraisal.sudo().cycle_id.answer_until
            appraisal.can_answer = (
                appraisal.is_mine
                and appraisal.state == "published"
                and appraisal.answer != "appealed"
                and (not deadline or today <= deadline)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if self.filtered(lambda a: a.state not in ("draft", "collecting") or a.feedback_ids.filtered("submitted")):
            raise UserError(self.env._("Somebody was judged by this form: it stays."))

    # Actions

    def action_answer(self):
        """The person says what he or she thinks of it."""
        self.ensure_one()
        return self._open_wizard("service.appraisal.reply", self.env._("My Answer"))

    def action_decide(self):
        """The second reviewer decides on an appeal."""
        self.ensure_one()
        return self._open_wizard("service.appraisal.decision", self.env._("Decide on the Appeal"))

    def action_adjust(self):
        self.ensure_one()
        return self._open_wizard("service.appraisal.adjustment", self.env._("Adjust the Grade"))

    def action_export(self):
        """The scorecard as a workbook: each point and the formula of the score."""
        return self.env.ref("service_kpi.service_appraisal_workbook").report_action(self, config=False)

    def action_nominate(self):
        """Propose somebody as a reviewer."""
        self.ensure_one()
        return self._open_wizard("service.appraisal.feedback", self.env._("Nominate a Reviewer"), default_role="peer")

    def _open_wizard(self, model, name, **context):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "name": name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_appraisal_id": self.id, **context},
        }

    def _give_answer(self, answer, reason):
        """Record the person's answer; an appeal goes to a second reviewer, who is not the superior."""
        self.ensure_one()
        if not self.can_answer:
            raise UserError(self.env._("This can be answered by the person alone, while the result is published."))
        values = {"answer": answer, "answer_reason": reason, "answered_on": fields.Datetime.now()}
        if answer == "appealed":
            values |= {"appeal_state": "open", "reviewer_id": self.sudo()._get_second_reviewer().id}
        self.sudo().write(values)

    def _get_second_reviewer(self):
        """The superior's superior, else whoever opened the cycle."""
        users = (self.manager_id.parent_id.user_id, self.cycle_id.create_uid)
        others = [user for user in users if user and user != self.manager_id.user_id]
        return (others or [self.cycle_id.create_uid])[0]

    def _decide(self, outcome, reason, grade):
        self.ensure_one()
        if self.env.user != self.reviewer_id and not self.env.user.has_group("service_kpi.service_kpi_group_officer"):
            raise UserError(self.env._("%s decides on this appeal.", self.sudo().reviewer_id.name))
        if self.appeal_state != "open" or self.is_mine:
            raise UserError(self.env._("There is no open appeal for you to decide on."))
        if outcome == "upheld":
            self.env["service.appraisal.adjustment"].sudo()._adjust(self, grade, reason, self.env.user)
        self.sudo().write({"appeal_state": outcome, "outcome_reason": reason})
