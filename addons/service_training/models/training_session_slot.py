from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import checkin


class TrainingSessionSlot(models.Model):
    """A stretch of time of a session, with its class-hours."""

    _name = "training.session.slot"
    _description = "Session Slot"
    _order = "start, id"

    session_id = fields.Many2one("training.session", required=True, ondelete="cascade", index=True)
    course_id = fields.Many2one(related="session_id.course_id")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    project_id = fields.Many2one(
        "training.course.project", domain="[('module_id.course_id', '=', course_id)]", ondelete="restrict"
    )
    kind = fields.Selection([("lecture", "Lecture"), ("practice", "Practice")], required=True, default="lecture")
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    hours = fields.Float(
        string="Class-Hours", compute="_compute_hours", store=True, readonly=False, precompute=True, required=True
    )
    trainer_id = fields.Many2one("hr.employee", help="Empty: the session's trainer.")
    attendance_ids = fields.One2many("training.attendance", "slot_id")
    attended_count = fields.Integer(compute="_compute_attended_count")

    _range = models.Constraint("CHECK(start < stop)", "A slot ends after it begins.")
    _hours = models.Constraint("CHECK(hours >= 0)", "Hours are not negative.")

    @api.depends("start", "stop", "course_id.class_hour_minutes")
    def _compute_hours(self):
        for slot in self:
            minutes = (slot.stop - slot.start).total_seconds() / 60 if slot.start and slot.stop else 0
            slot.hours = round(minutes / (slot.course_id.class_hour_minutes or 45), 2)

    @api.depends("project_id", "kind", "start")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for slot in self:
            moment = (
                fields.Datetime.context_timestamp(slot, slot.start).strftime("%Y-%m-%d %H:%M") if slot.start else ""
            )
            slot.display_name = " · ".join(filter(None, [moment, slot.project_id.name, kinds.get(slot.kind)]))

    def _compute_attended_count(self):
        counts = dict(
            self.env["training.attendance"]._read_group(
                [("slot_id", "in", self.ids), ("state", "in", ("present", "late"))], ["slot_id"], ["__count"]
            )
        )
        for slot in self:
            slot.attended_count = counts.get(slot, 0)

    @api.constrains("start", "stop", "session_id")
    def _check_overlap(self):
        for session in self.session_id:
            before = None
            for slot in session.slot_ids._filter_held().sorted("start"):
                if before and slot.start < before.stop:
                    raise ValidationError(
                        self.env._("%(one)s and %(other)s overlap.", one=before.display_name, other=slot.display_name)
                    )
                before = slot

    def write(self, vals):
        if {"start", "stop", "hours", "kind", "session_id"} & set(vals):
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_attended(self):
        self._check_unused()

    def _check_unused(self):
        """Hours that somebody has attended do not change any more."""
        recorded = [("slot_id", "in", self.ids), ("state", "!=", "open")]
        if self.env["training.attendance"].sudo().search_count(recorded, limit=1):
            raise UserError(self.env._("Attendance is recorded for this slot: it cannot be changed any more."))

    def _filter_held(self):
        """The slots that people come to at a set time; others are a span in which something is done alone."""
        return self

    def _check_trainer_free(self):
        """No trainer teaches in two places at once."""
        for slot in self._filter_held():
            trainer = slot.trainer_id or slot.session_id.trainer_id
            if not trainer:
                continue
            clash = self.search(
                [
                    ("id", "!=", slot.id),
                    ("start", "<", slot.stop),
                    ("stop", ">", slot.start),
                    ("session_id.state", "in", ("open", "running")),
                    "|",
                    ("trainer_id", "=", trainer.id),
                    "&",
                    ("trainer_id", "=", False),
                    ("session_id.trainer_id", "=", trainer.id),
                ]
            )
            clash = clash._filter_held().filtered(lambda other, slot=slot: other.session_id != slot.session_id)[:1]
            if clash:
                raise UserError(
                    self.env._(
                        "%(trainer)s teaches %(session)s at that time: %(slot)s.",
                        trainer=trainer.name,
                        session=clash.session_id.name,
                        slot=clash.display_name,
                    )
                )

    # Check-in

    def action_show_code(self):
        """The page for the wall, whose code changes every two minutes."""
        self.ensure_one()
        self.session_id._check_conducts()
        self._check_held()
        return {"type": "ir.actions.act_url", "url": f"/training/wall/{self.id}", "target": "new"}

    def _check_held(self):
        if self._filter_held() != self:
            raise UserError(self.env._("Nobody checks in here: this part is done alone."))

    @api.model
    def _get_checkin_key(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.secret").encode()

    def _get_checkin_path(self, moment):
        """Path of the code of this moment.

        :param moment: naive UTC datetime
        """
        self.ensure_one()
        window = checkin.window_of(_seconds(moment))
        return f"/training/checkin/{self.id}/{window}/{checkin.sign(self._get_checkin_key(), self.id, window)}"

    def _accepts_code(self, window, signature, moment):
        return checkin.verify(self._get_checkin_key(), self.id, window, signature, _seconds(moment))

    def _check_in(self, user, address):
        """Record that a user is here now. The code has been verified by the caller.

        :param address: network address that the request came from
        :return: the attendance
        :raises UserError: if it is not the time or the place, or the user does not take part
        """
        self.ensure_one()
        self._check_held()
        slot, now = self.sudo(), fields.Datetime.now()
        if not slot.start - timedelta(minutes=30) <= now <= slot.stop or slot.session_id.state not in (
            "open",
            "running",
        ):
            raise UserError(self.env._("Check-in is possible from 30 minutes before the slot until its end."))
        networks = checkin.parse_networks(slot.session_id.place_id.networks)
        if not checkin.is_inside(address, networks):
            raise UserError(self.env._("Check in from the network of the training place."))
        enrollment = slot.session_id.enrollment_ids.filtered(
            lambda e: e.state == "enrolled" and e.result == "pending" and e._is_of(user)
        )[:1]
        if not enrollment:
            raise UserError(self.env._("You are not enrolled in this session."))
        return slot.attendance_ids._record_arrival(enrollment, slot, now)


def _seconds(moment):
    return (moment - fields.Datetime.to_datetime("1970-01-01")).total_seconds()
