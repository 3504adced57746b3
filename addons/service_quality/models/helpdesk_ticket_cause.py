from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    cause_id = fields.Many2one(
        "service.cause",
        tracking=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Why the case came about, as found while it was handled.",
    )
