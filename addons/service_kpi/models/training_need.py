from odoo import fields, models


class TrainingNeed(models.Model):
    _inherit = "training.need"

    improvement_plan_id = fields.Many2one(
        "service.improvement.plan", readonly=True, index="btree_not_null", ondelete="set null"
    )
