from odoo import api, models


class ServiceStandardNode(models.AbstractModel):
    """A node of a tree that standards name: they hold for the nodes below it as well, which are cached."""

    _name = "service.standard.node"
    _description = "Node of a Tree that Standards Name"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
