from odoo import models


class HrEmployee(models.Model):
    """Record rules remember who leads a department."""

    _inherit = "hr.employee"

    def write(self, vals):
        res = super().write(vals)
        if "user_id" in vals:
            self.env["res.users"]._forget_led_departments()
        return res
