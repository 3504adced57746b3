from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_steps_block = fields.Boolean(
        string="Steps before Solving",
        help="Nobody solves a case while required steps of its process are open; else it is solved with a warning.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_steps_block = fields.Boolean(related="company_id.service_steps_block", readonly=False)
