from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """The level of a complaint rises by itself with severity and repetition; it is lowered for a reason."""

    _inherit = "helpdesk.ticket"

    complaint_level_id = fields.Many2one(
        "service.complaint.level",
        compute="_compute_complaint_level_id",
        groups="service_quality.service_quality_group_department",
    )

    @api.depends("complaint_level")
    def _compute_complaint_level_id(self):
        levels = {level.number: level for level in self.env["service.complaint.level"].search([("number", ">", 0)])}
        for ticket in self:
            ticket.complaint_level_id = levels.get(ticket.complaint_level, False)

    def _complaint_get_level(self):
        return self.complaint_level_id

    def _complaint_raise_level(self):
        """After a change of severity or repetition: up, never down."""
        tickets = self.sudo()
        cases = [(ticket.complaint_severity, ticket.complaint_repetition, ticket.company_id.id) for ticket in tickets]
        before = {ticket.id: ticket.complaint_level for ticket in tickets}
        rising = {}
        for ticket, level in zip(tickets, self.env["service.complaint.level"]._judge(cases), strict=True):
            if level > ticket.complaint_level:
                rising.setdefault(level, self.browse())
                rising[level] |= ticket
        for level, risen in rising.items():
            risen.sudo().write({"complaint_level": level})
            risen._complaint_log([{"kind": "level", "level": level, "note": self.env._("By severity and repetition")}])
            risen._complaint_tell_level(before)

    def _complaint_tell_level(self, before):
        """Who the ladders name for a level is told when a complaint reaches it.

        :param before: ``{ticket id: level before}``
        """
        for level, tickets in self.sudo().grouped("complaint_level").items():
            reached = tickets.filtered(lambda ticket: before[ticket.id] < ticket.complaint_level)
            self.env["service.escalation"]._raise_event(
                reached,
                "complaint",
                f"complaint:{level}",
                self.env._("Complaint of level %(level)s.", level=level),
                lambda rung, _ticket, level=level: rung.value == level,
            )

    def _complaint_lower_level(self, level, reason):
        """Lower the level, by a team leader and for a reason."""
        self.check_access("write")
        if not self.env.user.has_group("service_quality.service_quality_group_leader"):
            raise UserError(self.env._("A team leader lowers the level of a complaint."))
        for ticket in self:
            if not level or level.number >= ticket.sudo().complaint_level:
                raise UserError(self.env._("Choose a lower level than the present one."))
        self.sudo().write({"complaint_level": level.number})
        self._complaint_log([{"kind": "level", "level": level.number, "note": reason}])
