from odoo import api, fields, models


class RepairOrder(models.Model):
    """A work order on a customer's equipment."""

    _inherit = "repair.order"

    customer_equipment_id = fields.Many2one(
        "service.customer.equipment",
        string="Customer's Equipment",
        check_company=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    equipment_note = fields.Char(compute="_compute_equipment_note", compute_sudo=True)
    care_found = fields.Selection(
        [("good", "Well kept"), ("fair", "Average"), ("poor", "Neglected")],
        string="Condition Found",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="How the customer keeps the equipment, as the technician found it. It counts for the care score.",
    )

    @api.depends("lot_id", "partner_id", "customer_equipment_id")
    def _compute_equipment_note(self):
        orders = self.filtered(lambda order: order.is_service and order.lot_id and not order.customer_equipment_id)
        present = (
            self.env["service.customer.equipment"]
            .search([("lot_id", "in", orders.lot_id.ids), ("until", "=", False)])
            .grouped("lot_id")
        )
        for order in self:
            row = present.get(order.lot_id._origin) if order in orders else None
            order.equipment_note = (
                self.env._(
                    "%(serial)s stands at %(customer)s: check the serial number, or use Change of Owner there.",
                    serial=row.serial,
                    customer=row.customer_id.display_name,
                )
                if row and row.customer_id != order.partner_id.commercial_partner_id
                else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._link_customer_equipment()
        return orders

    def write(self, vals):
        res = super().write(vals)
        if {"lot_id", "partner_id"} & vals.keys():
            self._link_customer_equipment()
        return res

    def _link_customer_equipment(self):
        """Link work orders to the customer's row of their serial number; enter it where the company wants that."""
        orders = self.sudo().filtered(lambda order: order.is_service and order.lot_id and order.partner_id)
        if not orders:
            return
        rows = self.env["service.customer.equipment"].sudo().search([("lot_id", "in", orders.lot_id.ids)])
        known = {(row.lot_id, row.customer_id, row.company_id): row for row in rows}
        found = []
        for order in orders:
            customer = order.partner_id.commercial_partner_id
            row = known.get((order.lot_id, customer, order.company_id))
            if (
                order.customer_equipment_id.lot_id != order.lot_id
                or order.customer_equipment_id.customer_id != customer
            ):
                order.customer_equipment_id = row
            if (
                not order.customer_equipment_id
                and order.company_id.service_equipment_from_repair
                and order.product_id.tracking == "serial"
                and order.lot_id.product_id == order.product_id
            ):
                day = (order.create_date or fields.Datetime.now()).date()
                found.append((order, (order.lot_id, order.partner_id, order.company_id, day)))
        entered = self.env["service.customer.equipment"]._enter_serials([item for _order, item in found], "repair")
        for order, (lot, partner, _company, _day) in found:
            order.customer_equipment_id = entered.get((lot.id, partner.commercial_partner_id.id))
