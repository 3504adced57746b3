from odoo import http
from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.http import request


class PortalTicket(HelpdeskTicketController):
    @http.route()
    def submit_ticket(self, **kw):
        # Who writes in the portal is told what is promised; see helpdesk.ticket._acknowledge
        request.update_context(service_acknowledge=True)
        return super().submit_ticket(**kw)
