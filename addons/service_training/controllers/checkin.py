from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..engine.checkin import PERIOD
from ..engine.qr import as_data_uri


class TrainingCheckin(http.Controller):
    """The code on the wall, and what happens when a participant scans it."""

    @http.route("/training/wall/<int:slot_id>", type="http", auth="user", methods=["GET"], sitemap=False)
    def wall(self, slot_id):
        """The page for the wall: it loads itself again before its code ends."""
        slot = request.env["training.session.slot"].browse(slot_id).exists()
        if not slot or not all(slot.session_id._conducts().values()):
            raise request.not_found()
        url = slot.get_base_url() + slot._get_checkin_path(fields.Datetime.now())
        values = {"slot": slot, "image": as_data_uri(url), "refresh": PERIOD // 4}
        response = request.render("service_training.checkin_wall", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route(
        "/training/checkin/<int:slot_id>/<int:window>/<string:signature>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def check_in(self, slot_id, window, signature, **_post):
        """Ask, so that a link preview checks nobody in; then record."""
        slot = request.env["training.session.slot"].sudo().browse(slot_id).exists()
        values = {"slot": slot, "error": "", "done": False}
        if not slot or not slot._accepts_code(window, signature, fields.Datetime.now()):
            # The same answer for what never was a code and for one whose time is over
            values = {
                "slot": slot.browse(),
                "error": request.env._("This code is over. Scan the one on the wall again."),
            }
        elif request.httprequest.method == "POST":
            try:
                values["done"] = slot.sudo(False)._check_in(request.env.user, request.httprequest.remote_addr)
            except UserError as error:
                values["error"] = str(error)
        return request.render("service_training.checkin_page", values)
