from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_kpi_chain_head = fields.Char(
        string="Last Hash of Closed Periods",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What the newest closed period must end with: without it nobody would miss the newest ones.",
    )
