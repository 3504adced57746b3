from odoo import models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """The buttons of a complaint."""

    _inherit = "helpdesk.ticket"

    def action_complaint_advance(self):
        """To the step that the button names."""
        self._complaint_advance(self.env.context.get("complaint_target") or "closed")

    def action_complaint_acknowledge(self):
        return self._complaint_open_wizard("service.complaint.acknowledge", self.env._("Acknowledge"))

    def action_complaint_dispatch(self):
        return self._complaint_open_wizard("service.complaint.dispatch", self.env._("Dispatch"))

    def action_complaint_investigate(self):
        return self._complaint_open_wizard("service.complaint.investigation", self.env._("Findings"))

    def action_complaint_propose(self):
        """A new proposal for the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_solution_action_new")
        return {**action, "context": {"default_ticket_id": self.id}}

    def action_complaint_carry_out(self):
        """The customer has what was agreed."""
        self.ensure_one()
        agreed = self.solution_ids.filtered(
            lambda solution: solution.state == "accepted" and not solution.carried_out_at
        )
        if not agreed:
            raise UserError(self.env._("There is no agreed solution left to carry out."))
        agreed.action_carry_out()

    def action_complaint_reopen(self):
        return self._complaint_ask_reason("reopen", self.env._("Reopen"))

    def action_complaint_withdrawn(self):
        return self._complaint_ask_reason("withdrawn", self.env._("Withdrawn by the Customer"))

    def action_complaint_no_agreement(self):
        return self._complaint_ask_reason("no_agreement", self.env._("No Agreement"))

    def action_complaint_lower_level(self):
        return self._complaint_ask_reason("lower", self.env._("Lower the Level"))

    def _complaint_ask_reason(self, purpose, name):
        action = self._complaint_open_wizard("service.complaint.reason", name)
        action["context"]["default_purpose"] = purpose
        return action

    def _complaint_open_wizard(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
