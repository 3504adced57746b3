from odoo import models


class ServiceStandard(models.Model):
    _name = "service.standard"
    _inherit = ["service.standard", "service.improved.mixin"]

    def _take_effect(self):
        res = super()._take_effect()
        self._follow_improvement()
        return res
