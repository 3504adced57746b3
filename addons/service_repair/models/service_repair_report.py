from odoo import fields, models
from odoo.tools import SQL

from .repair_order import PLACES


class ServiceRepairReport(models.Model):
    """Done work orders as figures: repaired at the first visit, on time, come back, no fault found, times.

    Where there was nothing to keep, a figure is empty, not zero: a work order without a promise is neither on time nor
    late, and one whose fault was not found was not fixed. Hence SQL: the ORM stores no empty number.
    """

    _name = "service.repair.report"
    _description = "Repair Figures"
    _auto = False
    _order = "repaired_on desc, id desc"
    _rec_name = "repair_id"

    repair_id = fields.Many2one("repair.order", string="Work Order", readonly=True)
    repaired_on = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    technician_id = fields.Many2one("res.users", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", string="Device", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial", readonly=True)
    fault_id = fields.Many2one("service.fault", readonly=True)
    cause_id = fields.Many2one("service.fault", readonly=True)
    remedy_id = fields.Many2one("service.fault", readonly=True)
    place = fields.Selection(PLACES, readonly=True)
    covered = fields.Boolean(string="Under Warranty", readonly=True)
    visits = fields.Integer(readonly=True)
    first_time = fields.Float(
        string="First-Time Fix",
        readonly=True,
        aggregator="avg",
        help="Share of the repairs that took at most one visit and did not come back, of those with a fault.",
    )
    on_time = fields.Float(
        string="Repaired on Time",
        readonly=True,
        aggregator="avg",
        help="Share of the promised repairs that kept the promised time.",
    )
    came_back = fields.Float(
        string="Repeat Rate", readonly=True, aggregator="avg", help="Share of the repairs that a later one repeats."
    )
    no_fault = fields.Float(
        string="No Fault Found", readonly=True, aggregator="avg", help="Share of the repairs that found no fault."
    )
    hours = fields.Float(
        string="Time to Repair (h)",
        readonly=True,
        aggregator="avg",
        help="From intake until the report; its mean is the mean time to repair (MTTR).",
    )
    waiting = fields.Float(string="Waiting (h)", readonly=True, aggregator="avg")
    hours_net = fields.Float(
        string="Time to Repair without Waiting (h)",
        readonly=True,
        aggregator="avg",
        help="Without the times for which the work order waited for a part, the customer or an approval.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.id, r.id AS repair_id, r.repaired_on, r.company_id, r.user_id AS technician_id, v.department_id,
                   r.partner_id, r.product_id, t.categ_id, r.lot_id, r.fault_id, r.cause_id, r.remedy_id,
                   r.place, r.under_warranty AS covered, r.visits_done AS visits,
                   CASE WHEN r.no_fault_found THEN NULL ELSE r.first_time_fix END AS first_time,
                   clock.kept AS on_time,
                   CASE WHEN r.repeated_within_days THEN 1.0 ELSE 0.0 END AS came_back,
                   CASE WHEN r.no_fault_found THEN 1.0 ELSE 0.0 END AS no_fault,
                   r.repair_hours AS hours, COALESCE(wait.hours, 0) AS waiting,
                   GREATEST(r.repair_hours - COALESCE(wait.hours, 0), 0) AS hours_net
              FROM repair_order r
              LEFT JOIN product_product p ON p.id = r.product_id
              LEFT JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN LATERAL (
                   SELECT c.compliance AS kept FROM service_clock c
                    WHERE c.repair_id = r.id AND c.metric = 'repair' AND c.state = 'stopped'
                    ORDER BY c.id DESC LIMIT 1
                   ) clock ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum(extract(epoch FROM LEAST(w.stop, r.repaired_on) - w.start)) / 3600 AS hours
                     FROM service_repair_wait w WHERE w.repair_id = r.id AND w.stop IS NOT NULL
                      AND w.start < r.repaired_on
                   ) wait ON TRUE
              LEFT JOIN LATERAL (
                   SELECT e.current_version_id FROM hr_employee e
                    WHERE e.user_id = r.user_id AND e.company_id = r.company_id ORDER BY e.active DESC, e.id LIMIT 1
                   ) e ON TRUE
              LEFT JOIN hr_version v ON v.id = e.current_version_id
             WHERE r.is_service AND r.state = 'done' AND r.repaired_on IS NOT NULL
            """
        )
