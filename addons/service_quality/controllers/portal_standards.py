from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request


class CustomerPortalStandards(CustomerPortal):
    """What a company promises its customers, for them to read."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_standard_count" in counters:
            values["service_standard_count"] = len(self._get_published_standards())
        return values

    @http.route("/my/service-standards", type="http", auth="user", website=True, readonly=True)
    def portal_service_standards(self, **_parameters):
        values = self._prepare_portal_layout_values()
        values |= {"page_name": "service_standards", "standards": self._get_published_standards()}
        return request.render("service_quality.portal_service_standards", values)

    def _get_published_standards(self):
        # Customers have no access to standards: the model hands out words only
        return request.env["service.standard"]._get_published(request.env.user.partner_id, request.env.company)
