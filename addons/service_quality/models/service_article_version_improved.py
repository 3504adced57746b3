from odoo import models


class ServiceArticleVersion(models.Model):
    _name = "service.article.version"
    _inherit = ["service.article.version", "service.improved.mixin"]

    def _is_rule(self):
        return {"approved": True, "refused": False}.get(self.state)

    def action_approve(self):
        res = super().action_approve()
        self._follow_improvement()
        return res

    def action_refuse(self):
        res = super().action_refuse()
        self._follow_improvement()
        return res
