from odoo import models


class HrDepartment(models.Model):
    """Record rules remember who leads a department."""

    _inherit = "hr.department"

    def write(self, vals):
        res = super().write(vals)
        if not {"manager_id", "active"}.isdisjoint(vals):
            self.env["res.users"]._forget_led_departments()
        return res
