from odoo import api, models


class ServiceRepairIntake(models.TransientModel):
    """The device of a work order is the equipment that its ticket is about."""

    _inherit = "service.repair.intake"

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        ticket = self.env["helpdesk.ticket"].browse(res.get("ticket_id")).exists()
        if row := ticket.customer_equipment_id:
            res["serial"] = row.lot_id.name
            res["product_id"] = row.product_id.id
            res["partner_id"] = (row.site_id or ticket.partner_id or row.customer_id).id
        return res
