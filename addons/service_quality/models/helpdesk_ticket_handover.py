from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.metrics import Signal
from .service_clock_mixin import is_over


class HelpdeskTicket(models.Model):
    """A case that goes from one team to another is to be taken over within a time that teams promise each other.

    The clock of the handover runs under those of the customer. It stops when
    the new team takes over: one of its members is assigned, answers the
    customer or says so. Handing the case on, or back, ends this handover too
    and begins the next.
    """

    _inherit = "helpdesk.ticket"

    handover_open = fields.Boolean(compute="_compute_open_promises")

    def write(self, vals):
        if vals.keys().isdisjoint({"team_id", "user_id"}):
            return super().write(vals)
        before = {ticket.id: (ticket.team_id, ticket.user_id) for ticket in self.sudo()}
        res = super().write(vals)
        self.sudo()._hand_over(before)
        return res

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        if self._is_reply(message) and message.author_id in self.sudo().team_id.user_ids.partner_id:
            self._take_over()
        return res

    def _hand_over(self, before):
        """Start and stop handovers after a change.

        :param before: ``{ticket id: (team, user)}``
        """
        handed, taken = self.browse(), self.browse()
        for ticket in self:
            team, user = before[ticket.id]
            if team and ticket.team_id and team != ticket.team_id and not is_over(ticket._clock_position()):
                handed |= ticket
            elif ticket.user_id and ticket.user_id != user:
                taken |= ticket
        handed._start_handover({ticket.id: before[ticket.id][0] for ticket in handed})
        (taken | handed.filtered("user_id"))._take_over()

    def _start_handover(self, from_teams):
        if not self:
            return
        self._take_over(self.env._("Handed on"))
        opened = self._clock_start(lambda target: target.metric == "handover")
        if not opened:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE service_clock AS c SET from_team_id = v.team, to_team_id = c.team_id"
                " FROM unnest(%s::int4[], %s::int4[]) AS v(ticket, team)"
                " WHERE c.ticket_id = v.ticket AND c.id = ANY(%s)",
                list(from_teams),
                [team.id for team in from_teams.values()],
                opened,
            )
        )
        self.env["service.clock"].invalidate_model(["from_team_id", "to_team_id"], flush=False)

    def _take_over(self, note=None):
        """The team that has these cases works on them now."""
        self._clock_signal(Signal.TAKEN_OVER, note=note)
        self.invalidate_recordset(["handover_open"], flush=False)

    def action_take_over(self):
        """Take the cases over for one's own team, and for oneself."""
        self.check_access("write")
        for ticket in self:
            if ticket.team_id and self.env.user not in ticket.team_id.sudo().user_ids:
                raise UserError(
                    self.env._(
                        "%(ticket)s was handed to %(team)s: one of that team takes it over.",
                        ticket=ticket.display_name,
                        team=ticket.team_id.sudo().name,
                    )
                )
        self._take_over(self.env._("Taken over"))
        self.filtered(lambda ticket: ticket.user_id != self.env.user).write({"user_id": self.env.user.id})
