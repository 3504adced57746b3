from odoo import Command, api, fields, models
from odoo.exceptions import UserError

OPEN = ("open", "planned")


class TrainingNeed(models.Model):
    """That somebody needs a course, from whatever told so: one inbox for the plan.

    A person has one need of a course at a time. What told so is added to it as
    an origin; the same origin tells once, whatever was decided about it.
    """

    _name = "training.need"
    _description = "Training Need"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, due, id"

    name = fields.Char(string="Why")
    course_id = fields.Many2one("training.course", index=True, ondelete="restrict", tracking=True)
    root_id = fields.Many2one(related="course_id.root_id", store=True, index=True)
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
        [("open", "Open"), ("planned", "Planned"), ("done", "Done"), ("dropped", "Refused")],
        required=True,
        default="open",
        tracking=True,
    )
    enrollment_id = fields.Many2one("training.enrollment", string="Enrolment", readonly=True)
    session_id = fields.Many2one(related="enrollment_id.session_id")
    plan_line_id = fields.Many2one("training.plan.line", string="Plan", readonly=True, ondelete="set null")

    refusal = fields.Char(string="Why Refused", readonly=True, tracking=True)
    origin_ids = fields.One2many(
        "training.need.origin",
        "need_id",
        string="Origins",
        readonly=True,
        groups="service_training.service_training_group_officer",
    )
    origin_count = fields.Integer(
        compute="_compute_origin_count", groups="service_training.service_training_group_officer"
    )

    _open_uniq = models.UniqueIndex(
        "(partner_id, root_id) WHERE state IN ('open', 'planned') AND root_id IS NOT NULL",
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

    def _compute_origin_count(self):
        counts = dict(
            self.env["training.need.origin"]._read_group([("need_id", "in", self.ids)], ["need_id"], ["__count"])
        )
        for need in self:
            need.origin_count = counts.get(need, 0)

    # CRUD

    def write(self, vals):
        before = dict(self.mapped(lambda need: (need, need.state)))
        result = super().write(vals)
        if vals.get("state") in ("done", "dropped"):
            self.filtered(lambda need: before[need] != need.state).sudo().origin_ids._settle()
        return result

    # Actions

    def action_reopen(self):
        self.filtered(lambda need: need.state == "dropped").write({"state": "open", "refusal": False})

    def action_enroll(self):
        """Enrol in the next session of the course that has not begun."""
        for need in self.filtered(lambda n: n.state in OPEN):
            need._check_course()
            session = self.env["training.session"].search(
                [
                    ("course_id.root_id", "=", need.root_id.id),
                    ("company_id", "=", need.company_id.id),
                    ("state", "=", "open"),
                    ("date_start", ">", fields.Datetime.now()),
                ],
                order="date_start",
                limit=1,
            )
            if not session:
                raise UserError(self.env._("There is no open session of %s: plan one first.", need.root_id.name))
            need._enroll(session)

    # Triage

    def _check_course(self):
        if without := self.filtered(lambda need: not need.course_id):
            raise UserError(self.env._("Choose the course that %s needs.", without[0].partner_id.name))

    def _choose_course(self, course):
        """Say which course is needed. Who has an open need of it already keeps that one, with what told so.

        :return: the needs to go on with
        """
        kept = self.browse()
        for need in self.filtered(lambda n: n.root_id != course.root_id):
            if known := self._find_open(need.partner_id, course)[:1]:
                need.sudo().origin_ids.need_id = known
                need.sudo().unlink()
                kept |= known
            else:
                need.course_id = course
                kept |= need
        return kept | self.exists()

    def _enroll(self, session):
        """Enrol in a session of the course, where they are not enrolled yet."""
        for need in self:
            enrollment = self.env["training.enrollment"].search(
                [
                    ("session_id", "=", session.id),
                    ("partner_id", "=", need.partner_id.id),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
            values = {"session_id": session.id, "partner_id": need.partner_id.id, "employee_id": need.employee_id.id}
            need.write({"state": "planned", "enrollment_id": (enrollment or enrollment.create(values)).id})

    def _join_running(self):
        """Who takes part in a session of the course already is planned."""
        wanted = self.filtered(lambda need: need.state == "open" and need.root_id)
        running = [
            ("partner_id", "in", wanted.partner_id.ids),
            ("course_id.root_id", "in", wanted.root_id.ids),
            ("state", "!=", "cancelled"),
            ("result", "=", "pending"),
        ]
        enrollments = self.env["training.enrollment"].sudo().search(running, order="id") if wanted else ()
        taking = {(enrollment.partner_id, enrollment.course_id.root_id): enrollment for enrollment in enrollments}
        for need in wanted:
            if enrollment := taking.get((need.partner_id, need.root_id)):
                need.write({"state": "planned", "enrollment_id": enrollment.id})

    def _refuse(self, reason):
        self.filtered(lambda need: need.state in OPEN).write(
            {"state": "dropped", "refusal": reason, "plan_line_id": False}
        )

    # Business

    @api.model
    def _find_open(self, partners, course):
        return self.search(
            [("partner_id", "in", partners.ids), ("root_id", "=", course.root_id.id), ("state", "in", OPEN)]
        )

    @api.model
    def _report(self, source, course, partner, origin=None, **values):
        """Put a need into the inbox, or add what told so to the one that is there.

        :param course: empty where whoever plans has to choose it
        :param origin: the record that told so; it tells once
        :return: the need, whatever was decided about it
        """
        return self._report_all(source, course, [(partner, origin, values)])

    @api.model
    def _report_all(self, source, course, reports):
        """Report needs of one course at the cost of one.

        :param reports: ``(partner, origin or None, values)`` each, as in :meth:`_report`
        :return: the needs of all of them, whatever was decided about them
        """
        needs = self.sudo()
        course = course or self.env["training.course"]
        told = self.env["training.need.origin"]._find(reports, course)
        partners = self.env["res.partner"].union(*(partner for partner, _origin, _values in reports))
        known = {need.partner_id: need for need in (needs._find_open(partners, course) if course else needs)}
        result, new, origins = needs.union(*told.values()), {}, []
        for partner, origin, values in reports:
            if origin and (origin, partner) in told:
                continue
            reason = self._prepare_origin(source, origin, values.get("name"))
            if need := known.get(partner):
                origins.append({**reason, "need_id": need.id})
                due = fields.Date.to_date(values.get("due"))
                if due and (not need.due or due < need.due):
                    need.due = due
                result |= need
            else:
                who = {"source": source, "course_id": course.id, "partner_id": partner.id, "origin_ids": []}
                who["name"] = reason["name"]
                new.setdefault(partner, {**who, **values})["origin_ids"].append(Command.create(reason))
        self.env["training.need.origin"].sudo().create(origins)
        return result | needs.create(list(new.values()))

    @api.model
    def _prepare_origin(self, source, origin, name=None):
        values = {"source": source, "name": name}
        if origin:
            values |= {"origin_model": origin._name, "origin_id": origin.id}
            values["name"] = name or origin.sudo().display_name
        return values

    @api.model
    def _fulfil(self, enrollments):
        """Needs whose course is passed are done."""
        needs = self.sudo().search([("partner_id", "in", enrollments.partner_id.ids), ("state", "in", OPEN)])
        passed = {
            (enrollment.partner_id, root)
            for enrollment in enrollments
            for root in enrollment.course_id.root_id | enrollment.course_id.delta_of_id.root_id
        }
        needs.filtered(lambda need: (need.partner_id, need.course_id.root_id) in passed).write({"state": "done"})
