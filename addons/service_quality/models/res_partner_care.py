from odoo import fields, models

_AGENT = "service_quality.service_quality_group_agent"


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_loyalty_tier_id = fields.Many2one(
        "service.loyalty.tier", string="Loyalty Tier", compute="_compute_service_loyalty", groups=_AGENT
    )
    service_loyalty_points = fields.Integer(
        string="Loyalty Points",
        compute="_compute_service_loyalty",
        groups=_AGENT,
        help="In the company of the reader; also a figure that customer tiers can ask for.",
    )

    def _compute_service_loyalty(self):
        files = self.env["service.customer.file"].search(
            [("company_id", "=", self.env.company.id), ("partner_id", "in", self.commercial_partner_id.ids)]
        )
        by_customer = {file.partner_id: file for file in files}
        for partner in self:
            file = by_customer.get(partner.commercial_partner_id, files.browse())
            partner.service_loyalty_tier_id = file.tier_id
            partner.service_loyalty_points = file.points

    def action_view_service_file(self):
        """The customer's file in this company, counted anew."""
        self.ensure_one()
        files = self.env["service.customer.file"]
        files.check_access("read")
        self.check_access("read")
        customer = self.commercial_partner_id
        file = files.sudo()._refresh(self.env.company, customer.ids).sudo(False)
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.customer.file",
            "name": customer.name,
            "res_id": file.id,
            "view_mode": "form",
        }
