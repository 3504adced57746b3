from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

_LONGEST = 2000


class CustomerReview(http.Controller):
    """The page on which an invited customer rates somebody: no login, one answer."""

    @http.route(
        "/appraisal/customer/<int:invitation_id>/<string:signature>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def review(self, invitation_id, signature, **answers):
        invitation = request.env["service.appraisal.invitation"]._find(invitation_id, signature)
        if not invitation:
            raise NotFound()
        invitation = invitation.with_context(lang=invitation.partner_id.lang or request.env.lang)
        missing = False
        if request.httprequest.method == "POST" and invitation._is_open():
            given = self._read(invitation, answers)
            missing = given is None
            if not missing:
                invitation._submit(given)
        values = {
            "invitation": invitation,
            "questions": invitation._get_questions(),
            "is_open": invitation._is_open(),
            "missing": missing,
            "answers": answers,
            "company_name": invitation.company_id.name,
        }
        views = request.env["ir.ui.view"].sudo().with_context(lang=invitation.env.lang)
        page = views._render_template("service_kpi.customer_review", values)
        # Nobody else's browser or proxy keeps the link
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Referrer-Policy", "no-referrer")]
        return request.make_response(page, [*headers, ("Cache-Control", "no-store")])

    def _read(self, invitation, answers):
        """``{line id: (stars, comment)}``, None if a question is not answered."""
        given = {}
        for line in invitation._get_questions():
            stars = answers.get(f"stars_{line.id}", "")
            if stars not in ("1", "2", "3", "4", "5"):
                return None
            given[line.id] = (int(stars), (answers.get(f"comment_{line.id}") or "").strip()[:_LONGEST] or False)
        return given
