from odoo import api, models
from odoo.tools import SQL


class ServiceCustomerActivity(models.AbstractModel):
    """Purchases are confirmed orders, visits are those that took place."""

    _inherit = "service.customer.activity"

    @api.model
    def _get_queries(self):
        return [
            *super()._get_queries(),
            SQL(
                "SELECT o.company_id, p.commercial_partner_id AS partner_id, o.date_order AS at, 'purchase' AS kind,"
                " o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount"
                " FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.state = 'sale'"
            ),
            SQL(
                "SELECT v.company_id, p.commercial_partner_id AS partner_id,"
                " COALESCE(v.done_on, v.start) AS at, 'visit' AS kind, 0::numeric AS amount"
                " FROM service_visit v JOIN res_partner p ON p.id = v.partner_id WHERE v.state = 'done'"
            ),
        ]
