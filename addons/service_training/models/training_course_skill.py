from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TrainingCourseSkill(models.Model):
    """A skill, at a level, that the certificate of a course proves."""

    _name = "training.course.skill"
    _description = "Skill Granted by a Course"
    _inherit = ["service.version.part"]
    _document_path = "course_id"
    _OPEN_FIELDS = frozenset({"sequence"})
    _rec_name = "skill_id"

    course_id = fields.Many2one("training.course", required=True, ondelete="cascade", index=True)
    skill_type_id = fields.Many2one("hr.skill.type", related="skill_id.skill_type_id")
    skill_id = fields.Many2one("hr.skill", required=True, ondelete="restrict")
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        string="Level",
        required=True,
        domain="[('skill_type_id', '=', skill_type_id)]",
        ondelete="restrict",
    )

    _skill_uniq = models.Constraint("UNIQUE(course_id, skill_id)", "A course grants a skill once.")

    @api.constrains("skill_id", "skill_level_id")
    def _check_level(self):
        for line in self:
            if line.skill_level_id.skill_type_id != line.skill_id.skill_type_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is no level of %(skill)s.",
                        level=line.skill_level_id.name,
                        skill=line.skill_id.name,
                    )
                )
