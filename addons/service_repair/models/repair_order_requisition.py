from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class RepairOrder(models.Model):
    """Asking the store for the parts of a work order."""

    _inherit = "repair.order"

    requisition_ids = fields.One2many("service.part.requisition", "repair_id", string="Requisitions")

    def action_request_parts(self):
        """A requisition of the parts that the order lacks."""
        self.ensure_one()
        self._check_service()
        if not self.user_id:
            raise UserError(self.env._("Enter the technician who is responsible."))
        asked = {}
        for line in self.requisition_ids.filtered(lambda r: r.state in ("draft", "submitted", "approved")).line_ids:
            asked[line.product_id] = asked.get(line.product_id, 0) + line.quantity - line.issued
        wanted = {}
        for move in self.move_ids.filtered(lambda m: m.repair_line_type == "add" and m.state not in ("done", "cancel")):
            lacking = move.product_qty - move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            wanted[move.product_id] = wanted.get(move.product_id, 0) + lacking
        lines = {product: wanted[product] - asked.get(product, 0) for product in wanted}
        lines = {product: lacking for product, lacking in lines.items() if product.uom_id.compare(lacking, 0) > 0}
        if not lines:
            raise UserError(self.env._("Nothing is lacking: every part is reserved or asked for."))
        requisition = self.env["service.part.requisition"].create(
            {
                "repair_id": self.id,
                "technician_id": self.user_id.id,
                "warehouse_id": self.picking_type_id.warehouse_id.id,
                "company_id": self.company_id.id,
                "needed_on": (self.visit_start or self.schedule_date).date(),
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": lacking})
                    for product, lacking in lines.items()
                ],
            }
        )
        return requisition._get_records_action()
