from odoo import models


class ServiceCustomerFile(models.Model):
    """What stands behind the figures, and what to do next."""

    _inherit = "service.customer.file"

    def action_refresh(self):
        """Count the figures of these customers anew."""
        self.check_access("read")
        for company, files in self.grouped("company_id").items():
            self.sudo()._refresh(company, files.partner_id.ids)

    def action_call_back(self):
        """Promise the customer a call, with the reasons at hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.callback",
            "name": self.env._("Call-back"),
            "view_mode": "form",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_subject": (self.risk_text or "").replace("\n", " ") or False,
            },
        }

    def action_view_cases(self):
        return self._view("service_quality.helpdesk_ticket_action_due", self._of_customer("commercial_partner_id", "="))

    def action_view_complaints(self):
        domain = [*self._of_customer("commercial_partner_id", "="), ("kind", "=", "complaint")]
        return self._view("service_quality.helpdesk_ticket_action_due", domain)

    def action_view_promises(self):
        domain = [
            *self._of_customer("partner_id", "="),
            ("ticket_id", "!=", False),
            ("result", "in", ("met", "missed")),
        ]
        return self._view("service_quality.service_clock_action", domain)

    def action_view_contacts(self):
        return self._view("service_quality.service_contact_action", self._of_customer("partner_id", "child_of"))

    def action_view_feedback(self):
        return self._view("service_quality.service_feedback_action", self._of_customer("partner_id", "child_of"))

    def _of_customer(self, field, operator):
        self.ensure_one()
        return [(field, operator, self.partner_id.id), ("company_id", "=", self.company_id.id)]

    def _view(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        # The service's own lists and forms are the same whichever menu leads to them
        return {**action, "domain": domain, "context": {"create": False}}
