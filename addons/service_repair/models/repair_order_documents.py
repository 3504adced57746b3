from odoo import api, fields, models
from odoo.fields import Domain


class RepairOrder(models.Model):
    """The papers to take along: what the products of device and parts have to read."""

    _inherit = "repair.order"

    document_count = fields.Integer(string="Documents", compute="_compute_document_count")

    @api.depends("product_id", "move_ids.product_id")
    def _compute_document_count(self):
        for order in self:
            order.document_count = order.is_service and self.env["product.document"].search_count(
                order._get_document_domain()
            )

    def _get_document_domain(self):
        products = self.product_id | self.move_ids.product_id
        return (Domain("res_model", "=", "product.product") & Domain("res_id", "in", products.ids)) | (
            Domain("res_model", "=", "product.template") & Domain("res_id", "in", products.product_tmpl_id.ids)
        )

    def action_view_documents(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents"),
            "res_model": "product.document",
            "view_mode": "kanban,list,form",
            "domain": self._get_document_domain(),
            "context": {"create": False},
        }
