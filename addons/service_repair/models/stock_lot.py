from odoo import api, fields, models


class StockLot(models.Model):
    """A customer's device: since when it is under warranty, and its work orders."""

    _inherit = "stock.lot"

    warranty_agreed = fields.Date(
        string="Warranty Starts (agreed)", help="A day agreed on with the customer. Empty: the day of delivery."
    )
    warranty_start = fields.Date(string="Warranty Starts", compute="_compute_warranty_start")
    warranty_extension = fields.Integer(string="Extended Warranty (months)")
    work_order_ids = fields.One2many("repair.order", "lot_id", string="Work Orders", domain=[("is_service", "=", True)])
    work_order_count = fields.Integer(compute="_compute_work_order_count")

    _warranty_extension = models.Constraint("CHECK(warranty_extension >= 0)", "An extension is not negative.")

    @api.depends("warranty_agreed")
    def _compute_warranty_start(self):
        lots = self.filtered(lambda lot: not lot.warranty_agreed)
        delivered = dict(
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "=", "done"),
                    ("location_dest_usage", "=", "customer"),
                    ("location_usage", "!=", "customer"),
                ],
                ["lot_id"],
                ["date:min"],
            )
        )
        for lot in self:
            first = delivered.get(lot.sudo())
            lot.warranty_start = lot.warranty_agreed or (first and first.date())

    @api.depends("work_order_ids")
    def _compute_work_order_count(self):
        counts = dict(
            self.env["repair.order"]._read_group(
                [("lot_id", "in", self.ids), ("is_service", "=", True)], ["lot_id"], ["__count"]
            )
        )
        for lot in self:
            lot.work_order_count = counts.get(lot, 0)

    def action_view_work_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.work_order_action")
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": {}}
