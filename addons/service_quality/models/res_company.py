from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_activity_at_risk = fields.Boolean(
        string="Activity when at Risk", default=True, help="Leave the assignee an activity when a promise is at risk."
    )
    service_activity_missed = fields.Boolean(
        string="Activity when Missed", default=True, help="Leave the assignee an activity when a promise was broken."
    )
    service_leader_waives = fields.Boolean(
        string="Team Leaders Waive",
        help="Leaders of a team may excuse its missed promises; else only service managers may.",
    )
    service_acknowledge = fields.Boolean(
        string="Acknowledge Cases",
        default=True,
        help="Who writes to us by e-mail or in the portal is told at once what we promise and until when.",
    )
    service_author_approves = fields.Boolean(
        string="Authors May Approve", help="Who changed a standard last may approve it."
    )
