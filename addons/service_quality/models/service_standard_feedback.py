from odoo import fields, models


class ServiceStandard(models.Model):
    """Recovery work has a standard of its own."""

    _inherit = "service.standard"

    kind = fields.Selection(selection_add=[("recovery", "Recovery")])
