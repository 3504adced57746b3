from datetime import timedelta

from odoo import api, fields, models

_AHEAD = timedelta(days=3)
_AFTERWARDS = timedelta(days=14)


class TrainingEnrollment(models.Model):
    """Participants are told when a test before or after the training is open to them, once each."""

    _inherit = "training.enrollment"

    test_reminded = fields.Selection(
        [("before", "Before"), ("after", "After")], string="Told of Test", readonly=True, copy=False
    )

    @api.model
    def _remind_of_tests(self):
        """Mail whoever has a test to take that begins or ends soon.

        :return: the enrolments whose participants were told
        """
        due = self._get_due_for_test()
        template = self.env.ref("service_training.mail_template_test", raise_if_not_found=False)
        if template and not self.env.context.get("training_no_mail"):
            for enrollment in due.filtered("partner_id.email"):
                template.send_mail(enrollment.id)
        for phase, enrollments in due.grouped(lambda e: e._get_test_phase()).items():
            enrollments.test_reminded = phase
        return due

    def _get_due_for_test(self):
        """Enrolments with an open test that was not told of: from three days ahead until two weeks afterwards."""
        now = fields.Datetime.now()
        found = self.sudo().search(
            [
                ("course_id.test_id", "!=", False),
                ("state", "=", "enrolled"),
                ("attempt", "=", 1),
                ("test_reminded", "!=", "after"),
                ("session_id.state", "in", ("open", "running", "closed")),
                ("session_id.date_start", "<=", now + _AHEAD),
                ("session_id.date_stop", ">=", now - _AFTERWARDS),
            ]
        )
        return found.filtered(lambda e: e._get_test_phase() not in (None, e.test_reminded))
