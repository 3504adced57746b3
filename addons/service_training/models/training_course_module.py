from odoo import fields, models


class TrainingCourseModule(models.Model):
    """A module of a curriculum; in a programme, one of its phases."""

    _name = "training.course.module"
    _description = "Course Module"
    _inherit = ["service.version.part"]
    _document_path = "course_id"
    _OPEN_FIELDS = frozenset({"sequence"})
    _order = "course_id, sequence, id"

    course_id = fields.Many2one("training.course", required=True, ondelete="cascade", index=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    weeks = fields.Float(help="How long the module takes when it is a phase of a programme.")
    project_ids = fields.One2many("training.course.project", "module_id", string="Projects", copy=True)
    exam_id = fields.Many2one(
        "survey.survey",
        string="Phase Test",
        domain=[("scoring_type", "!=", "no_scoring")],
        ondelete="restrict",
        help="To be passed as well as the final exam.",
    )
