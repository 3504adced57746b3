from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    led_team_ids = fields.One2many("helpdesk.ticket.team", "user_id", string="Teams Led")
