from odoo import api, fields, models
from odoo.exceptions import UserError

from .training_course_project import METHODS

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class TrainingPlanLine(models.Model):
    """A course in a plan, with what has become of it."""

    _name = "training.plan.line"
    _description = "Line of a Training Plan"
    _order = "plan_id, sequence, id"
    _rec_name = "course_id"

    plan_id = fields.Many2one("training.plan", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    course_id = fields.Many2one(
        "training.course", required=True, domain=[("state", "=", "in_force")], ondelete="restrict"
    )
    audience = fields.Char(compute="_compute_audience", store=True, readonly=False, precompute=True)
    method = fields.Selection(METHODS, required=True, default="classroom")
    month = fields.Selection(MONTHS)
    headcount = fields.Integer(string="People", default=10)
    hours = fields.Float(string="Person-Hours", compute="_compute_hours", store=True, readonly=False, precompute=True)
    budget = fields.Monetary()
    session_ids = fields.One2many("training.session", "plan_line_id", string="Sessions")
    # Actual
    people_done = fields.Integer(string="Trained", compute="_compute_done", compute_sudo=True)
    hours_done = fields.Float(string="Hours Attended", compute="_compute_done", compute_sudo=True)
    passed = fields.Integer(compute="_compute_done", compute_sudo=True)
    decided = fields.Integer(compute="_compute_done", compute_sudo=True)
    reserved = fields.Monetary(compute="_compute_money", compute_sudo=True)
    committed = fields.Monetary(compute="_compute_money", compute_sudo=True)
    spent = fields.Monetary(compute="_compute_money", compute_sudo=True)

    _figures = models.Constraint(
        "CHECK(headcount >= 0 AND hours >= 0 AND budget >= 0)", "People, hours and budget are not negative."
    )

    @api.depends("course_id")
    def _compute_audience(self):
        for line in self:
            line.audience = line.audience or line.course_id.audience

    @api.depends("course_id", "headcount")
    def _compute_hours(self):
        for line in self:
            line.hours = line.headcount * line.course_id.total_hours

    @api.depends("session_ids")
    def _compute_done(self):
        people, passed, decided, hours = {}, {}, {}, {}
        groups = self.env["training.enrollment"]._read_group(
            [("session_id.plan_line_id", "in", self.ids), ("state", "=", "enrolled")],
            ["session_id", "result"],
            ["partner_id:array_agg_distinct"],
        )
        for session, result, partners in groups:
            line = session.plan_line_id.id
            people.setdefault(line, set()).update(partners)
            if result != "pending":
                decided.setdefault(line, set()).update(partners)
            if result == "passed":
                passed.setdefault(line, set()).update(partners)
        for session, attended in self.env["training.attendance"]._read_group(
            [("session_id.plan_line_id", "in", self.ids)], ["session_id"], ["hours:sum"]
        ):
            hours[session.plan_line_id.id] = hours.get(session.plan_line_id.id, 0.0) + attended
        for line in self:
            line.people_done = len(people.get(line.id, ()))
            line.passed = len(passed.get(line.id, ()))
            line.decided = len(decided.get(line.id, ()))
            line.hours_done = hours.get(line.id, 0.0)

    @api.depends("session_ids.cost_ids.amount", "session_ids.cost_ids.state")
    def _compute_money(self):
        sums = {}
        for session, state, amount in self.env["training.cost"]._read_group(
            [("session_id.plan_line_id", "in", self.ids)], ["session_id", "state"], ["amount:sum"]
        ):
            key = (session.plan_line_id.id, state)
            sums[key] = sums.get(key, 0.0) + amount
        for line in self:
            for state in ("reserved", "committed", "spent"):
                line[state] = sums.get((line.id, state), 0.0)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.plan_id._check_draft()
        return lines

    def write(self, vals):
        # Sessions are planned while a plan is approved
        if set(vals) - {"session_ids", "sequence"}:
            self.plan_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self.plan_id._check_draft()

    # Actions

    def action_plan_session(self):
        """A draft session for this line."""
        self.ensure_one()
        if self.plan_id.state != "approved":
            raise UserError(self.env._("Sessions are planned once the plan is approved."))
        course = self.course_id._in_force() or self.course_id
        session = self.env["training.session"].create(
            {
                "course_id": course.id,
                "method": self.method,
                "department_id": self.plan_id.department_id.id,
                "company_id": self.company_id.id,
                "capacity": self.headcount,
                "plan_line_id": self.id,
            }
        )
        return session._get_records_action()
