from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    training_certificate_count = fields.Integer(
        string="Valid Certificates",
        compute="_compute_training_certificate_count",
        groups="service_quality.service_quality_group_agent,service_training.service_training_group_officer",
        help="Valid training certificates of the contact, or of everybody in the company.",
    )

    def _compute_training_certificate_count(self):
        rows = (
            self.env["training.certificate"]
            .sudo()
            ._read_group(
                [*self._get_certificate_domain(), ("state", "in", ("valid", "update"))],
                ["partner_id", "customer_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.training_certificate_count = sum(
                count for holder, customer, count in rows if partner in (holder, customer)
            )

    def _get_certificate_domain(self):
        return ["|", ("partner_id", "in", self.ids), ("customer_id", "in", self.ids)]

    def action_view_training_certificates(self):
        """Who of the customer is qualified for what, for everybody who serves customers."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("service_training.training_certificate_action")
        return {**action, "domain": self._get_certificate_domain(), "context": {"search_default_valid": 1}}
