from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.timetable import lay_out
from .training_course_project import METHODS


class TrainingSession(models.Model):
    """A course held once: its slots, its trainer, its participants.

    draft → open for enrolment → running → closed. Closing decides the result of everybody that is not decided yet.
    """

    _name = "training.session"
    _description = "Training Session"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, required=True, precompute=True)
    course_id = fields.Many2one(
        "training.course",
        required=True,
        domain=[("state", "=", "in_force")],
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    department_id = fields.Many2one("hr.department", check_company=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open for enrolment"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    method = fields.Selection(METHODS, required=True, default="classroom")
    place_id = fields.Many2one("training.place", check_company=True)
    online_url = fields.Char(string="Online Room")
    trainer_id = fields.Many2one("hr.employee", tracking=True, check_company=True)
    trainer_user_id = fields.Many2one(related="trainer_id.user_id", string="Trainer's User", store=True, index=True)
    assessor_ids = fields.Many2many(
        "res.users",
        string="Assessors",
        domain=[("share", "=", False)],
        help="Who judges drills besides the trainer. They need the role Trainer.",
    )
    # Participants
    capacity = fields.Integer(default=20, tracking=True, help="0: not limited.")
    self_enrollment = fields.Boolean(
        string="Employees Enrol", default=True, help="Employees may enrol themselves while the session is open."
    )
    portal_enrollment = fields.Boolean(
        string="Customers Enrol", help="Customers' technicians may enrol in the portal while the session is open."
    )
    enrollment_ids = fields.One2many("training.enrollment", "session_id", string="Participants")
    # Time
    slot_ids = fields.One2many("training.session.slot", "session_id", string="Slots")
    date_start = fields.Datetime(string="Begins", compute="_compute_dates", store=True)
    date_stop = fields.Datetime(string="Finishes", compute="_compute_dates", store=True)
    lecture_hours = fields.Float(compute="_compute_hours", help="Class-hours of lectures in the slots.")
    practice_hours = fields.Float(compute="_compute_hours", help="Class-hours of practice in the slots.")
    material = fields.Html(help="Shown to the participants.")
    start_date = fields.Date(string="First Day", help="From which day slots are proposed.")

    _capacity = models.Constraint("CHECK(capacity >= 0)", "The capacity is not negative.")

    @api.depends("course_id")
    def _compute_name(self):
        for session in self:
            session.name = session.name or session.course_id.name

    @api.depends("slot_ids.start", "slot_ids.stop")
    def _compute_dates(self):
        for session in self:
            session.date_start = min(session.slot_ids.mapped("start"), default=False)
            session.date_stop = max(session.slot_ids.mapped("stop"), default=False)

    @api.depends("slot_ids.hours", "slot_ids.kind")
    def _compute_hours(self):
        for session in self:
            for kind in ("lecture", "practice"):
                hours = session.slot_ids.filtered(lambda slot, kind=kind: slot.kind == kind).mapped("hours")
                session[f"{kind}_hours"] = sum(hours)

    @api.constrains("assessor_ids")
    def _check_assessors(self):
        group = "service_training.service_training_group_trainer"
        for user in self.assessor_ids.sudo():
            if not user.has_group(group):
                raise ValidationError(self.env._("%s needs the role Trainer to assess.", user.name))

    # CRUD

    def write(self, vals):
        if "course_id" in vals and any(session.enrollment_ids for session in self):
            raise UserError(self.env._("There are participants already: their course cannot be exchanged."))
        result = super().write(vals)
        if "capacity" in vals or "state" in vals:
            self._seat_waiting()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_participants(self):
        if used := self.filtered("enrollment_ids"):
            raise UserError(
                self.env._("%(session)s has participants: cancel it instead.", session=used[0].display_name)
            )

    # Actions

    def action_open(self):
        for session in self.filtered(lambda s: s.state == "draft"):
            if not session.slot_ids:
                raise UserError(self.env._("%(session)s has no slots yet: add some.", session=session.display_name))
            session._check_trainer()
            session.state = "open"

    def action_start(self):
        self.check_access("write")
        self._check_conducts()
        self.sudo().filtered(lambda s: s.state == "open").write({"state": "running"})

    def action_close(self):
        """Decide what is not decided yet; what is still open then has failed."""
        self.check_access("write")
        self._check_conducts()
        for session in self.filtered(lambda s: s.state in ("open", "running")):
            # Closed first: who fails now needs another session, not a resit in this one
            session.sudo().state = "closed"
            session.enrollment_ids._decide(final=True)
            waiting = session.enrollment_ids.sudo().filtered(lambda e: e.state == "waiting")
            waiting.write({"state": "cancelled"})

    def action_cancel(self):
        for session in self.filtered(lambda s: s.state in ("draft", "open", "running")):
            if session.enrollment_ids.filtered(lambda e: e.result != "pending"):
                raise UserError(self.env._("Results are decided already: close the session instead."))
            active = session.enrollment_ids.filtered(lambda e: e.state in ("enrolled", "waiting"))
            session.state = "cancelled"
            active = active.sudo()
            active._notify_invitation("CANCEL")
            active.write({"state": "cancelled"})

    def action_propose_slots(self):
        """Lay the curriculum's hours into the trainer's working time, from the first day on."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("Slots are proposed for drafts only."))
        if not self.start_date:
            raise UserError(self.env._("Enter the first day."))
        blocks = self._get_blocks()
        slots = lay_out(blocks, self._get_openings(), self.course_id.class_hour_minutes)
        self.slot_ids = [
            Command.clear(),
            *(
                Command.create({"start": start, "stop": stop, "hours": hours, "kind": kind, "project_id": project})
                for (project, kind), start, stop, hours in slots
            ),
        ]
        if round(sum(slot[3] for slot in slots), 2) < round(sum(hours for _what, hours in blocks), 2):
            raise UserError(self.env._("There is not enough working time within a year of the first day."))

    def action_view_enrollments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_enrollment_action")
        return {**action, "domain": [("session_id", "=", self.id)], "context": {"default_session_id": self.id}}

    def action_view_attendance(self):
        """The attendance list, with a line for every participant and slot."""
        self.ensure_one()
        self._check_conducts()
        self.env["training.attendance"]._prepare_lists(self.slot_ids)
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_attendance_action")
        # Who gave the seat back is not waited for; what was recorded before stays in sight
        domain = [
            ("session_id", "=", self.id),
            "|",
            ("enrollment_id.state", "!=", "cancelled"),
            ("state", "!=", "open"),
        ]
        return {**action, "domain": domain, "context": {"search_default_group_slot": 1}}

    def action_enroll_me(self):
        """The current user takes part, or waits for a seat."""
        self.ensure_one()
        enrollment = self._enroll_self(self.env.user)
        if enrollment.state == "waiting":
            message = self.env._("You are on the waiting list of %(session)s.", session=self.name)
        else:
            message = self.env._("You take part in %(session)s.", session=self.name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # Business

    def _enroll_self(self, user):
        """Enrol a user in an open session after checking that it is open for such users."""
        self.check_access("read")
        session = self.sudo()
        allowed = session.self_enrollment if user._is_internal() else session.portal_enrollment
        if session.state != "open" or not allowed:
            raise UserError(self.env._("This session is not open for enrolment."))
        if any(e.state != "cancelled" and e._is_of(user) for e in session.enrollment_ids):
            raise UserError(self.env._("You are enrolled in this session already."))
        employee = user.employee_ids.filtered(lambda e: e.company_id == session.company_id)[:1]
        return session.enrollment_ids.create(
            {"session_id": session.id, "partner_id": user.partner_id.id, "employee_id": employee.id}
        )

    def _conducts(self):
        """Whether the current user may record attendance and results of each session: ``{session: bool}``."""
        officer = self.env.su or self.env.user.has_group("service_training.service_training_group_officer")
        return {session: officer or session.sudo().trainer_user_id == self.env.user for session in self}

    def _check_conducts(self):
        if not all(self._conducts().values()):
            raise UserError(self.env._("The session's trainer and training officers do that."))

    def _check_trainer(self):
        """Whether the trainer is qualified and free."""
        self.ensure_one()
        if not self.trainer_id:
            return
        needed = self.course_id.trainer_course_ids
        held = self.env["training.certificate"]._get_qualified(self.trainer_id._get_training_partner(), needed)
        if missing := needed.filtered(lambda course: not held.get(course)):
            raise UserError(
                self.env._(
                    "%(trainer)s does not hold a valid certificate of %(courses)s.",
                    trainer=self.trainer_id.name,
                    courses=", ".join(missing.mapped("name")),
                )
            )
        self.slot_ids._check_trainer_free()

    def _get_blocks(self):
        blocks = []
        for project in self.course_id.module_ids.project_ids:
            parts = ((kind, project[f"{kind}_hours"]) for kind in ("lecture", "practice"))
            blocks += [((project.id, kind), hours) for kind, hours in parts if hours]
        return blocks

    def _get_openings(self):
        """Working time of the trainer, else of the company, in naive UTC for a year."""
        calendar = self.trainer_id.resource_calendar_id or self.company_id.resource_calendar_id
        zone = ZoneInfo(calendar.tz or "UTC")
        first = datetime.combine(self.start_date, time.min, zone)
        resource = self.trainer_id.resource_id
        found = calendar._work_intervals_batch(first, first + timedelta(days=366), resources=resource or None)
        utc = ZoneInfo("UTC")
        return [
            (start.astimezone(utc).replace(tzinfo=None), stop.astimezone(utc).replace(tzinfo=None))
            for start, stop, _what in found[resource.id or False]
        ]
