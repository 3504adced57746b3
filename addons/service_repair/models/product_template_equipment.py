from odoo import fields, models

_READERS = "service_quality.service_quality_group_agent,stock.group_stock_user"


class ProductTemplate(models.Model):
    _inherit = "product.template"

    installed_count = fields.Integer(compute="_compute_installed_count", groups=_READERS)

    def _compute_installed_count(self):
        counts = dict(
            self.env["service.customer.equipment"]._read_group(
                [("product_id.product_tmpl_id", "in", self.ids), ("until", "=", False)],
                ["product_id"],
                ["__count"],
            )
        )
        for template in self:
            template.installed_count = sum(counts.get(product, 0) for product in template.product_variant_ids)

    def action_view_installed(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_customer_equipment_action")
        domain = [("product_id.product_tmpl_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"search_default_present": 1}}
