from odoo import http
from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from ..models.service_standard import CASE_KINDS

_LONGEST = 2000
_REFUSED = "service_proposal_refused"
_DECISIONS = ("accepted", "rejected")


class PortalComplaintForm(HelpdeskTicketController):
    """A customer says in the form whether it is a question or a complaint, and what about."""

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        offered = dict(CASE_KINDS)
        kinds = request.env["helpdesk.ticket"]._fields["kind"]._description_selection(request.env)
        kinds = [choice for choice in kinds if choice[0] in offered]
        kind = kw.get("kind") if kw.get("kind") in offered else "inquiry"
        subjects = request.env["service.complaint.subject"].search(
            [("company_id", "in", (False, request.env.company.id))]
        )
        return values | {"kinds": kinds, "kind": kind, "complaint_subjects": subjects}

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        if kw.get("kind") in dict(CASE_KINDS):
            vals["kind"] = kw["kind"]
        if vals.get("kind") == "complaint" and str(kw.get("complaint_subject") or "").isdecimal():
            # As the customer: only what the portal shows
            subject = request.env["service.complaint.subject"].search([("id", "=", int(kw["complaint_subject"]))])
            vals["complaint_subject_id"] = subject.id
        return vals


class PortalComplaintPage(CustomerPortalHelpdesk):
    """A complaint is closed by its last step, not by a button of the portal."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        if ticket.complaint_step:
            values["closed_stages"] = values["closed_stages"].browse()
            values["proposal_refused"] = request.session.pop(_REFUSED, False)
        return values


class PortalProposal(http.Controller):
    """The customer's answer to a proposal: in the portal, or by the link in the e-mail.

    Opening a link decides nothing, because programs that look through mail open links; the answer is posted.
    """

    @http.route("/my/complaint/proposal/<int:solution_id>", type="http", auth="user", methods=["POST"], website=True)
    def decide_in_portal(self, solution_id, decision="", said="", **_kw):
        solution = request.env["service.solution"].browse(solution_id)
        try:
            solution.check_access("read")
            ticket = solution.ticket_id
            ticket.check_access("read")
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            if decision not in _DECISIONS:
                raise UserError(request.env._("Please choose whether you accept or reject the proposal."))
            solution._decide_in_portal(decision, said.strip()[:_LONGEST])
        except UserError as error:
            # In the session: a text in the address could be anybody's
            request.session[_REFUSED] = str(error)
            return request.redirect(f"/my/ticket/{ticket.id}")
        return request.redirect(f"/my/ticket/{ticket.id}#proposals")

    @http.route(
        "/complaint/proposal/<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False
    )
    def open_link(self, token, **_kw):
        state, solution = self._open(token)
        return self._render(state, solution, token)

    @http.route(
        "/complaint/proposal/<string:token>", type="http", auth="public", methods=["POST"], website=True, sitemap=False
    )
    def decide_by_link(self, token, decision="", said="", **_kw):
        state, solution = self._open(token)
        if state != "open":
            return self._render(state, solution, token)
        if decision not in _DECISIONS:
            return self._render(state, solution, token)
        try:
            solution._decide(decision, "link", solution.partner_id.name, said.strip()[:_LONGEST], solution.partner_id)
        except UserError:
            return self._render("used", solution.browse(), token)
        return self._render(decision, solution, token)

    def _open(self, token):
        """What the link leads to, for who opens it: nobody else than its customer decides by it."""
        state, solution = request.env["service.solution"]._open_link(token)
        user = request.env.user
        if state == "open" and not user._is_public():
            if user._is_internal():
                return "internal", solution.browse()
            if user.commercial_partner_id != solution.partner_id.commercial_partner_id:
                return "invalid", solution.browse()
        language = solution.partner_id.lang
        if language and user._is_public() and request.env.context.get("lang") != language:
            request.update_context(lang=language)
            solution = solution.with_context(lang=language)
        return state, solution

    def _render(self, state, solution, token):
        values = {"state": state, "solution": solution, "token": token, "page_name": "complaint_proposal"}
        response = request.render("service_quality.proposal_page", values)
        response.status_code = {"invalid": 404, "expired": 410, "used": 410, "changed": 410, "internal": 403}.get(
            state, 200
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
