from odoo import api, models
from odoo.addons.service_kpi.models.service_kpi_source import Source
from odoo.tools import SQL


class ServiceKpiSource(models.AbstractModel):
    """What work orders tell. A work order is the technician's, and counts when it was reported as repaired."""

    _inherit = "service.kpi.source"

    @api.model
    def _get_sources(self):
        order = "repair.order"
        return super()._get_sources() | {
            "repair_first_time": Source(self.env._("First-time fix"), order, "_facts_repair_first_time"),
            "repair_on_time": Source(self.env._("Repaired on time"), "service.clock", "_facts_repair_on_time"),
            "repair_repeat": Source(self.env._("Repairs that came back"), order, "_facts_repair_repeat"),
            "repair_hours": Source(self.env._("Time to repair (hours)"), order, "_facts_repair_hours"),
            "repair_net_hours": Source(
                self.env._("Time to repair without waiting (hours)"), order, "_facts_repair_net_hours"
            ),
            "repair_cost": Source(self.env._("Parts cost of a repair"), order, "_facts_repair_cost"),
            "repair_done": Source(self.env._("Repaired devices"), order, "_facts_repair_done"),
        }

    @api.model
    def _clock_subject(self):
        return SQL(
            "COALESCE(%s, (SELECT o.name FROM repair_order o WHERE o.id = c.repair_id))", super()._clock_subject()
        )

    @api.model
    def _facts_repair_on_time(self, kpi):
        """Promised times of repair: kept, or broken, counted when they fell due; so a repair that never ends counts."""
        return self._facts_clock(SQL("c.metric = 'repair' AND c.repair_id IS NOT NULL"))

    @api.model
    def _facts_repair_first_time(self, kpi):
        """Done with at most one visit and not repeated since, of those in which a fault was found."""
        return self._facts_repair(SQL("r.first_time_fix"), SQL("r.no_fault_found IS NOT TRUE"))

    @api.model
    def _facts_repair_repeat(self, kpi):
        """Repairs that a later work order repeats: theirs who repaired first, in the month of the first repair."""
        return self._facts_repair(SQL("CASE WHEN r.repeated_within_days THEN 1 ELSE 0 END"))

    @api.model
    def _facts_repair_hours(self, kpi):
        """From intake until the report; the mean is the mean time to repair (MTTR)."""
        return self._facts_repair(SQL("r.repair_hours"))

    @api.model
    def _facts_repair_net_hours(self, kpi):
        """The same without the times for which the work order waited for a part, the customer or an approval."""
        report = self.env["service.repair.report"]
        return self._facts_repair(
            SQL("w.hours_net"), join=SQL("JOIN (%s) w ON w.repair_id = r.id", report._table_query)
        )

    @api.model
    def _facts_repair_cost(self, kpi):
        """What the parts of a repair cost, in the company's currency; a repair without parts cost nothing."""
        costs = SQL("SELECT repair_id, SUM(cost) AS cost FROM (%s) p GROUP BY repair_id", self._part_costs())
        return self._facts_repair(SQL("COALESCE(w.cost, 0)"), join=SQL("LEFT JOIN (%s) w ON w.repair_id = r.id", costs))

    @api.model
    def _part_costs(self):
        return self.env["service.part.cost"]._table_query

    @api.model
    def _facts_repair_done(self, kpi):
        return self._facts_repair(SQL("1"))

    @api.model
    def _facts_repair(self, numerator, condition=None, join=None):
        """Work orders that are done."""
        return SQL(
            "SELECT %s FROM repair_order r LEFT JOIN helpdesk_ticket t ON t.id = r.ticket_id %s"
            " WHERE r.is_service AND r.state = 'done' AND r.repaired_on IS NOT NULL AND (%s)",
            self._fact(
                res_id=SQL("r.id"),
                at=SQL("r.repaired_on"),
                company_id=SQL("r.company_id"),
                team_id=SQL("t.team_id"),
                user_id=SQL("r.user_id"),
                category_id=SQL("t.category_id"),
                channel_id=SQL("t.channel_id"),
                priority=SQL("t.priority"),
                numerator=numerator,
                denominator=SQL("1"),
                label=SQL("r.name"),
            ),
            join or SQL(),
            condition or SQL("TRUE"),
        )
