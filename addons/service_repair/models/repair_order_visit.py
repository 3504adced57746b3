from odoo import api, fields, models
from odoo.exceptions import UserError

from .service_visit import OPEN


class RepairOrder(models.Model):
    """The visits of a work order."""

    _inherit = "repair.order"

    visit_ids = fields.One2many("service.visit", "repair_id", string="Visits")
    visit_count = fields.Integer(string="Number of Visits", compute="_compute_visit_count")
    visit_id = fields.Many2one(
        "service.visit", string="Present Visit", compute="_compute_visit_id", store=True, index="btree_not_null"
    )
    visit_start = fields.Datetime(string="Next Visit", related="visit_id.start")
    visit_state = fields.Selection(related="visit_id.state", string="Visit")

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["service.visit"].sudo()._read_group([("repair_id", "in", self.ids)], ["repair_id"], ["__count"])
        )
        for order in self:
            order.visit_count = counts.get(order.sudo(), 0)

    @api.depends("visit_ids.state", "visit_ids.start")
    def _compute_visit_id(self):
        """The visit that has begun, else the next one."""
        for order in self:
            coming = order.sudo().visit_ids.filtered(lambda visit: visit.state in OPEN)
            begun = coming.filtered(lambda visit: visit.state in ("on_the_way", "arrived"))
            order.visit_id = (begun or coming).sorted("start")[:1]

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_visit_action")
        return {
            **action,
            "domain": [("repair_id", "=", self.id)],
            "context": {"default_repair_id": self.id, "default_technician_id": self.user_id.id},
        }

    def action_set_out(self):
        self._get_present_visit().action_set_out()

    def action_arrive(self):
        self._get_present_visit().action_arrive()

    def action_leave(self):
        """The technician leaves, done or not; another visit can be offered."""
        self._get_present_visit().action_done()

    def _get_present_visit(self):
        self.ensure_one()
        if not self.visit_id:
            raise UserError(self.env._("Agree on an appointment with the customer first."))
        return self.visit_id

    def action_repair_end(self):
        """Whoever reports has left."""
        res = super().action_repair_end()
        left = self.sudo().visit_ids.filtered(lambda visit: visit.state == "arrived")
        left.write({"state": "done", "done_on": fields.Datetime.now()})
        return res
