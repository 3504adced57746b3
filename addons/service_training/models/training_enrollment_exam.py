import uuid

from odoo import fields, models
from odoo.exceptions import UserError

from .training_turn import take_turn


class TrainingEnrollment(models.Model):
    """Exams of an enrolment: every attempt belongs to one pool, resits included."""

    _inherit = "training.enrollment"

    exam_token = fields.Char(
        readonly=True, copy=False, index=True, groups="base.group_system", help="Names the pool of exam attempts."
    )
    exam_input_ids = fields.One2many("survey.user_input", "training_enrollment_id", string="Exam Attempts")
    exam_score = fields.Float(
        string="Best Score", compute="_compute_exam_score", compute_sudo=True, help="Best score of the final exam in %."
    )

    def _compute_exam_score(self):
        for enrollment in self:
            scores = enrollment._get_finished_inputs(enrollment.course_id.exam_id).mapped("scoring_percentage")
            enrollment.exam_score = max(scores, default=0.0)

    def action_take_exam(self):
        """Go on with the open attempt at the first exam that is not passed yet, or start one.

        Others cannot answer for the participant: they are shown the address, for a device of somebody without a login.
        """
        self.ensure_one()
        exam = self.sudo()._get_next_exam()
        if not exam:
            raise UserError(self.env._("There is no exam left to take."))
        url = self._get_exam_url(exam)
        if not self._is_of(self.env.user):
            return self._show_exam_address(self.get_base_url() + url)
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _show_exam_address(self, url):
        message = self.env._("Open this address on the participant's device: %s", url)
        params = {"type": "info", "sticky": True, "message": message}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _get_exam_url(self, exam):
        """Address under which the participant answers, also without a login if the exam asks for none."""
        self.ensure_one()
        if not self._is_of(self.env.user):
            self.session_id._check_conducts()
        return self.sudo()._get_open_input(exam).get_start_url()

    def _get_open_input(self, exam):
        """The attempt to go on with.

        :raises UserError: if the attempts are used up or the enrolment is over
        """
        if self.state != "enrolled" or self.result != "pending" or self.session_id.state not in ("open", "running"):
            raise UserError(self.env._("The exam can be taken while the session is running."))
        if exam not in self.course_id._get_exams():
            raise UserError(self.env._("This exam is not part of the course."))
        self._start_attempt()
        attempts = self._get_pool(exam)
        if unfinished := attempts.filtered(lambda attempt: attempt.state != "done")[:1]:
            return unfinished
        finished = attempts.filtered(lambda attempt: attempt.state == "done")
        limit = self.course_id.exam_attempts
        if limit and len(finished) >= limit:
            raise UserError(self.env._("All %(count)s attempts at this exam are used up.", count=limit))
        return exam._create_answer(
            partner=self.partner_id,
            check_attempts=False,
            invite_token=self._get_exam_token(),
            training_enrollment_id=self.id,
        )

    def _start_attempt(self):
        """Two clicks at once make one attempt: the later one goes on with it."""
        take_turn(self)

    def _get_exam_token(self):
        """One token for the enrolment and its resits."""
        self.ensure_one()
        if not self.exam_token:
            self.exam_token = self.resit_of_id._get_exam_token() if self.resit_of_id else str(uuid.uuid4())
        return self.exam_token

    def _get_pool(self, exam):
        """Attempts at an exam by this enrolment and those it is a resit of, as far as the curriculum is the same."""
        return self._get_chain().exam_input_ids.filtered(lambda a: a.survey_id == exam and not a.test_entry)

    def _get_finished_inputs(self, exam):
        return self._get_pool(exam).filtered(lambda attempt: attempt.state == "done")

    def _get_chain(self):
        """This enrolment and those it is a resit of or goes on from, under the same version, the newest first."""
        self.ensure_one()
        # Alone, it stays in the list that it was read with: what others need is read at once
        chain = ahead = self
        while ahead := (ahead.continues_id | ahead.resit_of_id) - chain:
            ahead = ahead.filtered(lambda enrollment: enrollment.course_id == self.course_id)
            chain |= ahead
        return chain

    def _get_continued(self):
        """This enrolment and those before it that were given up in the same session."""
        if not self.continues_id:
            return self
        return self._get_chain().filtered(lambda e: (e.session_id, e.attempt) == (self.session_id, self.attempt))
