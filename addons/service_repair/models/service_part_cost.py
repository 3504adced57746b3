from odoo import fields, models
from odoo.tools import SQL


class ServicePartCost(models.Model):
    """What the parts of work orders cost: a row per part and work order.

    The cost is the value with which the stock was left, by the costing method of the product's category. Where the
    stock is not valued, it is the cost of today.
    """

    _name = "service.part.cost"
    _description = "Parts Cost"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "repair_id"

    date = fields.Datetime(string="Used on", readonly=True)
    repair_id = fields.Many2one("repair.order", string="Work Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    technician_id = fields.Many2one("res.users", readonly=True)
    department_id = fields.Many2one(
        "hr.department", readonly=True, help="Of the technician's employee in the work order's company, as of today."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    device_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial of the Device", readonly=True)
    fault_id = fields.Many2one("service.fault", readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category of the Part", readonly=True)
    covered = fields.Boolean(string="Under Warranty", readonly=True)
    is_repeat = fields.Boolean(string="Repeat Repair", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    cost = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        """From the moves themselves: millions of them are summed where they are."""
        return SQL(
            """
            SELECT m.id, m.date, r.id AS repair_id, m.company_id, c.currency_id, r.user_id AS technician_id,
                   v.department_id, r.partner_id, r.product_id AS device_id, r.lot_id, r.fault_id, m.product_id,
                   t.categ_id, r.under_warranty AS covered, r.is_repeat,
                   m.quantity * u.factor / pu.factor AS quantity,
                   CASE WHEN m.is_out THEN m.value
                        ELSE m.quantity * u.factor / pu.factor
                             * COALESCE((p.standard_price ->> m.company_id::text)::numeric, 0) END AS cost
              FROM stock_move m
              JOIN repair_order r ON r.id = m.repair_id
              JOIN res_company c ON c.id = m.company_id
              JOIN product_product p ON p.id = m.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN uom_uom u ON u.id = m.product_uom
              JOIN uom_uom pu ON pu.id = t.uom_id
              LEFT JOIN LATERAL (
                   SELECT e.current_version_id FROM hr_employee e
                    WHERE e.user_id = r.user_id AND e.company_id = m.company_id ORDER BY e.active DESC, e.id LIMIT 1
                   ) e ON TRUE
              LEFT JOIN hr_version v ON v.id = e.current_version_id
             WHERE r.is_service AND m.repair_line_type = 'add' AND m.state = 'done'
            """
        )
