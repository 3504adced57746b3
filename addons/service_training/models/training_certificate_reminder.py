from odoo import api, fields, models


class TrainingCertificate(models.Model):
    """Reminders before a qualification ends, and of tests that are open."""

    _inherit = "training.certificate"

    @api.model
    def _cron_remind(self):
        """Remind participants of their tests. Remind the holder by mail and gather the need, once a certificate."""
        self.env["training.enrollment"]._remind_of_tests()
        due = self._get_due_for_reminder()
        batch = due[:200]
        template = self.env.ref("service_training.mail_template_expiry")
        for certificate in batch.filtered("partner_id.email"):
            template.send_mail(certificate.id)
        batch.write({"reminded_on": fields.Date.context_today(self)})
        batch._report_end()
        self.env["ir.cron"]._commit_progress(len(batch), remaining=len(due) - len(batch))

    def _report_end(self):
        """Put into the inbox that their holders need the course again, unless they take it already."""
        needs = self.env["training.need"].sudo()
        for (course, company), certificates in self.grouped(lambda row: (row.course_id, row.company_id)).items():
            needs |= needs._report_all(
                "certificate",
                course,
                [
                    (
                        certificate.partner_id,
                        certificate,
                        {"due": certificate.qualified_until, "company_id": company.id},
                    )
                    for certificate in certificates
                ],
            )
        needs._join_running()

    def _get_due_for_reminder(self):
        """Current certificates that end within the reminder time of their course, of people who are still there."""
        today = fields.Date.context_today(self)
        courses = self.env["training.course"].with_context(active_test=False)
        [[longest]] = courses._read_group([], [], ["reminder_days:max"])
        candidates = self.search(
            [
                ("revoked_on", "=", False),
                ("superseded_by_id", "=", False),
                ("reminded_on", "=", False),
                ("qualified_until", ">=", today),
                ("qualified_until", "<=", fields.Date.add(today, days=longest or 0)),
                "|",
                ("employee_id", "=", False),
                ("employee_id.active", "=", True),
            ]
        )
        return candidates.filtered(
            lambda c: c.qualified_until <= fields.Date.add(today, days=c.course_id.reminder_days)
        )
