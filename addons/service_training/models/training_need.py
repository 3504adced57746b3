from odoo import api, fields, models
from odoo.exceptions import UserError


class TrainingNeed(models.Model):
    """That somebody needs a course, from whatever told so: one inbox for the plan."""

    _name = "training.need"
    _description = "Training Need"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, due, id"

    name = fields.Char(string="Why")
    course_id = fields.Many2one("training.course", index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Who", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one(
        "hr.employee",
        compute="_compute_employee_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, readonly=False, precompute=True
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    source = fields.Selection(
        [
            ("manual", "Request"),
            ("certificate", "Expiring certificate"),
            ("failed", "Failed training"),
            ("new_hire", "New hire or post"),
            ("skill_gap", "Skill gap"),
            ("appraisal", "Appraisal"),
            ("inspection", "Inspection"),
            ("complaint", "Complaint"),
        ],
        required=True,
        default="manual",
    )
    due = fields.Date(string="By")
    state = fields.Selection(
        [("open", "Open"), ("planned", "Planned"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        default="open",
        tracking=True,
    )
    enrollment_id = fields.Many2one("training.enrollment", readonly=True)
    plan_line_id = fields.Many2one("training.plan.line", string="Plan", readonly=True, ondelete="set null")

    _open_uniq = models.UniqueIndex(
        "(partner_id, course_id) WHERE state = 'open' AND course_id IS NOT NULL",
        "This need is in the inbox already.",
    )

    @api.depends("partner_id")
    def _compute_employee_id(self):
        for need in self:
            employees = need.sudo().partner_id.with_context(active_test=True).employee_ids
            need.employee_id = need.employee_id or employees[:1]

    @api.depends("employee_id")
    def _compute_department_id(self):
        for need in self:
            need.department_id = need.sudo().employee_id.department_id

    @api.depends("partner_id", "course_id")
    def _compute_display_name(self):
        for need in self:
            need.display_name = " · ".join(filter(None, [need.partner_id.name, need.course_id.name]))

    # Actions

    def action_drop(self):
        self.filtered(lambda need: need.state in ("open", "planned")).write({"state": "dropped"})

    def action_reopen(self):
        self.filtered(lambda need: need.state == "dropped").write({"state": "open"})

    def action_enroll(self):
        """Enrol in the next session of the course that has not begun."""
        for need in self.filtered(lambda n: n.state in ("open", "planned")):
            if not need.course_id:
                raise UserError(self.env._("Choose the course that %s needs.", need.partner_id.name))
            session = self.env["training.session"].search(
                [
                    ("course_id.root_id", "=", need.course_id.root_id.id),
                    ("state", "=", "open"),
                    ("date_start", ">", fields.Datetime.now()),
                ],
                order="date_start",
                limit=1,
            )
            if not session:
                raise UserError(
                    self.env._("There is no open session of %s: plan one first.", need.course_id.root_id.name)
                )
            values = {"session_id": session.id, "partner_id": need.partner_id.id, "employee_id": need.employee_id.id}
            enrollment = self.env["training.enrollment"].create(values)
            need.write({"state": "planned", "enrollment_id": enrollment.id})

    # Business

    @api.model
    def _report(self, source, course, partner, **values):
        """Put a need into the inbox unless the same one is open there."""
        needs = self.sudo()
        known = needs.search(
            [
                ("partner_id", "=", partner.id),
                ("course_id.root_id", "=", course.root_id.id),
                ("state", "in", ("open", "planned")),
            ],
            limit=1,
        )
        return known or needs.create({"source": source, "course_id": course.id, "partner_id": partner.id, **values})

    @api.model
    def _fulfil(self, enrollments):
        """Needs whose course is passed are done."""
        needs = self.sudo().search(
            [("partner_id", "in", enrollments.partner_id.ids), ("state", "in", ("open", "planned"))]
        )
        passed = {
            (enrollment.partner_id, root)
            for enrollment in enrollments
            for root in enrollment.course_id.root_id | enrollment.course_id.delta_of_id.root_id
        }
        needs.filtered(lambda need: (need.partner_id, need.course_id.root_id) in passed).write({"state": "done"})

    @api.model
    def _cron_gather(self):
        """New hires, changes of post and skill gaps."""
        self._gather_posts()
        self._gather_skill_gaps()

    @api.model
    def _gather_posts(self):
        """People in a post that needs a course, without its certificate and without a need or enrolment."""
        courses = self.env["training.course"].search([("state", "=", "in_force"), ("job_ids", "!=", False)])
        employees = self.env["hr.employee"].search([("job_id", "in", courses.job_ids.ids)])
        pairs = [
            (employee, course) for employee in employees for course in courses if employee.job_id in course.job_ids
        ]
        self._gather("new_hire", pairs)

    @api.model
    def _gather_skill_gaps(self):
        """Skills that a post requires and its people lack, where a course in force grants them."""
        today = fields.Date.context_today(self)
        lines = self.env["training.course.skill"].search([("course_id.state", "=", "in_force")])
        granting = {}
        for line in lines.sorted(lambda line: line.skill_level_id.level_progress):
            granting.setdefault(line.skill_id, []).append(line)
        wanted = self.env["hr.job.skill"].search([("skill_id", "in", lines.skill_id.ids)])
        employees = self.env["hr.employee"].search([("job_id", "in", wanted.job_id.ids)])
        held = {}
        for skill in employees.employee_skill_ids:
            if not skill.valid_to or skill.valid_to >= today:
                key = (skill.employee_id, skill.skill_id)
                held[key] = max(held.get(key, 0), skill.level_progress)
        by_job = wanted.grouped("job_id")
        pairs = []
        for employee in employees:
            for need in by_job.get(employee.job_id, wanted.browse()):
                level = need.level_progress
                if held.get((employee, need.skill_id), -1) < level:
                    offers = [o for o in granting[need.skill_id] if o.skill_level_id.level_progress >= level]
                    pairs += [(employee, offers[0].course_id)] if offers else []
        self._gather("skill_gap", pairs)

    @api.model
    def _gather(self, source, pairs):
        """Needs of employees for courses, without those who hold, take or already need them."""
        if not pairs:
            return self.browse()
        courses = self.env["training.course"].union(*(course for _employee, course in pairs))
        holders = set(self.env["training.certificate"]._get_holders(courses))
        needs = self.sudo().search(
            [("course_id.root_id", "in", courses.root_id.ids), ("state", "in", ("open", "planned", "dropped"))]
        )
        taking = (
            self.env["training.enrollment"]
            .sudo()
            .search(
                [
                    ("course_id.root_id", "in", courses.root_id.ids),
                    ("state", "!=", "cancelled"),
                    ("result", "=", "pending"),
                ]
            )
        )
        busy = {(row.partner_id.id, row.course_id.root_id.id) for rows in (needs, taking) for row in rows}
        values = {}
        for employee, course in pairs:
            partner, root = employee._get_training_partner(), course.root_id
            if partner and not {(partner.id, root.id)} & (holders | busy):
                values.setdefault(
                    (partner.id, root.id),
                    {
                        "source": source,
                        "course_id": course.id,
                        "partner_id": partner.id,
                        "employee_id": employee.id,
                        "company_id": employee.company_id.id,
                    },
                )
        return self.sudo().create(list(values.values()))
