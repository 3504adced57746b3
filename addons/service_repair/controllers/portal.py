from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

_PAGE = 20


class PortalRepair(CustomerPortal):
    """Work orders in the portal: the list, the appointment, the signature."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "repair_count" in counters:
            orders = request.env["repair.order"]
            values["repair_count"] = orders.search_count(orders._portal_domain()) if orders.has_access("read") else 0
        if "repair_answer_count" in counters:
            values["repair_answer_count"] = request.env["repair.order"]._count_portal_answers()
        return values

    @http.route(["/my/repairs", "/my/repairs/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_repairs(self, page=1, **kw):
        orders = request.env["repair.order"]
        domain = orders._portal_domain()
        found = pager(url="/my/repairs", total=orders.search_count(domain), page=page, step=_PAGE)
        values = self._prepare_portal_layout_values() | {
            "orders": orders._get_portal_page(_PAGE, found["offset"]).sudo(),
            "page_name": "repair",
            "pager": found,
            "default_url": "/my/repairs",
        }
        return request.render("service_repair.portal_my_repairs", values)

    @http.route("/my/repairs/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_new_repair(self, **post):
        values = self._prepare_portal_layout_values() | {
            "page_name": "repair_new",
            "error": "",
            "post": post,
            "devices": request.env["stock.lot"]._get_portal_devices(request.env.user.partner_id),
        }
        if request.httprequest.method == "POST":
            if (post.get("problem") or "").strip():
                try:
                    with request.env.cr.savepoint():
                        order = request.env["repair.order"]._take_in_from_portal(post)
                    return request.redirect(f"/my/repairs/{order.id}")
                except UserError as error:
                    values["error"] = str(error)
            else:
                values["error"] = request.env._("Tell us what does not work.")
        return request.render("service_repair.portal_new_repair", values)

    @http.route("/my/repairs/<int:order_id>", type="http", auth="public", website=True)
    def portal_my_repair(self, order_id, access_token=None, report_type=None, download=False, **kw):
        order = self._get_order(order_id, access_token)
        if not order:
            return request.redirect("/my")
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                model=order,
                report_type=self._get_printable(report_type),
                report_ref="service_repair.work_order_report_action",
                download=download,
            )
        values = self._get_page_view_values(
            order, access_token, {"order": order, "page_name": "repair"}, "my_repairs_history", False, **kw
        )
        return request.render("service_repair.portal_my_repair", values)

    @http.route("/my/repairs/<int:order_id>/visit", type="http", auth="public", website=True, methods=["POST"])
    def portal_answer_visit(self, order_id, visit_id, answer, start="", access_token=None, reason="", **kw):
        order = self._get_order(order_id, access_token)
        if not order:
            return request.redirect("/my")
        # Whoever answers means the time that they saw
        visit = order.visit_ids.filtered(lambda v: str(v.id) == visit_id and str(v.start) == start)
        query = "&message=visit_failed"
        if visit.state == {"confirm": "confirmed"}.get(answer, "declined"):
            # Pressed twice
            query = "&message=visit_answered"
        elif visit:
            try:
                with request.env.cr.savepoint():
                    if answer == "confirm":
                        visit._confirm("portal", self._get_name(order))
                    else:
                        visit._decline(reason.strip() or request.env._("No reason given"))
                query = "&message=visit_answered"
            except UserError:
                # The page says so, and shows what holds now
                query = "&message=visit_failed"
        return request.redirect(order.get_portal_url(query_string=query))

    @http.route("/my/repairs/<int:order_id>/sign", type="jsonrpc", auth="public", website=True)
    def portal_sign_repair(self, order_id, access_token=None, name=None, signature=None):
        access_token = access_token or request.httprequest.args.get("access_token")
        order = self._get_order(order_id, access_token)
        if not order:
            return {"error": request.env._("This work order is not yours.")}
        if not order._is_ready_to_sign():
            return {"error": request.env._("This work order is not waiting for a signature.")}
        try:
            order._sign(name, signature, "portal")
        except UserError as error:
            return {"error": str(error)}
        order._send_signed()
        return {"force_refresh": True, "redirect_url": order.get_portal_url(query_string="&message=signed")}

    def _get_printable(self, report_type):
        """A page to read where this machine prints no PDF, as the web client does it."""
        state = request.env["ir.actions.report"].get_wkhtmltopdf_state()
        return "html" if report_type == "pdf" and state in ("install", "broken") else report_type

    def _get_order(self, order_id, access_token):
        """The order, with all rights, of whoever may read it or has its link; None for all others."""
        try:
            order = self._document_check_access("repair.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order if order.is_service else None

    def _get_name(self, order):
        user = request.env.user
        return order.partner_id.name if user._is_public() else user.name
