from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["helpdesk.ticket.team", "service.standard.node"]

    service_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Service Hours",
        check_company=True,
        help="The hours in which the team's promises count. Empty: those of the parent team, else of the company.",
    )

    def _get_service_calendar(self):
        """The team's hours, or those of the nearest team above that has some."""
        team = self
        while team and not team.service_calendar_id:
            team = team.parent_id
        return team.service_calendar_id
