from odoo import api, fields, models

from .service_standard_target import WAITING_FOR


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    resolving = fields.Boolean(
        string="Resolves the Case",
        help="Here the customer has what was asked for: the resolution clock stops. "
        "A closing stage that does not resolve cancels the open clocks.",
    )
    waiting_for = fields.Selection(
        WAITING_FOR, help="Here work stands still, and whose time it is meanwhile: clocks pause."
    )

    # The cases standing in a stage move with it when its meaning changes
    _POSITION_FIELDS = frozenset({"resolving", "waiting_for", "closed"})

    _waiting_or_over = models.Constraint(
        "CHECK(waiting_for IS NULL OR NOT (COALESCE(closed, FALSE) OR COALESCE(resolving, FALSE)))",
        "A stage either waits or resolves or closes.",
    )

    @api.onchange("closed")
    def _onchange_closed(self):
        res = super()._onchange_closed()
        if self.closed:
            self.resolving = True
            self.waiting_for = False
        return res

    def write(self, vals):
        if not self._POSITION_FIELDS & vals.keys():
            return super().write(vals)
        tickets = self.env["helpdesk.ticket"].sudo().search([("stage_id", "in", self.ids)])
        before = tickets._clock_watch()
        res = super().write(vals)
        tickets._clock_follow(before)
        return res

    def _get_clock_position(self):
        """Where a case in this stage stands (see ``service.clock.mixin``)."""
        if self.closed:
            return "closed" if self.resolving else "cancelled"
        if self.resolving:
            return "resolved"
        return f"waiting:{self.waiting_for}" if self.waiting_for else "open"

    @api.model
    def _mark_shipped_stages(self):
        """What the stages at hand mean for clocks: closing ones resolve, except cancelled and rejected; awaiting waits."""
        unresolved = self._get_shipped("helpdesk_ticket_stage_cancelled", "helpdesk_ticket_stage_rejected")
        self.with_context(active_test=False).search(
            [("closed", "=", True), ("id", "not in", unresolved.ids)]
        ).resolving = True
        self._get_shipped("helpdesk_ticket_stage_awaiting").filtered(
            lambda stage: not stage.closed
        ).waiting_for = "customer"

    def _get_shipped(self, *names):
        stages = self.browse()
        for name in names:
            stages |= self.env.ref(f"helpdesk_mgmt.{name}", raise_if_not_found=False) or self.browse()
        return stages
