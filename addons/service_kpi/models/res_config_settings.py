from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    module_spreadsheet_dashboard = fields.Boolean(string="Dashboards")
