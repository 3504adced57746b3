from odoo import api, fields, models


class TrainingCourse(models.Model):
    _inherit = "training.course"

    exam_note = fields.Char(compute="_compute_exam_note", help="That results are decided without an exam.")

    @api.depends("exam_id", "module_ids.exam_id", "drill_sheet_id")
    def _compute_exam_note(self):
        for course in self:
            course.exam_note = False
            if course.exam_id or course.module_ids.exam_id:
                continue
            if course.drill_sheet_id:
                course.exam_note = self.env._(
                    "No exam is set: attendance and drill alone decide. To have one, make a new version, press Create"
                    " Exam and fill the bank of each project."
                )
            else:
                course.exam_note = self.env._(
                    "No exam and no drill is set: attendance alone decides. To have an exam, make a new version, press"
                    " Create Exam and fill the bank of each project."
                )
