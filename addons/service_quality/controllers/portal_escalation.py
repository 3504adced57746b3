from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request


class PortalEscalation(http.Controller):
    """The customer says that a case takes too long, or goes wrong."""

    @http.route("/my/ticket/<int:ticket_id>/escalate", type="http", auth="user", methods=["POST"], website=True)
    def escalate(self, ticket_id, reason="", **_kw):
        ticket = request.env["helpdesk.ticket"].browse(ticket_id)
        try:
            ticket.check_access("read")
            if not ticket.exists():
                raise MissingError(request.env._("There is no such ticket."))
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            ticket._escalate_by_customer(reason)
        except UserError as error:
            return request.redirect_query(f"/my/ticket/{ticket_id}", {"escalation_refused": str(error)})
        return request.redirect(f"/my/ticket/{ticket_id}")
