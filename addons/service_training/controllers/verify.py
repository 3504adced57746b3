from odoo import http
from odoo.http import request

from ..engine.validity import mask


class CertificateVerification(http.Controller):
    """Whether a certificate is genuine, for who holds the paper with its code.

    The address holds 192 random bits: numbers cannot be tried out, and an
    unknown one gets the same answer as a malformed one. The page tells the
    state, the course and the masked name, to be compared with the paper; no
    reason, address, employer or other certificate.
    """

    @http.route("/training/verify/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def verify(self, token):
        certificate = request.env["training.certificate"].sudo()
        if len(token) == 32:
            certificate = certificate.search([("token", "=", token)], limit=1)
        values = {"certificate": certificate, "name": mask(certificate.partner_id.name)}
        response = request.render("service_training.certificate_verification", values)
        response.status_code = 200 if certificate else 404
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
