from odoo import api, models
from odoo.exceptions import AccessError


class RepairOrder(models.Model):
    """Intake in the portal."""

    _inherit = "repair.order"

    @api.model
    def _take_in_from_portal(self, post):
        """A work order of the user's own, from what a form says.

        :param post: dict with ``problem``, and maybe ``serial``, ``device`` and ``place``
        """
        user = self.env.user
        if user._is_public():
            raise AccessError(self.env._("Log in to ask for a repair."))
        company = user.company_id
        serial = (post.get("serial") or "").strip()
        customer = user.partner_id.commercial_partner_id
        lot = self.env["stock.lot"]
        if serial:
            lots = lot.sudo().search([("name", "=", serial), ("company_id", "in", [False, company.id])])
            # Whose device it is, is seen from its deliveries: a stranger learns nothing by trying numbers
            lot = lots.filtered(
                lambda found: (
                    customer in found.partner_ids.commercial_partner_id
                    or customer in found.sudo().work_order_ids.partner_id.commercial_partner_id
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
