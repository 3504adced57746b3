from odoo import api, models
from odoo.fields import Domain

# Put into the context by pickers of work that needs certificates: ids of the courses
NEEDED = "training_needed_course_ids"


class ResUsers(models.Model):
    """Pickers of work that needs certificates offer who holds them first, and say who does not."""

    _inherit = "res.users"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        qualified = self._get_qualified_users()
        if qualified is None:
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or Domain.TRUE)
        first = super().name_search(name, domain & Domain("id", "in", qualified.ids), operator, limit)
        left = None if limit is None else limit - len(first)
        if left == 0:
            return first
        return first + super().name_search(name, domain & Domain("id", "not in", qualified.ids), operator, left)

    @api.depends_context(NEEDED, "formatted_display_name")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        qualified = self._get_qualified_users()
        # In an f-string it would not be found by those who translate
        remark = self.env._("lacks the certificate")
        for user in self if qualified is not None else self.browse():
            if user not in qualified:
                # The dropdown shows what stands between dashes in grey
                user.display_name = f"{user.display_name}\t--{remark}--"

    @api.model
    def _get_qualified_users(self):
        """Who holds every certificate that a picker asks for; None if it asks for none, or the user may not know."""
        ids = self.env.context.get(NEEDED)
        if not ids or not isinstance(ids, list | tuple) or not self._may_know_holders():
            return None
        courses = self.env["training.course"].sudo().browse(ids).exists()
        holders = self.env["training.certificate"]._get_holders(courses)
        roots = set(courses.root_id.ids)
        partners = {partner for partner, _root in holders}
        held = {partner: {root for who, root in holders if who == partner} for partner in partners}
        return self.search([("partner_id", "in", [partner for partner in partners if held[partner] >= roots])])

    @api.model
    def _may_know_holders(self):
        """Who assigns work: what others hold is nobody else's business."""
        user = self.env.user
        groups = ("agent", "inspector", "manager")
        return self.env.su or any(user.has_group(f"service_quality.service_quality_group_{name}") for name in groups)
