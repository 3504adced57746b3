from odoo import api, fields, models
from odoo.fields import Domain


class ServiceToolKit(models.Model):
    """The tools that visits to products of a category need."""

    _name = "service.tool.kit"
    _description = "Tool Kit"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    category_id = fields.Many2one(
        "product.category",
        string="Product Category",
        help="For products of this category and those below it. Empty: for every visit on site.",
    )
    line_ids = fields.One2many("service.tool.kit.line", "kit_id", string="Tools", copy=True)

    @api.model
    def _get_needed(self, companies, products):
        """The classes of tools that visits to products need.

        Where two kits ask for the same class, the greater number holds: one meter serves both.

        :return: a function of company and product, to ``{equipment category: number}``
        """
        above = {product.id: _get_path(product.sudo().categ_id) for product in products}
        kits = self.sudo().search(
            Domain("company_id", "in", [*companies.ids, False])
            & Domain("category_id", "in", [False, *{category for path in above.values() for category in path}])
        )

        def get(company, product):
            ours, path = (company.id, False), (False, *above.get(product.id, ()))
            fitting = kits.filtered(lambda kit: kit.company_id.id in ours and kit.category_id.id in path)
            needed = {}
            for line in fitting.line_ids:
                needed[line.category_id] = max(line.quantity, needed.get(line.category_id, 0))
            return needed

        return get


class ServiceToolKitLine(models.Model):
    _name = "service.tool.kit.line"
    _description = "Tool of a Kit"
    _order = "sequence, id"

    kit_id = fields.Many2one("service.tool.kit", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one(
        "maintenance.equipment.category", string="Class of Tools", required=True, ondelete="restrict"
    )
    quantity = fields.Integer(required=True, default=1)

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "A kit holds at least one of each.")


def _get_path(category):
    """The ids of a category and those above it."""
    return [int(part) for part in (category.parent_path or "").split("/") if part]
