from odoo import models
from odoo.exceptions import UserError

from .activity import ask
from .service_repair_wait import GO_AHEAD


class RepairOrder(models.Model):
    """Waiting for approval: a manager is asked, and approves."""

    _inherit = "repair.order"

    def action_wait_approval(self):
        res = super().action_wait_approval()
        for order in self.sudo():
            ask(order, GO_AHEAD, order._get_judge())
        return res

    def action_go_on(self):
        """Going on with what nobody has approved is possible, and stays on record."""
        self._check_service()
        unasked = self.sudo().wait_ids.filtered(lambda wait: not wait.stop and wait.reason == "approval")
        for wait in unasked.filtered(lambda wait: not wait.note):
            wait.note = self.env._("Not approved: %s went on", self.env.user.name)
        return super().action_go_on()

    def action_approve(self):
        """Approve what the technician waits for: the work goes on, and who approved stays on record.

        :raises UserError: if it does not wait for approval, or is the user's own
        """
        self._check_manager()
        self._check_service()
        for order in self._locked():
            if order.waiting_for != "approval":
                raise UserError(self.env._("This work order does not wait for approval."))
            if order._is_own():
                raise UserError(self.env._("Nobody approves their own work order: ask another manager."))
            order.sudo().wait_ids.filtered(lambda wait: not wait.stop).note = self.env.user.name
            order.sudo().activity_feedback([GO_AHEAD], feedback=self.env._("Approved"))
        self.action_go_on()
