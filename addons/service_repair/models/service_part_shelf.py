from odoo import fields, models
from odoo.tools import SQL


class ServicePartShelf(models.Model):
    """What lies where, and for how long nobody has taken any of it: the list of dead stock.

    A row per spare part and place: the stock of a warehouse with all its shelves, or a van. What was counted away was
    not used.
    """

    _name = "service.part.shelf"
    _description = "Parts on the Shelf"
    _auto = False
    _order = "idle_days desc, id"
    _rec_name = "product_id"

    location_id = fields.Many2one("stock.location", string="Place", readonly=True)
    technician_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    value = fields.Monetary(
        readonly=True, help="At the cost of today.", groups="service_repair.service_repair_group_parts_keeper"
    )
    first_in = fields.Date(string="There Since", readonly=True)
    last_out = fields.Date(string="Last Taken", readonly=True)
    idle_days = fields.Integer(
        string="Days Untouched", readonly=True, aggregator="max", help="Since any was taken, else since it came."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH place AS (
                SELECT l.id, l.parent_path, l.company_id, l.technician_id
                  FROM stock_location l
                 WHERE l.technician_id IS NOT NULL OR l.id IN (SELECT lot_stock_id FROM stock_warehouse)
            ), part AS (
                SELECT p.id, t.categ_id, p.standard_price
                  FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id WHERE t.is_spare_part
            ), held AS (
                SELECT s.id AS place_id, q.product_id, sum(q.quantity) AS quantity
                  FROM stock_quant q
                  JOIN stock_location l ON l.id = q.location_id
                  JOIN place s ON starts_with(l.parent_path, s.parent_path)
                 WHERE q.product_id IN (SELECT id FROM part)
                 GROUP BY s.id, q.product_id HAVING sum(q.quantity) > 0
            ), taken AS (
                SELECT s.id AS place_id, m.product_id, max(m.date) AS at
                  FROM stock_move_line m
                  JOIN stock_location l ON l.id = m.location_id
                  JOIN stock_location d ON d.id = m.location_dest_id
                  JOIN place s ON starts_with(l.parent_path, s.parent_path)
                 WHERE m.state = 'done' AND d.usage <> 'inventory' AND NOT starts_with(d.parent_path, s.parent_path)
                   AND m.product_id IN (SELECT product_id FROM held)
                 GROUP BY s.id, m.product_id
            ), came AS (
                SELECT s.id AS place_id, m.product_id, min(m.date) AS at
                  FROM stock_move_line m
                  JOIN stock_location d ON d.id = m.location_dest_id
                  JOIN stock_location l ON l.id = m.location_id
                  JOIN place s ON starts_with(d.parent_path, s.parent_path)
                 WHERE m.state = 'done' AND NOT starts_with(l.parent_path, s.parent_path)
                   AND m.product_id IN (SELECT product_id FROM held)
                 GROUP BY s.id, m.product_id
            )
            SELECT row_number() OVER (ORDER BY h.place_id, h.product_id) AS id, h.place_id AS location_id,
                   s.technician_id, s.company_id, c.currency_id, h.product_id, p.categ_id, h.quantity,
                   h.quantity * COALESCE((p.standard_price ->> s.company_id::text)::numeric, 0) AS value,
                   came.at::date AS first_in, taken.at::date AS last_out,
                   (now() AT TIME ZONE 'UTC')::date - COALESCE(taken.at, came.at)::date AS idle_days
              FROM held h
              JOIN place s ON s.id = h.place_id
              JOIN res_company c ON c.id = s.company_id
              JOIN part p ON p.id = h.product_id
              LEFT JOIN taken ON taken.place_id = h.place_id AND taken.product_id = h.product_id
              LEFT JOIN came ON came.place_id = h.place_id AND came.product_id = h.product_id
            """
        )
