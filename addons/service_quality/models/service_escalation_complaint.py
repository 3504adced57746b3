from odoo import fields, models
from odoo.exceptions import ValidationError


class ServiceEscalationLevel(models.Model):
    """Levels that complaints reach: by their own level, and when the customer rejects a solution."""

    _inherit = "service.escalation.level"

    trigger = fields.Selection(
        selection_add=[("complaint", "Level of a complaint"), ("rejected", "Solution rejected")],
        ondelete={"complaint": "cascade", "rejected": "cascade"},
    )

    def _describe(self):
        if self.trigger == "complaint":
            return self.env._("complaint of level %(number)s", number=self.value)
        if self.trigger == "rejected":
            return self.env._("solution rejected by the customer")
        return super()._describe()

    def _check_trigger(self):
        for level in self:
            if level.trigger == "complaint" and level.value < 1:
                raise ValidationError(self.env._("%(level)s: name the level of the complaint.", level=level.name))
        return super()._check_trigger()

    def _onchange_trigger(self):
        res = super()._onchange_trigger()
        if self.trigger == "complaint":
            self.value = 2
        return res
