from odoo import api, fields, models


class HrResumeLine(models.Model):
    _inherit = "hr.resume.line"

    course_type = fields.Selection(
        selection_add=[("training", "Service training")], ondelete={"training": "set default"}
    )
    training_certificate_id = fields.Many2one("training.certificate", readonly=True, index="btree_not_null")

    @api.depends("course_type")
    def _compute_color(self):
        result = super()._compute_color()
        for line in self.filtered(lambda line: line.course_type == "training"):
            line.color = "#017e84"
        return result
