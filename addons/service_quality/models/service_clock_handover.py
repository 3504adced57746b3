from odoo import api, fields, models

METRIC = "department_answer"


class ServiceClock(models.Model):
    """Clocks of requests to departments: due at the deadline agreed between ourselves, beside the customer's clocks."""

    _inherit = "service.clock"

    handover_id = fields.Many2one(
        "service.handover", string="Department Request", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    metric = fields.Selection(selection_add=[(METRIC, "Department's answer")], ondelete={METRIC: "cascade"})

    _active_handover_uniq = models.UniqueIndex(
        "(handover_id, metric) WHERE state IN ('running', 'paused')", "A request to a department has one open clock."
    )

    @api.depends("handover_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_subject(self):
        return self.handover_id or super()._get_subject()

    @api.model
    def _get_subject_fields(self):
        return [*super()._get_subject_fields(), "handover_id"]

    def _get_responsible(self):
        return self.handover_id._get_responsible() if self.handover_id else super()._get_responsible()

    def _notify_marks(self, marks):
        res = super()._notify_marks(marks)
        missed = self.browse(key for key, kind in marks.items() if kind == "missed")
        missed.handover_id.sudo()._tell_late()
        return res
