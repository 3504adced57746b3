from odoo import fields, models


class ServiceEquipmentTransfer(models.TransientModel):
    """A customer's equipment gets another owner; the history stays."""

    _name = "service.equipment.transfer"
    _description = "Change of Owner"

    equipment_id = fields.Many2one("service.customer.equipment", required=True, readonly=True)
    company_id = fields.Many2one(related="equipment_id.company_id")
    customer_id = fields.Many2one("res.partner", string="New Owner", required=True, domain=[("parent_id", "=", False)])
    site_id = fields.Many2one("res.partner", string="New Site", domain="[('id', 'child_of', customer_id)]")
    day = fields.Date(string="Since", required=True, default=fields.Date.context_today)
    reason = fields.Char()

    def action_transfer(self):
        self.ensure_one()
        newer = self.equipment_id._transfer(self.customer_id, self.site_id, self.day, self.reason)
        return newer._get_records_action()
