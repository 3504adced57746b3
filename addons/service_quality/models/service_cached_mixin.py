from odoo import api, models


class ServiceCachedMixin(models.AbstractModel):
    """Rules that are asked so often that every worker keeps them in memory: a change is told to all of them."""

    _name = "service.cached.mixin"
    _description = "Rules Kept in Memory"

    # What is written on a rule without changing what it says
    _UNCACHED_FIELDS = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if not self._UNCACHED_FIELDS.issuperset(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
