from odoo import fields, models


class TrainingCourseModule(models.Model):
    """A module may be learnt online: which online course it is, and what proves that somebody went through it."""

    _inherit = "training.course.module"

    slide_channel_id = fields.Many2one(
        "slide.channel",
        string="Online Course",
        ondelete="restrict",
        index="btree_not_null",
        help="The module's lectures can be learnt in this online course.",
    )
    online_proof = fields.Selection(
        [("quiz", "Once all quizzes are passed"), ("completed", "As each content is completed")],
        string="Hours Count",
        required=True,
        default="quiz",
        help="A content without a quiz is completed by opening it: without a quiz nothing shows that it was read.",
    )
    online_restart = fields.Boolean(
        string="Begin Anew",
        default=True,
        help="Who went through the online course before begins anew when enrolled. Otherwise what was completed"
        " earlier counts.",
    )

    def _get_quizzes(self):
        """Published contents with questions, which nobody can complete without answering them."""
        slides = self.sudo().slide_channel_id.slide_content_ids
        return slides.filtered(lambda slide: slide.is_published and slide.question_ids)

    def _get_lecture_hours(self):
        """Class-hours of lectures that the curriculum has for the module."""
        return sum(self.sudo().project_ids.mapped("lecture_hours"))

    def _get_online_hours(self):
        """Class-hours of the published contents by the duration that each states, at most those of the curriculum."""
        self.ensure_one()
        module = self.sudo()
        slides = module.slide_channel_id.slide_content_ids.filtered("is_published")
        hours = sum(slides.mapped("completion_time")) * 60 / module.course_id.class_hour_minutes
        return round(min(hours, module._get_lecture_hours()), 2)
