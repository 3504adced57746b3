from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

_PAGE = 20


class PortalEquipment(CustomerPortal):
    """My equipment: what the customer has, its warranty and history, and a request for service."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "equipment_count" in counters:
            rows = request.env["service.customer.equipment"]
            values["equipment_count"] = (
                rows.search_count(self._get_equipment_domain()) if rows.has_access("read") else 0
            )
        return values

    def _get_equipment_domain(self):
        # Employees read everybody's; here each sees the own company's
        customer = request.env.user.commercial_partner_id
        return Domain("customer_id", "=", customer.id) & Domain("until", "=", False)

    @http.route(
        ["/my/equipment", "/my/equipment/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_equipment(self, page=1, search="", **_kw):
        rows, domain = request.env["service.customer.equipment"], self._get_equipment_domain()
        if search := search.strip():
            # Customers read no products: which of theirs have the name is found for them
            named = self._get_equipment_links(rows, domain & Domain("product_id.name", "ilike", search))
            domain &= Domain("serial", "ilike", search) | named
        found = pager(
            url="/my/equipment", total=rows.search_count(domain), page=page, step=_PAGE, url_args={"search": search}
        )
        values = self._prepare_portal_layout_values() | {
            "rows": rows.search(domain, limit=_PAGE, offset=found["offset"]).sudo(),
            "page_name": "equipment",
            "pager": found,
            "default_url": "/my/equipment",
            "search": search,
        }
        return request.render("service_repair.portal_my_equipment", values)

    @http.route("/my/equipment/<int:equipment_id>", type="http", auth="user", website=True)
    def portal_my_equipment_one(self, equipment_id, error="", problem="", **_kw):
        return request.render(
            "service_repair.portal_my_equipment_one", self._get_equipment_page(equipment_id, error, problem)
        )

    @http.route("/my/equipment/<int:equipment_id>/service", type="http", auth="user", website=True, methods=["POST"])
    def portal_request_service(self, equipment_id, problem="", **_kw):
        row = self._get_equipment(equipment_id)
        try:
            ticket = row._request_service(problem)
        except UserError as refusal:
            return request.render(
                "service_repair.portal_my_equipment_one", self._get_equipment_page(equipment_id, str(refusal), problem)
            )
        return request.redirect(f"/my/ticket/{ticket.id}")

    def _get_equipment_page(self, equipment_id, error, problem):
        row = self._get_equipment(equipment_id)
        orders, tickets = request.env["repair.order"], request.env["helpdesk.ticket"]
        mine = Domain("customer_equipment_id", "=", row.id)
        customer = Domain("partner_id", "child_of", row.customer_id.id)
        return self._prepare_portal_layout_values() | {
            "row": row.sudo(),
            # Their rules have the last word on what a customer reads; the link to the equipment is for employees
            "orders": orders.search(
                orders._portal_domain() & self._get_equipment_links(orders, mine & customer), order="id desc"
            ).sudo(),
            "tickets": tickets.search(self._get_equipment_links(tickets, mine & customer), order="id desc").sudo(),
            "page_name": "equipment_one",
            "error": error,
            "problem": problem,
        }

    def _get_equipment_links(self, model, domain):
        return Domain("id", "in", model.sudo()._search(domain))

    def _get_equipment(self, equipment_id):
        """The row, as the user, of whoever may read it; the page does not exist for all others."""
        row = request.env["service.customer.equipment"].browse(equipment_id)
        try:
            row.check_access("read")
            if not row.exists() or row.customer_id != request.env.user.commercial_partner_id:
                raise request.not_found()
        except (AccessError, MissingError):
            raise request.not_found() from None
        return row
