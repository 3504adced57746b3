from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_spare_part = fields.Boolean(string="Spare Part", help="The repair group keeps this product in its parts store.")
    warranty_months = fields.Integer(
        string="Warranty (months)", help="From delivery; of a spare part, from the day it was fitted."
    )
    return_faulty = fields.Boolean(
        string="Old for New", help="Whoever uses this part hands the faulty one back to the store."
    )
    return_days = fields.Integer(string="Faulty Part Back Within (days)", default=7)
    requisition_approval = fields.Boolean(help="A requisition of this part always needs a manager's approval.")

    _warranty_months = models.Constraint("CHECK(warranty_months >= 0)", "A warranty is not negative.")
