from odoo import api, fields, models
from odoo.exceptions import UserError

from .service_repair_wait import REASONS


class RepairOrder(models.Model):
    """Waiting: the promise's clock stands still, and a clock of its own runs."""

    _inherit = "repair.order"

    wait_ids = fields.One2many("service.repair.wait", "repair_id", string="Waiting Times", readonly=True)
    waiting_for = fields.Selection(
        REASONS, string="Waits for", compute="_compute_waiting_for", search="_search_waiting_for"
    )

    @api.depends("wait_ids.stop", "wait_ids.reason")
    def _compute_waiting_for(self):
        for order in self:
            order.waiting_for = order.sudo().wait_ids.filtered(lambda wait: not wait.stop)[:1].reason

    @api.model
    def _search_waiting_for(self, operator, value):
        if operator != "in":
            return NotImplemented
        named = [reason for reason in value if reason]
        found = [("wait_ids", "any", [("stop", "=", False), ("reason", "in", named)])]
        if False in value:
            return ["|", *found, ("wait_ids", "not any", [("stop", "=", False)])]
        return found

    def _wait_for(self, reason, note=None):
        self._check_service()
        for order in self._locked():
            if order.state == "done":
                raise UserError(self.env._("The work is done: there is nothing to wait for."))
            if order.waiting_for:
                raise UserError(self.env._("The work order waits already: go on with it first."))
        before = self.sudo()._clock_watch()
        self.env["service.repair.wait"].sudo().create(
            [{"repair_id": order.id, "reason": reason, "note": note, "start": fields.Datetime.now()} for order in self]
        )
        self.invalidate_recordset(["waiting_for"])
        self.sudo()._clock_follow(before)

    def action_wait_part(self):
        self._wait_for("part")

    def action_wait_customer(self):
        self._wait_for("customer")

    def action_wait_approval(self):
        self._wait_for("approval")

    def action_go_on(self):
        self._check_service()
        self.sudo().wait_ids.filtered(lambda wait: not wait.stop)._finish()
