from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    service_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Service Hours",
        check_company=True,
        help="The hours in which the team's promises count. Empty: those of the parent team, else of the company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Standards of a node hold for the nodes below it, which are cached
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "parent_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    def _get_service_calendar(self):
        """The team's hours, or those of the nearest team above that has some."""
        team = self
        while team and not team.service_calendar_id:
            team = team.parent_id
        return team.service_calendar_id
