from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.distribution import Share
from ..engine.grading import Scale


class ServiceGradeScale(models.Model):
    """Grades by their lowest scores: each holds from its bound up to the next, so that every score has one grade."""

    _name = "service.grade.scale"
    _description = "Grade Scale"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    grade_ids = fields.One2many("service.grade", "scale_id", string="Grades", copy=True)

    @api.constrains("grade_ids")
    def _check_grades(self):
        for scale in self:
            try:
                scale._get_scale()
            except ValueError as error:
                raise ValidationError(
                    self.env._("The lowest grade of %s starts at 0, each other one higher, none above 100.", scale.name)
                ) from error

    def _get_scale(self):
        """The scale for the engine; a grade stands as its id."""
        grades = self.grade_ids.sorted("lower")
        return Scale(tuple((Decimal(repr(grade.lower)), grade.id) for grade in grades))

    def _get_grade(self, score):
        """The grade of a score (``Decimal`` 0..100)."""
        return self.env["service.grade"].browse(self._get_scale().grade(score))

    def _get_shares(self):
        """The shares that grades should have, where they are limited at all: ``{grade id: Share}``."""
        return {
            grade.id: Share(grade.min_share, grade.max_share or 100.0)
            for grade in self.grade_ids
            if grade.min_share or grade.max_share
        }
