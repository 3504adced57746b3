from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    service_extension = fields.Char(string="Extension", help="By which the telephone system names this agent.")
    led_team_ids = fields.One2many("helpdesk.ticket.team", "user_id", string="Teams Led")
