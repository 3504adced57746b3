from odoo import fields, models


class ServiceComplaintSubject(models.Model):
    _inherit = "service.complaint.subject"

    training_course_id = fields.Many2one(
        "training.course",
        string="Training",
        domain=[("state", "=", "in_force")],
        check_company=True,
        ondelete="set null",
        help="When a complaint about this is closed as justified, who handled the case that it came from needs this"
        " training. Empty: that of the subject above.",
    )

    def _get_training_course(self):
        """The course of a subject: its own, else that of the nearest one above."""
        subject = self
        while subject and not subject.training_course_id:
            subject = subject.parent_id
        return subject.training_course_id
