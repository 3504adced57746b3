from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _get_ledger_equipment(self):
        """The equipment of the ledger with these serial numbers that no approved request lets go; as superuser."""
        if not self:
            return self.env["maintenance.equipment"].sudo()
        equipment = self.env["maintenance.equipment"].sudo().search([("lot_id", "in", self.ids)])
        requests = self.env["service.equipment.request"].sudo()
        approved = requests.search([("equipment_id", "in", equipment.ids), ("state", "=", "approved")])
        return equipment - approved.equipment_id
