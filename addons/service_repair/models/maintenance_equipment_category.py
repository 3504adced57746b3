from odoo import fields, models


class MaintenanceEquipmentCategory(models.Model):
    """A class of tools: what visits ask for, and how often its members are checked."""

    _inherit = "maintenance.equipment.category"

    check_interval = fields.Integer(
        string="Checked Every (months)", help="Calibration or inspection of new members. 0: they need none."
    )

    _check_interval_positive = models.Constraint(
        "CHECK(check_interval >= 0)", "An interval is not negative: enter 0 for no checks."
    )
