from odoo import api, fields, models


class TrainingCertificate(models.Model):
    """A newer version of the course has to be learnt: until when the certificates of earlier ones still qualify."""

    _inherit = "training.certificate"

    @api.model
    def _require_update(self, course):
        """A new version is in force: certificates of earlier ones qualify only until they are updated."""
        day = fields.Date.add(fields.Date.context_today(self), days=course.update_days)
        older = self.sudo().search(
            [
                ("root_id", "=", course.root_id.id),
                ("course_id.version", "<", course.version),
                ("revoked_on", "=", False),
                ("superseded_by_id", "=", False),
                ("update_by", "=", False),
            ]
        )
        older.write({"update_by": day})
        reports = [(partner, course, {}) for partner in older.partner_id]
        self.env["training.need"]._report_all("certificate", course, reports)

    def _require_late_update(self):
        """Who passes an earlier version when a newer one is in force already has as many days from then on."""
        domain = [
            ("root_id", "in", self.root_id.ids),
            ("update_required", "=", True),
            ("state", "in", ("in_force", "retired")),
        ]
        courses = self.env["training.course"].sudo().with_context(active_test=False)
        newer = courses.search(domain, order="version").grouped("root_id")
        for certificate in self:
            course, versions = certificate.course_id, newer.get(certificate.root_id, courses)
            if following := versions.filtered(lambda v, course=course: v.version > course.version)[:1]:
                start = max(certificate.issued, following.valid_from)
                certificate.update_by = fields.Date.add(start, days=following.update_days)
