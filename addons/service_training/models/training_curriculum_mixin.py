from odoo import api, models


class TrainingCurriculumMixin(models.AbstractModel):
    """A part of a curriculum: it changes only while its course is a draft."""

    _name = "training.curriculum.mixin"
    _description = "Part of a Curriculum"

    def _get_course(self):
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._get_course()._check_open()
        return parts

    def write(self, vals):
        if set(vals) - {"sequence"}:
            self._get_course()._check_open()
        result = super().write(vals)
        # Nor may a part be carried over into a version in force
        if {"course_id", "module_id"} & set(vals):
            self._get_course()._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._get_course()._check_open()
