from odoo import api, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.model_create_multi
    def create(self, vals_list):
        # Standards of a node hold for the nodes below it, which are cached
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
