from odoo import fields, models


class RepairOrder(models.Model):
    """Old for new: what came out of the device."""

    _inherit = "repair.order"

    faulty_part_ids = fields.One2many("service.faulty.part", "repair_id", string="Faulty Parts", readonly=True)

    def _tag_faulty_parts(self):
        self.env["service.faulty.part"]._tag(self)
