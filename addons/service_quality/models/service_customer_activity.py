from odoo import api, models
from odoo.tools import SQL

# What makes a customer an active one; other kinds are only a last contact
USE = ("case", "purchase", "visit")


class ServiceCustomerActivity(models.AbstractModel):
    """What customers did, wherever it is recorded: the one source of customer files, loyalty, retention and care.

    Another addon adds what it knows with a query more::

        class ServiceCustomerActivity(models.AbstractModel):
            _inherit = "service.customer.activity"

            @api.model
            def _get_queries(self):
                return [*super()._get_queries(), SQL("SELECT …")]
    """

    _name = "service.customer.activity"
    _description = "What Customers Did"

    @api.model
    def _get_queries(self):
        """Queries with the columns company_id, partner_id (the commercial partner), at (UTC), kind and amount (of a
        purchase, in the company's currency; else 0)."""
        return [
            SQL(
                "SELECT company_id, commercial_partner_id AS partner_id, create_date AS at, 'case' AS kind,"
                " 0::numeric AS amount FROM helpdesk_ticket"
                " WHERE commercial_partner_id IS NOT NULL AND duplicate_id IS NULL"
                " AND COALESCE(kind, '') != 'recovery'"
            ),
            SQL(
                "SELECT c.company_id, p.commercial_partner_id AS partner_id, c.start AS at, 'contact' AS kind,"
                " 0::numeric AS amount FROM service_contact c JOIN res_partner p ON p.id = c.partner_id"
                " WHERE c.state != 'abandoned'"
            ),
        ]

    @api.model
    def _get_query(self):
        """Everything that customers did, without what our own companies did."""
        self.env.flush_all()
        return SQL(
            "SELECT a.* FROM (%s) a WHERE NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = a.partner_id)",
            SQL(" UNION ALL ").join(self._get_queries()),
        )

    @api.model
    def _get_use_query(self):
        """Cases, purchases and visits alone: what a customer is active by."""
        return SQL("SELECT * FROM (%s) u WHERE u.kind IN %s", self._get_query(), USE)
