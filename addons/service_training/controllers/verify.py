import re

from odoo import http
from odoo.http import request

from ..engine.validity import mask

# What ``secrets.token_urlsafe(24)`` looks like; anything else is not even asked for
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


class CertificateVerification(http.Controller):
    """Whether a certificate is genuine, for who holds the paper with its code.

    The address holds 192 random bits: numbers cannot be tried out, and an
    unknown one gets the same answer as a malformed one. The page tells the
    state, the course and the masked name, to be compared with the paper; no
    reason, address, employer or other certificate.
    """

    @http.route("/training/verify/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def verify(self, token):
        # Whoever scans the code reads in the language of the own telephone
        if request.best_lang in dict(request.env["res.lang"].get_installed()):
            request.update_context(lang=request.best_lang)
        certificate = request.env["training.certificate"].sudo()
        if _TOKEN.fullmatch(token):
            certificate = certificate.search([("token", "=", token)], limit=1)
        values = {"certificate": certificate, "name": mask(certificate.partner_id.name)}
        response = request.render("service_training.certificate_verification", values)
        response.status_code = 200 if certificate else 404
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
