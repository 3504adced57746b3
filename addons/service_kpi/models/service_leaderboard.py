from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.leaderboard import HIDDEN, board
from ..engine.period import containing
from .service_kpi_target import PERIODS

# How many periods back are still ranked anew, because their figures may still change
_LOOK_BACK = 2


class ServiceLeaderboard(models.Model):
    """That the people of a company, department or team are ranked by an indicator, period by period.

    Off unless it is switched on in the settings. Only periods that are over are ranked, by figures with enough data,
    in groups that are large enough; the first places are shown by name, everybody else sees the own place alone.
    """

    _name = "service.leaderboard"
    _description = "Leaderboard"
    _order = "sequence, id"
    _rec_names_search = ["name", "root_id.name"]
    _check_company_auto = True

    name = fields.Char(translate=True, help="Empty: the name of the indicator, in the language of the reader.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    root_id = fields.Many2one(
        "service.kpi",
        string="Indicator",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('previous_id', '=', False)]",
    )
    period_kind = fields.Selection(
        [pair for pair in PERIODS if pair[0] != "day"], string="Period", required=True, default="month"
    )
    department_id = fields.Many2one(
        "hr.department", check_company=True, ondelete="cascade", help="With those below it. Empty: everybody."
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team", check_company=True, ondelete="cascade", help="With those below it. Empty: everybody."
    )
    top = fields.Integer(
        string="Shown by Name", required=True, default=3, help="The last place that everybody sees with the name."
    )
    min_people = fields.Integer(
        string="At Least", required=True, default=8, help="A period with fewer people that have a figure is not ranked."
    )
    place_ids = fields.One2many("service.leaderboard.place", "leaderboard_id", string="Places")
    place_count = fields.Integer(compute="_compute_place_count")

    _top_positive = models.Constraint("CHECK(top > 0)", "Show the first place at least.")

    @api.depends("name", "root_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # readers of a leaderboard need not be able to read its indicator
        for leaderboard in self.sudo():
            leaderboard.display_name = leaderboard.name or leaderboard.root_id.name

    def _compute_place_count(self):
        counts = dict(
            self.env["service.leaderboard.place"]._read_group(
                [("leaderboard_id", "in", self.ids)], ["leaderboard_id"], ["__count"]
            )
        )
        for leaderboard in self:
            leaderboard.place_count = counts.get(leaderboard, 0)

    @api.constrains("top", "min_people")
    def _check_hidden(self):
        for leaderboard in self:
            if leaderboard.min_people < leaderboard.top + HIDDEN:
                raise ValidationError(
                    self.env._(
                        "At least %(hidden)s people must remain unnamed: with %(top)s places shown by name, a group "
                        "needs %(people)s people.",
                        hidden=HIDDEN,
                        top=leaderboard.top,
                        people=leaderboard.top + HIDDEN,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        boards = super().create(vals_list)
        boards.sudo()._rank()
        return boards

    def write(self, vals):
        result = super().write(vals)
        if {"root_id", "company_id", "period_kind", "department_id", "team_id", "top", "min_people"} & vals.keys():
            self.sudo().place_ids.unlink()
            self.sudo()._rank()
        return result

    # Actions

    def action_view_places(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_kpi.service_leaderboard_place_action")
        return {**action, "domain": [("leaderboard_id", "=", self.id)], "context": {}}

    # Ranking

    @api.model
    def _is_on(self):
        """Whether leaderboards are switched on: everybody has the group then."""
        group = self.env.ref("service_kpi.service_kpi_group_leaderboard")
        return group in self.env.ref("base.group_user").all_implied_ids

    @api.model
    def _cron_rank(self):
        if self._is_on():
            self.search([("active", "=", True)])._rank()

    def _rank(self):
        """Rank the last periods that are over: places of those whose figures are closed come out the same again."""
        for leaderboard in self.filtered("active"):
            now = containing(leaderboard.period_kind, fields.Date.context_today(leaderboard))
            for _back in range(_LOOK_BACK):
                now = now.previous
                leaderboard._rank_period(now.start, now.end - timedelta(days=1))

    def _rank_period(self, start, last_day):
        """Places of one period; what is there already is replaced."""
        self.ensure_one()
        self.place_ids.filtered(lambda place: place.date_start == start).unlink()
        measures = self._get_measures(start)
        places = board({measure: self._get_merit(measure) for measure in measures}, self.top, self.min_people)
        self.env["service.leaderboard.place"].create(
            [
                {
                    "leaderboard_id": self.id,
                    "kpi_id": measure.kpi_id.id,
                    "employee_id": measure.employee_id.id,
                    "date_start": start,
                    "date_end": last_day,
                    "value": 0 if measure.kpi_id.confidential else measure.value,
                    "place": place,
                    "people": len(places),
                    "named": named,
                }
                for measure, (place, named) in places.items()
            ]
        )

    @api.model
    def _get_merit(self, measure):
        """What is compared: the value, or the points where closeness to the target counts. Higher is better."""
        direction = measure.kpi_id.direction
        return measure.score if direction == "band" else measure.value * (-1 if direction == "down" else 1)

    def _get_measures(self, start):
        """The figures with enough data of the people who belong to the group."""
        domain = [
            ("root_id", "=", self.root_id.id),
            ("company_id", "=", self.company_id.id),
            ("subject_kind", "=", "employee"),
            ("period_kind", "=", self.period_kind),
            ("date_start", "=", start),
            ("state", "=", "ok"),
            ("employee_id.active", "=", True),
        ]
        if self.root_id.confidential:
            # who looks again and again must not see single answers of customers come in
            domain.append(("frozen", "=", True))
        if self.department_id:
            domain.append(("employee_id.department_id", "child_of", self.department_id.id))
        if self.team_id:
            domain.append(("employee_id.user_id.helpdesk_team_ids", "child_of", self.team_id.id))
        return self.env["service.kpi.measure"].search(domain)
