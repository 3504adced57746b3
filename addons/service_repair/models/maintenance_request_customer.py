from odoo import fields, models


class MaintenanceRequest(models.Model):
    """Maintenance of a customer's equipment, with the same plans as that of one's own."""

    _inherit = "maintenance.request"

    customer_equipment_id = fields.Many2one(
        "service.customer.equipment",
        string="Customer's Equipment",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
    )
    customer_id = fields.Many2one(related="customer_equipment_id.customer_id")
    care_found = fields.Selection(
        [("good", "Well kept"), ("fair", "Average"), ("poor", "Neglected")],
        string="Condition Found",
        copy=False,
        tracking=True,
        help="How the customer keeps the equipment. It counts for the care score.",
    )
