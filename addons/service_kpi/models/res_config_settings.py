from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    module_spreadsheet_dashboard = fields.Boolean(string="Dashboards")
    group_service_leaderboard = fields.Boolean(
        string="Leaderboards", implied_group="service_kpi.service_kpi_group_leaderboard"
    )
