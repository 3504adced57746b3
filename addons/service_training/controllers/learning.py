from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class TrainingLearningPage(http.Controller):
    """The test before and after, for who has no login. Opening it starts nothing: mail scanners follow links."""

    @http.route("/training/test/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def ask(self, token, **_kw):
        return self._render(self._find(token), token)

    @http.route("/training/test/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def start(self, token, **_kw):
        enrollment = self._find(token)
        try:
            url = enrollment._get_test_url()
        except UserError:
            # The time for it ended while the page was open, and the page says so
            return self._render(enrollment, token)
        return request.redirect(url)

    def _find(self, token):
        """The enrolment of a link, in the participant's language; a forged one is answered like an unknown one."""
        enrollment = request.env["training.enrollment"]._from_token(token)
        if not enrollment:
            raise request.not_found()
        return enrollment.with_context(lang=enrollment.partner_id.lang or request.env.lang)

    def _render(self, enrollment, token):
        request.update_context(lang=enrollment.env.lang)
        values = {"enrollment": enrollment, "token": token, "phase": enrollment._get_test_phase()}
        response = request.render("service_training.test_page", values)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
