from odoo import http
from odoo.http import request


class Care(http.Controller):
    """The page by which customers say that they want no more care messages.

    Opening the link decides nothing, because programs that look through mail open links; the answer is posted: by the
    button on the page, or by the mail program's own button (RFC 8058), which knows no session. The signed link is
    what proves that it is the reader's wish, so no other token is asked for.
    """

    @http.route(
        "/service/care/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def ask(self, token, **_kw):
        return self._render(self._find(token), {"token": token, "done": False})

    @http.route(
        "/service/care/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        csrf=False,
    )
    def unsubscribe(self, token, **_kw):
        message = self._find(token)
        message._unsubscribe()
        return self._render(message, {"token": token, "done": True})

    def _find(self, token):
        message = request.env["service.care.message"]._from_token(token)
        if not message:
            raise request.not_found()
        return message

    def _render(self, message, values):
        views = request.env["ir.ui.view"]
        if message.lang:
            views = views.with_context(lang=message.lang)
        body = views._render_template("service_quality.care_unsubscribe", {"message": message, **values})
        response = request.make_response(body)
        # Neither a cache nor the address of the next page may keep the link
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
