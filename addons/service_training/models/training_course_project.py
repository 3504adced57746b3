from odoo import fields, models

METHODS = [
    ("classroom", "Classroom"),
    ("online", "Online"),
    ("role_play", "Role play"),
    ("case", "Case study"),
    ("simulation", "Simulation"),
    ("practice", "On-site practice"),
]


class TrainingCourseProject(models.Model):
    """What is taught: a subject with its class-hours of lecture and practice."""

    _name = "training.course.project"
    _description = "Course Project"
    _inherit = ["service.version.part"]
    _document_path = "module_id.course_id"
    _OPEN_FIELDS = frozenset({"sequence"})
    _order = "module_id, sequence, id"

    module_id = fields.Many2one("training.course.module", required=True, ondelete="cascade", index=True)
    name = fields.Char(string="Project", required=True, translate=True)
    sequence = fields.Integer(default=10)
    lecture_hours = fields.Float(string="Lecture")
    practice_hours = fields.Float(string="Practice")
    method = fields.Selection(METHODS, required=True, default="classroom")
    material = fields.Char(translate=True, help="Handbook, slides, equipment.")

    _hours = models.Constraint("CHECK(lecture_hours >= 0 AND practice_hours >= 0)", "Hours are not negative.")
