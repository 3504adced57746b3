from odoo import fields, models
from odoo.exceptions import UserError


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    training_phase = fields.Selection([("before", "Before"), ("after", "After")], readonly=True)


class TrainingEnrollment(models.Model):
    """The test before and after: what was learnt. It decides about nobody.

    Participants without a login take it by the link in their mail.
    """

    _name = "training.enrollment"
    _inherit = ["training.enrollment", "service.link.mixin"]
    _link_scope = "training-test"

    has_test = fields.Boolean(compute="_compute_has_test", compute_sudo=True, help="It can be taken now.")

    def _compute_has_test(self):
        for enrollment in self:
            enrollment.has_test = bool(enrollment._get_test_phase())

    def action_take_test(self):
        """The test that is open now; others are shown the address, for a device of somebody without a login."""
        self.ensure_one()
        url = self._get_test_url()
        if not self._is_of(self.env.user):
            return self._show_exam_address(self.get_base_url() + url)
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _get_test_phase(self):
        """``before`` until the first slot ends, ``after`` from the beginning of the last one, each once; else None."""
        self.ensure_one()
        enrollment, now = self.sudo(), fields.Datetime.now()
        slots = enrollment.session_id.slot_ids.sorted("start")
        if not enrollment.course_id.test_id or enrollment.state != "enrolled" or not slots or enrollment.attempt > 1:
            return None
        if enrollment.session_id.state not in ("open", "running", "closed"):
            return None
        done = set(enrollment._get_tests().filtered(lambda a: a.state == "done").mapped("training_phase"))
        if "before" not in done and now <= slots[0].stop:
            return "before"
        return "after" if "after" not in done and now >= slots[-1].start else None

    def _get_tests(self):
        return self.exam_input_ids.filtered("training_phase")

    def _get_test_url(self):
        self.ensure_one()
        if not self._is_of(self.env.user):
            self.session_id._check_conducts()
        phase = self._get_test_phase()
        if not phase:
            raise UserError(
                self.env._(
                    "The test is taken once until the first slot ends, and once from the beginning of the last one."
                )
            )
        enrollment = self.sudo()
        enrollment._start_attempt()
        begun = enrollment._get_tests().filtered(lambda a: a.training_phase == phase)[:1]
        return (begun or enrollment._start_test(phase)).get_start_url()

    def _get_test_path(self):
        """Path of the page behind the link of the mail."""
        return f"/training/test/{self._get_token()}"

    def _start_test(self, phase):
        return self.course_id.test_id._create_answer(
            partner=self.partner_id,
            check_attempts=False,
            training_enrollment_id=self.id,
            training_phase=phase,
        )

    def _get_learning(self):
        """``(before, after)`` in % per participant with both tests done, of the sessions of these enrolments."""
        rows = (
            self.env["survey.user_input"]
            .sudo()
            ._read_group(
                [
                    ("training_enrollment_id", "in", self.ids),
                    ("training_phase", "!=", False),
                    ("state", "=", "done"),
                    ("test_entry", "=", False),
                ],
                ["training_enrollment_id", "training_phase"],
                ["scoring_percentage:max"],
            )
        )
        scores = {}
        for enrollment, phase, score in rows:
            scores.setdefault(enrollment, {})[phase] = score
        return [(found["before"], found["after"]) for found in scores.values() if len(found) == 2]
