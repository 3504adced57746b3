from odoo import fields, models


class ServiceCustomerFile(models.Model):
    """Purchases, equipment and visits of the customer."""

    _inherit = "service.customer.file"

    equipment_count = fields.Integer(string="Equipment", compute="_compute_equipment_count")

    def _compute_equipment_count(self):
        groups = self.env["service.customer.equipment"]._read_group(
            [("customer_id", "in", self.partner_id.ids), ("until", "=", False)],
            ["company_id", "customer_id"],
            ["__count"],
        )
        counts = {(company.id, customer.id): count for company, customer, count in groups}
        for file in self:
            file.equipment_count = counts.get((file.company_id.id, file.partner_id.id), 0)

    def action_view_equipment(self):
        domain = self._of_customer("customer_id", "=")
        action = self._view("service_repair.service_customer_equipment_action", domain)
        return {**action, "context": {"search_default_present": 1, "default_customer_id": self.partner_id.id}}

    def action_view_visits(self):
        domain = [*self._of_customer("partner_id", "child_of"), ("state", "=", "done")]
        return self._view("service_repair.service_visit_action", domain)

    def action_view_purchases(self):
        domain = [*self._of_customer("partner_id", "child_of"), ("state", "=", "sale")]
        return self._view("sale.action_orders", domain)
