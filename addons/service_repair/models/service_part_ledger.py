from odoo import fields, models
from odoo.tools import SQL


class ServicePartLedger(models.Model):
    """What each technician was issued of each part, and where it is.

    The ledger balances: issued = used on work orders + returned good +
    returned faulty + handed on + held, give or take what was counted. What is
    held comes from the stock itself, everything else from what moved: a
    difference says that parts came or went on no paper.
    """

    _name = "service.part.ledger"
    _description = "Parts Ledger of Technicians"
    _auto = False
    _order = "technician_id, product_id"
    _rec_name = "product_id"

    technician_id = fields.Many2one("res.users", readonly=True)
    location_id = fields.Many2one("stock.location", string="Van", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    issued = fields.Float(readonly=True, digits="Product Unit")
    used = fields.Float(string="Used on Work Orders", readonly=True, digits="Product Unit")
    returned_good = fields.Float(readonly=True, digits="Product Unit")
    returned_faulty = fields.Float(readonly=True, digits="Product Unit")
    handed_on = fields.Float(
        readonly=True, digits="Product Unit", help="Into another van, or out in any other way that leaves a move."
    )
    counted = fields.Float(string="Counted Difference", readonly=True, digits="Product Unit")
    held = fields.Float(readonly=True, digits="Product Unit")
    difference = fields.Float(readonly=True, digits="Product Unit", help="Zero, or the ledger does not balance.")

    @property
    def _table_query(self):
        """One row per van and part. Moves within a van count for nothing."""
        return SQL(
            """
            WITH van AS (
                SELECT id, technician_id, company_id FROM stock_location WHERE technician_id IS NOT NULL
            ), faulty AS (
                SELECT DISTINCT faulty_location_id AS id FROM stock_warehouse WHERE faulty_location_id IS NOT NULL
            ), entry AS (
                SELECT l.location_dest_id AS van_id, l.product_id, l.quantity_product_uom AS quantity,
                       CASE WHEN s.usage = 'inventory' THEN 'counted' ELSE 'issued' END AS kind
                  FROM stock_move_line l JOIN stock_location s ON s.id = l.location_id
                 WHERE l.state = 'done' AND l.location_dest_id IN (SELECT id FROM van)
                   AND l.location_id <> l.location_dest_id
                UNION ALL
                SELECT l.location_id, l.product_id,
                       CASE WHEN d.usage = 'inventory' THEN -l.quantity_product_uom ELSE l.quantity_product_uom END,
                       CASE WHEN d.usage = 'inventory' THEN 'counted'
                            WHEN m.repair_line_type = 'add' THEN 'used'
                            WHEN d.id IN (SELECT id FROM faulty) THEN 'returned_faulty'
                            WHEN d.usage = 'internal' AND d.technician_id IS NULL THEN 'returned_good'
                            ELSE 'handed_on' END
                  FROM stock_move_line l
                  JOIN stock_location d ON d.id = l.location_dest_id
                  LEFT JOIN stock_move m ON m.id = l.move_id
                 WHERE l.state = 'done' AND l.location_id IN (SELECT id FROM van)
                   AND l.location_id <> l.location_dest_id
                UNION ALL
                SELECT q.location_id, q.product_id, q.quantity, 'held'
                  FROM stock_quant q WHERE q.location_id IN (SELECT id FROM van)
            ), total AS (
                SELECT van_id, product_id,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'issued'), 0) AS issued,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'used'), 0) AS used,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'returned_good'), 0) AS returned_good,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'returned_faulty'), 0) AS returned_faulty,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'handed_on'), 0) AS handed_on,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'counted'), 0) AS counted,
                       COALESCE(sum(quantity) FILTER (WHERE kind = 'held'), 0) AS held
                  FROM entry GROUP BY van_id, product_id
            )
            SELECT row_number() OVER (ORDER BY t.van_id, t.product_id) AS id, v.technician_id, v.id AS location_id,
                   v.company_id, t.product_id, t.issued, t.used, t.returned_good, t.returned_faulty, t.handed_on,
                   t.counted, t.held,
                   round((t.issued + t.counted - t.used - t.returned_good - t.returned_faulty - t.handed_on
                          - t.held)::numeric, 6) AS difference
              FROM total t JOIN van v ON v.id = t.van_id
            """
        )
