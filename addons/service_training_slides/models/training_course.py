from odoo import fields, models
from odoo.exceptions import UserError


class TrainingCourse(models.Model):
    """Courses with modules that are learnt online."""

    _inherit = "training.course"

    online_channel_ids = fields.Many2many("slide.channel", string="Online Courses", compute="_compute_online_channels")
    online_channel_count = fields.Integer(compute="_compute_online_channels")

    def _compute_online_channels(self):
        for course in self:
            channels = course.module_ids.slide_channel_id
            # Who may read a course may not read every online course
            course.online_channel_ids = channels._filtered_access("read")
            course.online_channel_count = len(channels)

    def action_put_in_force(self):
        for module in self.module_ids.filtered(lambda m: m.slide_channel_id and m.online_proof == "quiz"):
            if not module._get_quizzes():
                raise UserError(
                    self.env._(
                        "%(channel)s has no quiz yet: add one, or let the hours of %(module)s count as each content is"
                        " completed.",
                        channel=module.sudo().slide_channel_id.name,
                        module=module.name,
                    )
                )
        return super().action_put_in_force()

    def action_view_online(self):
        """The online courses of the curriculum."""
        self.ensure_one()
        return self.online_channel_ids._open_for_training()
