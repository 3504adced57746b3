from odoo import api, fields, models


class ServiceLeaderboardPlace(models.Model):
    """The place of one person on a leaderboard in one period.

    Rules let everybody read the own place and those with a name. Nothing leads from a place to the figure it follows
    from, and places that are not shown are in no count or mean of a reader.
    """

    _name = "service.leaderboard.place"
    _description = "Place on a Leaderboard"
    _order = "date_start desc, leaderboard_id, place, employee_id"
    _log_access = False
    _rec_name = "employee_id"

    leaderboard_id = fields.Many2one(
        "service.leaderboard", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="leaderboard_id.company_id", store=True)
    kpi_id = fields.Many2one("service.kpi", string="Indicator", required=True, readonly=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="To", required=True, readonly=True)
    value = fields.Float(
        required=True, readonly=True, digits=(16, 4), aggregator=None, help="Not told of what customers answered."
    )
    value_text = fields.Char(string="Shown Value", compute="_compute_value_text")
    place = fields.Integer(required=True, readonly=True, aggregator=None)
    people = fields.Integer(string="Of", required=True, readonly=True, aggregator=None)
    named = fields.Boolean(string="Shown by Name", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _employee_uniq = models.Constraint(
        "UNIQUE(leaderboard_id, date_start, employee_id)", "A person has one place on a leaderboard."
    )

    @api.depends("value", "kpi_id")
    def _compute_value_text(self):
        for place in self:
            kpi = place.sudo().kpi_id
            place.value_text = "" if kpi.confidential else kpi._format(place.value)

    @api.depends_context("uid")
    @api.depends("employee_id")
    def _compute_is_mine(self):
        for place in self:
            place.is_mine = place.sudo().employee_id.user_id == self.env.user

    def _search_is_mine(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("employee_id.user_id", "=", self.env.uid)]
