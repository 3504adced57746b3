from odoo import models
from odoo.exceptions import UserError

from ..engine.escalation import Why
from .service_escalation import OPEN_STATES

_LONGEST = 2000


class HelpdeskTicket(models.Model):
    """What the customer can do when a case takes too long."""

    _inherit = "helpdesk.ticket"

    def _escalate_by_customer(self, reason):
        """Take the case to a higher level in the customer's name. One request is looked at before the next.

        :raises AccessError: whoever may not read the ticket
        :raises UserError: with a sentence for the customer
        """
        self.ensure_one()
        self.check_access("read")
        reason = (reason or "").strip()[:_LONGEST]
        if not reason:
            raise UserError(self.env._("Please tell us what is wrong."))
        ticket = self.sudo()
        if ticket._get_customer_escalation():
            raise UserError(self.env._("Your request is being looked at."))
        ticket._escalate(reason, Why.CUSTOMER)
        ticket.message_post(
            body=self.env._("The customer escalated the case: %(reason)s", reason=reason),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _get_customer_escalation(self):
        """The request of the customer that is still open. Who may read a ticket may know it, hence sudo."""
        return (
            self.env["service.escalation"]
            .sudo()
            .search(
                [("ticket_id", "=", self.id), ("why", "=", "customer"), ("state", "in", OPEN_STATES)],
                order="id desc",
                limit=1,
            )
        )

    def _may_customer_escalate(self):
        return self.sudo()._clock_position() not in ("closed", "cancelled", "set_aside")
