from odoo import fields, models
from odoo.tools import SQL


class ServiceCareRule(models.Model):
    """Occasions that equipment and purchases give."""

    _inherit = "service.care.rule"

    trigger = fields.Selection(
        selection_add=[
            ("purchase", "Anniversary of a purchase"),
            ("delivery", "Equipment delivered or installed"),
            ("maintenance", "Planned maintenance of equipment"),
        ],
        ondelete={"purchase": "cascade", "delivery": "cascade", "maintenance": "cascade"},
    )

    def _query_purchase(self, first, last):
        rows = SQL(
            "SELECT p.commercial_partner_id AS partner_id, o.partner_id AS contact_id, o.date_order::date AS origin,"
            " o.id || '/' AS name FROM sale_order o JOIN res_partner p ON p.id = o.partner_id"
            " WHERE o.company_id = %s AND o.state = 'sale'",
            self.company_id.id,
        )
        return self._query_yearly(rows, first, last)

    def _query_delivery(self, first, last):
        return SQL(
            "SELECT customer_id AS partner_id, NULL::int AS contact_id, installed_on AS day, id::text AS key"
            " FROM service_customer_equipment WHERE company_id = %s AND until IS NULL"
            " AND installed_on BETWEEN %s AND %s",
            self.company_id.id,
            first,
            last,
        )

    def _query_maintenance(self, first, last):
        return SQL(
            "SELECT e.customer_id AS partner_id, NULL::int AS contact_id, r.schedule_date::date AS day,"
            " r.id::text AS key FROM maintenance_request r"
            " JOIN service_customer_equipment e ON e.id = r.customer_equipment_id"
            " JOIN maintenance_stage s ON s.id = r.stage_id"
            " WHERE e.company_id = %s AND e.until IS NULL AND NOT COALESCE(s.done, FALSE)"
            " AND NOT COALESCE(r.archive, FALSE) AND r.maintenance_type = 'preventive'"
            " AND r.schedule_date::date BETWEEN %s AND %s",
            self.company_id.id,
            first,
            last,
        )
