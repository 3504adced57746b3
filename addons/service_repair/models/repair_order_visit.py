from odoo import api, fields, models

from .service_visit import OPEN


class RepairOrder(models.Model):
    """The visits of a work order."""

    _inherit = "repair.order"

    visit_ids = fields.One2many("service.visit", "repair_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visits")
    visit_id = fields.Many2one("service.visit", string="Present Visit", compute="_compute_visits")
    visit_start = fields.Datetime(string="Next Visit", related="visit_id.start")
    visit_state = fields.Selection(related="visit_id.state", string="Visit")

    @api.depends("visit_ids.state", "visit_ids.start")
    def _compute_visits(self):
        for order in self:
            coming = order.visit_ids.filtered(lambda visit: visit.state in OPEN).sorted("start")
            order.visit_count = len(order.visit_ids)
            order.visit_id = coming[:1]

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_visit_action")
        return {
            **action,
            "domain": [("repair_id", "=", self.id)],
            "context": {"default_repair_id": self.id, "default_technician_id": self.user_id.id},
        }

    def action_set_out(self):
        self.visit_id.action_set_out()

    def action_arrive(self):
        self.visit_id.action_arrive()
