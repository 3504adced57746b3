from odoo import api, fields, models

METRICS = [("arrival", "Arrival"), ("repair", "Repair")]


class ServiceClock(models.Model):
    """Clocks of work orders."""

    _inherit = "service.clock"

    repair_id = fields.Many2one(
        "repair.order", string="Work Order", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    metric = fields.Selection(selection_add=METRICS, ondelete={metric: "cascade" for metric, _label in METRICS})

    _active_repair_uniq = models.UniqueIndex(
        "(repair_id, metric) WHERE state IN ('running', 'paused')", "A work order has one open clock per metric."
    )

    @api.depends("repair_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return self.repair_id or super()._get_subject()

    @api.model
    def _get_subject_fields(self):
        return [*super()._get_subject_fields(), "repair_id"]


class ServiceStandardTarget(models.Model):
    _inherit = "service.standard.target"

    metric = fields.Selection(selection_add=METRICS, ondelete={metric: "cascade" for metric, _label in METRICS})


class ServiceStandard(models.Model):
    _inherit = "service.standard"

    @api.model
    def _match_conditions(self, records, scopes):
        # A further condition is one on tickets: a standard that has one does not hold for work orders
        return {} if records._name == "repair.order" else super()._match_conditions(records, scopes)
