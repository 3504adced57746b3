from odoo import fields, models


class ServiceStandardLookup(models.TransientModel):
    _inherit = "service.standard.lookup"

    kind = fields.Selection(selection_add=[("recovery", "Recovery")])
