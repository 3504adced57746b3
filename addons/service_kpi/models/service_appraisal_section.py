from odoo import api, fields, models
from odoo.exceptions import ValidationError

SECTION_KINDS = [
    ("indicator", "Indicators"),
    ("rated", "Rated items"),
    ("earlier", "Earlier appraisals of the period"),
]


class ServiceAppraisalSection(models.Model):
    """A part of a template: results, attitude, teamwork, competence."""

    _name = "service.appraisal.section"
    _description = "Section of an Appraisal Template"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("service.appraisal.template", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(SECTION_KINDS, required=True, default="rated")
    weight = fields.Float(string="Weight (%)", required=True, digits=(6, 2), default=25)
    item_ids = fields.One2many("service.appraisal.item", "section_id", string="Items", copy=True)

    _weight_positive = models.Constraint("CHECK(weight > 0)", "A section weighs something.")

    @api.constrains("item_ids", "kind")
    def _check_items(self):
        for section in self:
            total = sum(section.item_ids.mapped("weight"))
            if round(total, 2) != 100:
                raise ValidationError(
                    self.env._(
                        "The weights in %(section)s add up to %(total)s: make it 100.",
                        section=section.name,
                        total=f"{total:g}",
                    )
                )
            if section.kind == "indicator" and not all(section.item_ids.mapped("kpi_id")):
                raise ValidationError(self.env._("Choose an indicator for each item of %s.", section.name))
            if section.kind != "indicator" and not all(section.item_ids.mapped("name")):
                raise ValidationError(self.env._("Name each item of %s.", section.name))

    @api.constrains("weight")
    def _check_weight(self):
        self.template_id._check_weights()
