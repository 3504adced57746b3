from odoo import api, fields, models


class ServiceAppraisalItem(models.Model):
    """What is judged within a section: an indicator, or something that people rate."""

    _name = "service.appraisal.item"
    _description = "Item of an Appraisal Template"
    _order = "section_id, sequence, id"

    section_id = fields.Many2one("service.appraisal.section", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(translate=True)
    description = fields.Char(translate=True, help="What a good rating stands for.")
    kpi_id = fields.Many2one("service.kpi", string="Indicator", ondelete="restrict")
    weight = fields.Float(string="Weight (%)", required=True, digits=(6, 2), default=100)
    by_customer = fields.Boolean(
        string="Customers Rate", help="The stars that customers gave in the period count here as the customers' answer."
    )

    _weight_positive = models.Constraint("CHECK(weight > 0)", "An item weighs something.")

    @api.constrains("weight", "name", "kpi_id")
    def _check_section(self):
        self.section_id._check_items()
