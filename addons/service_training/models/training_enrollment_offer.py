from odoo import api, fields, models


class TrainingEnrollment(models.Model):
    """What its form offers to whoever looks at it: nothing that would be refused."""

    _inherit = "training.enrollment"

    may_take_exam = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_take_test = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_assess = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_decide = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_resit = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_cancel = fields.Boolean(compute="_compute_offered", export_string_translation=False)
    may_exempt = fields.Boolean(compute="_compute_offered", export_string_translation=False)

    @api.depends("state", "result", "session_id", "attendance_ids.state")
    @api.depends_context("uid")
    def _compute_offered(self):
        for enrollment in self:
            seen = enrollment.sudo()
            session = seen.session_id.with_user(self.env.user)
            own, conducts = seen._is_of(self.env.user), session._conducts().get(session, False)
            # Of a new enrolment nothing can be done before it is saved
            pending = bool(enrollment.id) and seen.state == "enrolled" and seen.result == "pending"
            held = seen.session_id.state in ("open", "running")
            assesses = conducts or self.env.user in seen.session_id.assessor_ids
            came = any(row.state != "open" for row in seen.attendance_ids)
            seated = bool(enrollment.id) and seen.state != "cancelled" and seen.result == "pending"
            writes = self.env.su or enrollment.has_access("write")
            enrollment.may_take_exam = pending and held and (own or conducts) and bool(seen._get_next_exam())
            enrollment.may_take_test = seen.has_test and (own or conducts)
            enrollment.may_assess = pending and assesses and not own and seen.has_drill
            enrollment.may_decide = pending and conducts and not own
            enrollment.may_resit = seen.result == "failed" and conducts and not own
            enrollment.may_cancel = seated and (own or writes) and (conducts or not came)
            enrollment.may_exempt = not enrollment.id or (writes and not own)

    def _get_next_exam(self):
        """The first exam that is neither passed nor used up, if there is one."""
        self.ensure_one()
        limit = self.course_id.exam_attempts
        for exam in self.course_id._get_exams():
            finished = self._get_finished_inputs(exam)
            if not any(finished.mapped("scoring_success")) and (not limit or len(finished) < limit):
                return exam
        return self.course_id.exam_id.browse()
