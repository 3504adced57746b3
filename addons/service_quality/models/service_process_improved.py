from odoo import models


class ServiceProcess(models.Model):
    _name = "service.process"
    _inherit = ["service.process", "service.improved.mixin"]

    def action_put_in_force(self):
        res = super().action_put_in_force()
        self._follow_improvement()
        return res
