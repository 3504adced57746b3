from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SurveyUserInput(models.Model):
    """Attempts at the exams of a course: counted over resits, decided by nobody who takes part."""

    _inherit = "survey.user_input"

    training_enrollment_id = fields.Many2one(
        "training.enrollment", string="Training Enrolment", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("training_enrollment_id"):
                self._join_pool(vals)
            elif not self.env.su:
                raise AccessError(self.env._("Exam attempts are made from the training."))
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_own_exam()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_training(self):
        if self.filtered("training_enrollment_id"):
            raise UserError(self.env._("Exam attempts of a training are kept."))

    def _join_pool(self, vals):
        """A retry in the pool of an enrolment is an attempt of it, within the limit of its course."""
        token = vals.get("invite_token")
        if not token or vals.get("test_entry"):
            return
        enrollments = self.env["training.enrollment"].sudo()
        enrollment = enrollments.search([("exam_token", "=", token), ("result", "=", "pending")], limit=1)
        survey = self.env["survey.survey"].sudo().browse(vals.get("survey_id"))
        if enrollment and survey in enrollment.course_id._get_exams():
            enrollment._start_attempt()
            limit = enrollment.course_id.exam_attempts
            if limit and len(enrollment._get_finished_inputs(survey)) >= limit:
                raise UserError(self.env._("All %(count)s attempts at this exam are used up.", count=limit))
            vals["training_enrollment_id"] = enrollment.id

    def _check_not_own_exam(self):
        """Survey officers may correct answers, but not their own; what the exam page writes is elevated."""
        if not self.env.su:
            self.sudo().training_enrollment_id.with_user(self.env.user)._check_not_own()

    def _mark_done(self):
        """The certificate of a course stands in the résumé, its exam alone does not."""
        ours = self.filtered("training_enrollment_id")
        lines = self.env["hr.resume.line"].sudo()
        before = lines.search([("survey_id", "in", ours.survey_id.ids)]) if ours else lines
        result = super()._mark_done()
        if ours:
            people = ours.training_enrollment_id.employee_id
            domain = [("survey_id", "in", ours.survey_id.ids), ("employee_id", "in", people.ids)]
            (lines.search(domain) - before).unlink()
        return result
