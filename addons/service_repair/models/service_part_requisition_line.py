from odoo import api, fields, models


class ServicePartRequisitionLine(models.Model):
    """A part asked for: how many, how many were issued, how many received."""

    _name = "service.part.requisition.line"
    _description = "Requisition Line"
    _rec_name = "product_id"

    requisition_id = fields.Many2one("service.part.requisition", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="requisition_id.company_id")
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, domain=[("is_spare_part", "=", True)], index=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(required=True, default=1, digits="Product Unit")
    in_store = fields.Float(compute="_compute_in_store", digits="Product Unit")
    issued = fields.Float(compute="_compute_issued", digits="Product Unit")
    received = fields.Float(readonly=True, copy=False, digits="Product Unit")
    move_ids = fields.One2many("stock.move", "requisition_line_id", readonly=True)

    _quantity = models.Constraint("CHECK(quantity > 0)", "Ask for more than nothing.")

    def _compute_in_store(self):
        for warehouse, lines in self.grouped(lambda line: line.requisition_id.warehouse_id).items():
            for line in lines.with_context(location=warehouse.lot_stock_id.id):
                line.in_store = line.product_id.free_qty

    @api.depends("move_ids.state", "move_ids.quantity")
    def _compute_issued(self):
        sums = dict(
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [("requisition_line_id", "in", self.ids), ("state", "=", "done")],
                ["requisition_line_id"],
                ["quantity:sum"],
            )
        )
        for line in self:
            line.issued = sums.get(line.sudo(), 0)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.requisition_id._check_draft()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.requisition_id._check_draft()
            vals.pop("received", None)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self.requisition_id._check_draft()
