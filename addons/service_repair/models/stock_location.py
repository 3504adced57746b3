from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StockLocation(models.Model):
    """Vans and bags: locations beside the stock, each a technician's own."""

    _inherit = "stock.location"

    technician_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain=[("share", "=", False)],
        help="The parts in this van or bag are held by this technician,"
        " and used on this technician's work orders only.",
    )

    _technician_uniq = models.UniqueIndex(
        "(company_id, technician_id) WHERE technician_id IS NOT NULL AND active",
        "A technician has one van per company.",
    )

    @api.constrains("technician_id", "location_id", "usage", "company_id")
    def _check_van(self):
        for van in self.filtered("technician_id"):
            if van.usage != "internal" or not van.company_id:
                raise ValidationError(self.env._("A van is an internal location of one company."))
            above = van.location_id
            while above:
                if above.usage == "internal":
                    raise ValidationError(
                        self.env._(
                            "%(van)s stands inside %(stock)s, whose repairs would take its parts."
                            " Move it beside the stock.",
                            van=van.display_name,
                            stock=above.display_name,
                        )
                    )
                above = above.location_id

    def _check_van_of(self, user):
        """Parts of a van are for its technician alone.

        :raises ValidationError: if this is somebody else's van
        """
        if self.technician_id and self.technician_id != user:
            raise ValidationError(
                self.env._(
                    "%(van)s is the van of %(technician)s: take the parts from the store or from your own van.",
                    van=self.display_name,
                    technician=self.technician_id.name,
                )
            )

    def _refuses_negative(self):
        """Whether nothing may be taken out that is not in there."""
        internal = self.usage in ("internal", "transit")
        return internal and bool(self.technician_id or self.env.context.get("service_no_negative"))

    @api.model
    def _get_vans(self, users):
        """``{(company id, user id): location}``."""
        vans = self.sudo().search([("technician_id", "in", users.ids), ("usage", "=", "internal")])
        return {(van.company_id.id, van.technician_id.id): van.sudo(False) for van in vans}
