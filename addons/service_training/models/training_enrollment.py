from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class TrainingEnrollment(models.Model):
    """Somebody's place in a session: waiting or enrolled, then decided once.

    Nobody writes a result: it is computed from attendance, exams and drill,
    and frozen with the version of the curriculum. A resit is an enrolment of
    its own that carries over what was passed under the same version.
    """

    _name = "training.enrollment"
    _description = "Training Enrolment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "session_id desc, state, id"
    _rec_names_search = ["partner_id.name", "session_id.name"]
    _check_company_auto = True
    # Trainers discuss with participants, but do not edit enrolments
    _mail_post_access = "read"

    session_id = fields.Many2one("training.session", required=True, ondelete="restrict", index=True)
    course_id = fields.Many2one(related="session_id.course_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    date_start = fields.Datetime(related="session_id.date_start")
    session_state = fields.Selection(related="session_id.state", string="Session State")
    # Who
    employee_id = fields.Many2one("hr.employee", ondelete="restrict", index="btree_not_null", check_company=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Participant",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        index=True,
        help="An employee, or a customer's technician.",
    )
    customer_id = fields.Many2one(
        "res.partner", related="partner_id.commercial_partner_id", string="Company of Participant", store=True
    )
    # As they were at enrolment: a change of job mid-course moves nobody's figures
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", readonly=True)
    # Where it stands
    state = fields.Selection(
        [("waiting", "Waiting list"), ("enrolled", "Enrolled"), ("cancelled", "Cancelled")],
        required=True,
        default="enrolled",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    exemption = fields.Char(
        string="Reason of Exemption", help="Why somebody takes part without the certificates that the course requires."
    )
    attempt = fields.Integer(default=1, readonly=True, copy=False, help="2 is the first resit.")
    resit_of_id = fields.Many2one(
        "training.enrollment", string="Resit of", readonly=True, copy=False, index="btree_not_null"
    )
    continues_id = fields.Many2one(
        "training.enrollment",
        string="Goes On From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The enrolment in the same session that was given up before: what was done in it counts.",
    )
    result = fields.Selection(
        [("pending", "Undecided"), ("passed", "Passed"), ("failed", "Failed")],
        required=True,
        default="pending",
        readonly=True,
        copy=False,
        tracking=True,
    )
    attendance_ids = fields.One2many("training.attendance", "enrollment_id")

    _seat_uniq = models.UniqueIndex(
        "(session_id, partner_id, attempt) WHERE state != 'cancelled'", "This participant is enrolled already."
    )

    # What a client may say when it enrols somebody, and change afterwards
    _CREATE_FIELDS = frozenset({"session_id", "employee_id", "partner_id", "exemption"})
    _CHANGE_FIELDS = frozenset({"exemption"})

    @api.depends("employee_id")
    def _compute_partner_id(self):
        for enrollment in self:
            enrollment.partner_id = enrollment.employee_id._get_training_partner() or enrollment.partner_id

    @api.depends("partner_id", "session_id", "attempt")
    def _compute_display_name(self):
        for enrollment in self:
            name = f"{enrollment.sudo().partner_id.name or ''} · {enrollment.sudo().session_id.name or ''}"
            if enrollment.attempt > 1:
                name = self.env._("%(name)s (resit %(number)s)", name=name, number=enrollment.attempt - 1)
            enrollment.display_name = name

    @api.constrains("employee_id", "partner_id")
    def _check_person(self):
        for enrollment in self.filtered("employee_id"):
            if enrollment.partner_id not in enrollment.sudo().employee_id._get_training_partners():
                raise ValidationError(self.env._("The participant is not the contact of the employee."))

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_open_fields(vals, self._CREATE_FIELDS)
        enrollments = super().create(vals_list)
        enrollments._check_enrollable()
        given_up = enrollments.sudo()._find_given_up()
        for enrollment in enrollments.sudo():
            employee = enrollment.employee_id
            before = given_up.get((enrollment.session_id, enrollment.partner_id))
            enrollment.write(
                {
                    "department_id": employee.department_id.id,
                    "job_id": employee.job_id.id,
                    "continues_id": before and before.id,
                }
            )
        enrollments.filtered(lambda e: not e.resit_of_id)._take_seats()
        enrollments.sudo().filtered(lambda e: e.state == "enrolled")._notify_invitation()
        return enrollments

    def write(self, vals):
        self._check_open_fields(vals, self._CHANGE_FIELDS)
        if not self.env.su and "exemption" in vals:
            self._check_not_own()
        result = super().write(vals)
        if vals.get("state") == "cancelled":
            self._return_needs()
        return result

    def _check_open_fields(self, vals, allowed):
        """States and results follow from what happens; nobody writes them, by whatever way."""
        closed = {name for name in vals if name in self._fields and not name.startswith(("message_", "activity_"))}
        if not self.env.su and (closed := closed - allowed):
            raise AccessError(
                self.env._("These follow from the training and are not entered: %s", ", ".join(sorted(closed)))
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Enrolments are kept: cancel them."))

    # Actions

    def action_cancel(self):
        """Give the seat back; the first of the waiting list gets it."""
        for enrollment in self:
            if not enrollment._is_of(self.env.user):
                enrollment.check_access("write")
        enrollments = self.sudo().filtered(lambda e: e.state != "cancelled")
        if decided := enrollments.filtered(lambda e: e.result != "pending"):
            raise UserError(self.env._("The result of %(name)s is decided already.", name=decided[0].display_name))
        if enrollments.attendance_ids.filtered(lambda a: a.state != "open") and not self.env.su:
            enrollments.session_id.with_user(self.env.user)._check_conducts()
        seated = enrollments.filtered(lambda e: e.state == "enrolled")
        enrollments.write({"state": "cancelled"})
        seated._notify_invitation("CANCEL")
        enrollments.session_id._seat_waiting()

    # Business

    def _find_given_up(self):
        """The newest enrolment in the same session that was cancelled undecided: ``{(session, partner): it}``."""
        cancelled = self.search(
            [
                ("session_id", "in", self.session_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "=", "cancelled"),
                ("result", "=", "pending"),
            ],
            order="id",
        )
        return {(enrollment.session_id, enrollment.partner_id): enrollment for enrollment in cancelled}

    def _return_needs(self):
        """Who has lost the seat, or failed, still needs the course: planned needs go back into the inbox."""
        planned = [("enrollment_id", "in", self.ids), ("state", "=", "planned")]
        self.env["training.need"].sudo().search(planned).write({"state": "open", "enrollment_id": False})

    def _is_of(self, user):
        """Whether this is the user's own enrolment."""
        self.ensure_one()
        enrollment = self.sudo()
        return enrollment.partner_id == user.partner_id or (
            bool(enrollment.employee_id.user_id) and enrollment.employee_id.user_id == user
        )

    def _check_not_own(self):
        """Nobody decides about oneself, whatever role one has."""
        if any(enrollment._is_of(self.env.user) for enrollment in self):
            raise AccessError(self.env._("This is your own training: somebody else has to do that."))

    def _check_enrollable(self):
        """Sessions take participants while they are not over; who lacks a prerequisite needs an exemption."""
        certificates = self.env["training.certificate"].sudo()
        for enrollment in self.sudo():
            if enrollment.session_id.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._("%(session)s is over: nobody can be enrolled.", session=enrollment.session_id.name)
                )
            needed = enrollment.course_id.prerequisite_ids
            held = certificates._get_qualified(enrollment.partner_id, needed)
            missing = needed.filtered(lambda course, held=held: not held.get(course))
            if missing and not enrollment.exemption and not enrollment.resit_of_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s does not hold %(courses)s, which this course requires. Enter a reason of exemption,"
                        " or enrol in that course first.",
                        name=enrollment.partner_id.name,
                        courses=", ".join(missing.mapped("name")),
                    )
                )

    def _take_seats(self):
        """Those for whom there is no seat wait, in the order in which they came."""
        for session, enrollments in self.sudo().grouped("session_id").items():
            self.flush_model()
            free = session._get_free_seats()
            if free is None:
                continue
            # The new ones were counted as seated
            taken = {
                partner.id
                for [partner] in self.env["training.enrollment"]
                .sudo()
                ._read_group(
                    [("session_id", "=", session.id), ("state", "=", "enrolled"), ("id", "not in", enrollments.ids)],
                    ["partner_id"],
                )
            }
            seats = session.capacity - len(taken)
            enrollments.sorted("id")[max(0, seats) :].write({"state": "waiting"})
