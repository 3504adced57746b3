from odoo import models


class HelpdeskTicket(models.Model):
    """What the answers to its proposals mean for a complaint."""

    _inherit = "helpdesk.ticket"

    def _complaint_reject(self, solution, said):
        """A rejection climbs by itself."""
        self.ensure_one()
        self.env["service.escalation"]._raise_event(
            self,
            "rejected",
            f"rejected:{solution.id}",
            self.env._("The customer rejected a solution: %(reason)s", reason=said or solution.display_name),
        )

    def _complaint_follow_decisions(self):
        """Once no proposal waits for the customer: agreed, not agreed, or without an answer."""
        for ticket in self:
            if ticket.complaint_step != "proposed":
                continue
            number = ticket.sudo().complaint_round
            current = ticket.sudo().solution_ids.filtered(lambda s, number=number: s.round == number)
            states = set(current.mapped("state"))
            if "sent" in states:
                continue
            if "accepted" in states:
                ticket._complaint_settle("accepted")
            elif ticket._complaint_has_only_silence(current):
                ticket._complaint_settle("no_answer")
            else:
                ticket._complaint_go_back(self.env._("No proposal is left that the customer could accept."))

    def _complaint_has_only_silence(self, solutions):
        asked = solutions.filtered(lambda solution: solution.state in ("rejected", "no_answer"))
        latest = asked.sorted("decided_at")[-1:]
        return latest.state == "no_answer"
