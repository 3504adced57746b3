from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """The equipment that a ticket is about."""

    _inherit = "helpdesk.ticket"

    customer_equipment_id = fields.Many2one(
        "service.customer.equipment",
        string="Customer's Equipment",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        groups="service_quality.service_quality_group_agent,stock.group_stock_user",
        domain="[('until', '=', False), ('customer_id', '=?', commercial_partner_id)]",
    )

    @api.onchange("customer_equipment_id")
    def _onchange_customer_equipment_id(self):
        row = self.customer_equipment_id
        if row and not self.partner_id:
            self.partner_id = row.site_id or row.customer_id
