from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_OVER = Domain("state", "=", "cancel") | Domain("service_step", "=", "accepted")


class RepairOrder(models.Model):
    """Intake in the portal, and what customers see first there."""

    _inherit = "repair.order"

    @api.model
    def _get_portal_page(self, limit, offset):
        """The user's work orders: those that are not over come first, each kind from the newest on."""
        domain = self._portal_domain()
        page = self.search(domain & ~_OVER, order="id desc", limit=limit, offset=offset)
        if room := limit - len(page):
            skipped = max(0, offset - self.search_count(domain & ~_OVER))
            page += self.search(domain & _OVER, order="id desc", limit=room, offset=skipped)
        return page

    @api.model
    def _count_portal_answers(self):
        """How many appointments the user has to confirm, and work orders to sign."""
        if not self.has_access("read"):
            return 0
        # Own ones only; customers have no rights to visits and parts
        orders, own = self.sudo(), self._portal_domain()
        offered = Domain("visit_id.state", "=", "offered") & Domain("visit_id.stop", ">", fields.Datetime.now())
        to_sign = orders.search(own & ~_OVER & Domain("service_step", "=", "explained"))
        return orders.search_count(own & offered) + len(to_sign.filtered(lambda order: order._is_ready_to_sign()))

    @api.model
    def _take_in_from_portal(self, post):
        """A work order of the user's own, from what a form says.

        :param post: dict with ``problem``, and maybe ``lot_id`` of an own device, ``serial``, ``device`` and ``place``
        """
        user = self.env.user
        if user._is_public():
            raise AccessError(self.env._("Log in to ask for a repair."))
        company = user.company_id
        serial = (post.get("serial") or "").strip()
        # Whose device it is, is seen from its deliveries and repairs: a stranger learns nothing by trying numbers
        own = self.env["stock.lot"]._get_portal_devices(user.partner_id)
        lot = own.filtered(
            lambda found: (
                found.company_id.id in (False, company.id)
                and (str(found.id) == post.get("lot_id") or (not post.get("lot_id") and found.name == serial))
            )
        )[:1]
        problem = post["problem"].strip()
        named = [part for part in (post.get("device"), serial and not lot and serial) if part]
        return (
            self.sudo()
            .with_company(company)
            .create(
                {
                    "is_service": True,
                    "company_id": company.id,
                    "partner_id": user.partner_id.id,
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "place": post.get("place") if post.get("place") in ("on_site", "remote", "workshop") else "on_site",
                    "problem": "\n".join([*named, problem]),
                    "user_id": False,
                }
            )
        )
