from odoo import api, fields, models
from odoo.addons.service_quality.models.service_clock_store import Entry

from ..engine import flow
from .service_repair_wait import PARTIES

_ARRIVAL, _REPAIR = frozenset({"arrival"}), frozenset({"repair"})


class RepairOrder(models.Model):
    """What is promised on a work order: arrival and repair; and the figures that indicators are made of."""

    _inherit = "repair.order"

    _clock_field = "repair_id"
    _clock_metrics = frozenset({"arrival", "repair"})
    _clock_position_fields = frozenset({"state"})
    _clock_case_fields = frozenset({"partner_id", "company_id", "ticket_id"})
    _clock_report_fields = frozenset({"company_id", "user_id", "partner_id"})

    clock_ids = fields.One2many(
        "service.clock",
        "repair_id",
        string="Service Clocks",
        readonly=True,
        groups="service_quality.service_quality_group_agent,service_repair.service_repair_group_technician",
    )
    # Raw material of indicators
    arrived_on = fields.Datetime(compute="_compute_visits_done", store=True)
    repaired_on = fields.Datetime(compute="_compute_moments", store=True, index=True)
    repair_hours = fields.Float(
        string="Time to Repair (h)",
        compute="_compute_moments",
        store=True,
        aggregator="avg",
        help="From intake until the report, waiting included. Its mean is the mean time to repair.",
    )
    visits_done = fields.Integer(compute="_compute_visits_done", store=True)
    no_fault_found = fields.Boolean(related="cause_id.no_fault_found", store=True)
    repeated_within_days = fields.Boolean(
        string="Came Back", compute="_compute_came_back", store=True, help="A later work order repeats this one."
    )
    repeat_ids = fields.One2many("repair.order", "earlier_order_id", string="Repeats", readonly=True)
    first_time_fix = fields.Float(
        compute="_compute_came_back",
        store=True,
        aggregator="avg",
        help="1 for a repair done with at most one visit that did not come back.",
    )
    on_time = fields.Float(
        string="Repaired on Time",
        compute="_compute_on_time",
        store=True,
        aggregator="avg",
        help="1 where the promised time of repair was kept, 0 where it was broken."
        " Empty without a promise counts as none.",
    )

    @api.depends("visit_ids.state", "visit_ids.arrived_on")
    def _compute_visits_done(self):
        for order in self:
            visits = order.sudo().visit_ids
            order.arrived_on = min(filter(None, visits.mapped("arrived_on")), default=False)
            order.visits_done = len(visits.filtered("arrived_on"))

    @api.depends("step_ids.step", "step_ids.at")
    def _compute_moments(self):
        moments = {}
        for order, step, at in (
            self.env["service.repair.step"]
            .sudo()
            ._read_group(
                [("repair_id", "in", self.ids), ("step", "in", ("intake", "reported"))],
                ["repair_id", "step"],
                ["at:min"],
            )
        ):
            moments[order.id, step] = at
        for order in self:
            taken_in, repaired = (moments.get((order._origin.id, step)) for step in ("intake", "reported"))
            order.repaired_on = repaired or False
            order.repair_hours = (repaired - taken_in).total_seconds() / 3600 if repaired and taken_in else 0

    @api.depends("repeat_ids", "visits_done", "repaired_on")
    def _compute_came_back(self):
        for order in self:
            # What is not repaired yet has not come back either
            order.repeated_within_days = bool(order.repaired_on and order.sudo().repeat_ids)
            fixed = order.repaired_on and order.visits_done <= 1 and not order.repeated_within_days
            order.first_time_fix = 1.0 if fixed else 0.0

    @api.depends("repaired_on")
    def _compute_on_time(self):
        repaired = self.filtered("repaired_on")
        (self - repaired).on_time = 0.0
        if not repaired:
            return
        clocks = (
            self.env["service.clock"]
            .sudo()
            .search(
                [("repair_id", "in", repaired.ids), ("metric", "=", "repair"), ("state", "=", "stopped")], order="id"
            )
        )
        kept = {clock.repair_id.id: clock.compliance for clock in clocks}
        for order in repaired:
            order.on_time = kept.get(order.id, 0.0)

    # What the clocks ask

    def _clock_case(self):
        ticket = self.sudo().ticket_id
        return {
            "company": self.company_id.id,
            "tier": self.sudo().partner_id.commercial_partner_id.service_tier_id.id,
            "customer": self.sudo().partner_id.commercial_partner_id.id,
            "team": ticket.team_id.id,
            "category": ticket.category_id.id,
            "channel": ticket.channel_id.id,
            "kind": ticket.kind or "request",
            # Two grades of urgency here, four on tickets
            "priority": ticket.priority or ("3" if self.priority == "1" else "1"),
        }

    def _clock_report(self):
        ticket = self.sudo().ticket_id
        return {
            "company_id": self.company_id.id,
            "team_id": ticket.team_id.id,
            "user_id": self.user_id.id,
            "channel_id": ticket.channel_id.id,
            "category_id": ticket.category_id.id,
            "partner_id": self.sudo().partner_id.commercial_partner_id.id,
        }

    def _clock_position(self):
        if self.state == "cancel":
            return "cancelled"
        if self.state == "done":
            return "closed"
        waiting = self.sudo().wait_ids.filtered(lambda wait: not wait.stop)[:1].reason
        return f"waiting:{PARTIES[waiting]}" if waiting else "open"

    def _clock_calendars(self):
        return {order.id: order.company_id.resource_calendar_id for order in self.sudo()}

    def _clock_begin(self):
        return super(RepairOrder, self.filtered("is_service"))._clock_begin()

    def _clock_start(self, wanted):
        """Nobody is promised an arrival for what is done in the workshop."""
        visited = self.filtered(lambda order: "arrived" in flow.steps(order.place or "workshop"))
        opened = super(RepairOrder, visited)._clock_start(wanted) if visited else []
        workshop = self - visited
        if workshop:
            opened += super(RepairOrder, workshop)._clock_start(
                lambda target: target.metric != "arrival" and wanted(target)
            )
        return opened

    def _clock_follow(self, before):
        res = super()._clock_follow(before)
        stop = Entry("stop", metrics=_ARRIVAL | _REPAIR)
        self._clock_record(
            {
                order.id: [stop]
                for order in self
                if before.get(order.id) != "closed" and order._clock_position() == "closed"
            }
        )
        return res

    def _clock_arrived(self):
        self._clock_record({order.id: [Entry("stop", metrics=_ARRIVAL)] for order in self})

    def _follow_clocks(self, vals, before):
        if self._clock_report_fields & vals.keys():
            self.env["service.clock"]._report_again("repair_id", self)
        self._clock_follow(before)

    def action_view_clocks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_clock_action")
        return {**action, "domain": [("repair_id", "=", self.id)], "context": {"create": False}}
