from odoo import fields, models

_READERS = "service_quality.service_quality_group_agent,stock.group_stock_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_equipment_count = fields.Integer(
        string="Number of Equipment", compute="_compute_customer_equipment_count", groups=_READERS
    )

    def _compute_customer_equipment_count(self):
        counts = dict(
            self.env["service.customer.equipment"]._read_group(
                [("customer_id", "in", self.commercial_partner_id.ids), ("until", "=", False)],
                ["customer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.customer_equipment_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_customer_equipment(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_customer_equipment_action")
        return {
            **action,
            "domain": [("customer_id", "in", self.commercial_partner_id.ids)],
            "context": {"search_default_present": 1, "default_customer_id": self.commercial_partner_id.id},
        }
