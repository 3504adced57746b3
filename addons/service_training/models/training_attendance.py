from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import checkin
from .training_turn import take_turn


class TrainingAttendance(models.Model):
    """Whether a participant was there in a slot, and for how many class-hours.

    Recorded by the trainer on a list, or by the participant's own check-in
    with the code on the wall. Once the result is decided it stays as it is.
    """

    _name = "training.attendance"
    _description = "Training Attendance"
    _order = "slot_id, enrollment_id"
    _rec_name = "enrollment_id"

    enrollment_id = fields.Many2one(
        "training.enrollment", string="Enrolment", required=True, ondelete="restrict", index=True
    )
    slot_id = fields.Many2one("training.session.slot", required=True, ondelete="restrict", index=True)
    session_id = fields.Many2one(related="slot_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    partner_id = fields.Many2one(related="enrollment_id.partner_id", store=True)
    kind = fields.Selection(related="slot_id.kind")
    slot_hours = fields.Float(related="slot_id.hours", string="Class-Hours of Slot")
    state = fields.Selection(
        [
            ("open", "Not recorded"),
            ("present", "Present"),
            ("late", "Late"),
            ("absent", "Absent"),
            ("excused", "Excused"),
        ],
        required=True,
        default="open",
    )
    hours = fields.Float(string="Credited Hours", compute="_compute_hours", store=True, readonly=False, precompute=True)
    source = fields.Selection([("list", "List"), ("code", "Code on the wall")], default="list", readonly=True)
    recorded_by = fields.Many2one("res.users", readonly=True)
    recorded_on = fields.Datetime(readonly=True)

    # What participants record themselves, through methods of the server alone
    _OWN_SOURCES = frozenset({"code"})

    _slot_uniq = models.Constraint("UNIQUE(slot_id, enrollment_id)", "Attendance is recorded once a slot.")
    _hours = models.Constraint("CHECK(hours >= 0)", "Hours are not negative.")

    @api.depends("state")
    def _compute_hours(self):
        for row in self:
            row.hours = row.slot_id.hours if row.state in ("present", "late") else 0.0

    @api.constrains("hours", "slot_id", "enrollment_id", "state")
    def _check_row(self):
        for row in self:
            if row.enrollment_id.session_id != row.slot_id.session_id:
                raise UserError(self.env._("The participant is not in the session of this slot."))
            if round(row.hours, 2) > round(row.slot_id.hours, 2) or (
                row.hours and row.state not in ("present", "late")
            ):
                raise UserError(
                    self.env._(
                        "%(name)s can be credited at most the %(hours)s class-hours of the slot, and only when"
                        " present.",
                        name=row.enrollment_id.display_name,
                        hours=row.slot_id.hours,
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([self._stamp(vals) for vals in vals_list])
        if not (self.env.su and self.env.context.get("training_list")):
            rows._check_recordable()
        return rows

    def write(self, vals):
        self._check_recordable()
        if not self.env.su and set(vals) - {"state", "hours"}:
            raise AccessError(self.env._("Only presence and hours are recorded."))
        result = super().write(self._stamp(vals))
        self._check_recordable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Attendance is kept: correct it instead."))

    def _stamp(self, vals):
        """Who records, and when; the source is what the client cannot choose."""
        if not {"state", "hours"} & set(vals):
            return vals
        stamp = {"recorded_by": self.env.uid, "recorded_on": fields.Datetime.now()}
        return {**vals, **stamp, "source": self.env.context.get("training_source", "list") if self.env.su else "list"}

    def _check_recordable(self):
        enrollments = self.enrollment_id
        if not self.env.su or self.env.context.get("training_source") not in self._OWN_SOURCES:
            enrollments._check_not_own()
        enrollments.session_id._check_conducts()
        if decided := enrollments.sudo().filtered(lambda e: e.result != "pending"):
            raise UserError(
                self.env._("The result of %(name)s is decided: its attendance stays.", name=decided[0].display_name)
            )

    # Actions

    def action_present(self):
        self.write({"state": "present"})

    def action_absent(self):
        self.write({"state": "absent"})

    # Business

    @api.model
    def _prepare_lists(self, slots):
        """A line for every seated participant and slot that has none yet, nor one of the time before coming back."""
        slots = slots.sudo()
        known = {(row.slot_id.id, row.enrollment_id.id) for row in slots.attendance_ids}
        for enrollment in slots.session_id.enrollment_ids.filtered("continues_id"):
            recorded = enrollment._get_continued().attendance_ids.filtered(lambda row: row.state != "open")
            known |= {(row.slot_id.id, enrollment.id) for row in recorded}
        missing = [
            {"slot_id": slot.id, "enrollment_id": enrollment.id}
            for slot in slots
            for enrollment in slot.session_id.enrollment_ids
            if enrollment.state == "enrolled"
            and enrollment.result == "pending"
            and enrollment.attempt == 1
            and (slot.id, enrollment.id) not in known
        ]
        # An empty line records nothing, so the list may contain who opens it
        return self.sudo().with_context(training_list=True).create(missing)

    @api.model
    def _record_arrival(self, enrollment, slot, now):
        """The participant's own check-in; a second one changes nothing, and neither what the trainer recorded."""
        take_turn(enrollment)
        rows = self.sudo().with_context(training_source="code")
        row = rows.search([("slot_id", "=", slot.id), ("enrollment_id", "=", enrollment.id)])
        if row and row.state != "open":
            return row
        hours = checkin.credited_hours(slot.hours, *(moment.timestamp() for moment in (slot.start, slot.stop, now)))
        state = "present" if hours == slot.hours else "late"
        if not row:
            return rows.create({"slot_id": slot.id, "enrollment_id": enrollment.id, "state": state, "hours": hours})
        row.write({"state": state, "hours": hours})
        return row
