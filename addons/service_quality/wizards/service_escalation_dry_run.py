from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.escalation import Ladder
from ..engine.moment import from_epoch, to_epoch
from ..models.service_escalation_recipient import ROLES
from ..models.service_escalation_route import Case, Router

_BATCH = 1000


class ServiceEscalationDryRun(models.TransientModel):
    """What a policy would have done in the last weeks, before it goes live.

    The engine climbs the ladder over the log of each clock, exactly as the
    sweep does day by day. Nobody is told anything.
    """

    _name = "service.escalation.dry.run"
    _description = "Dry Run of an Escalation Policy"

    policy_id = fields.Many2one("service.escalation.policy", required=True)
    weeks = fields.Integer(default=4, required=True)
    target_ids = fields.Many2many(
        "service.standard.target",
        string="Promises",
        compute="_compute_target_ids",
        store=True,
        readonly=False,
        help="The promises whose cases are tried; their earlier versions are included.",
    )
    acknowledged = fields.Selection(
        [("never", "Nobody acknowledges"), ("always", "Everybody acknowledges in time")],
        string="Assume that",
        required=True,
        default="never",
    )
    step_ids = fields.One2many("service.escalation.dry.step", "run_id", readonly=True)

    _weeks_positive = models.Constraint("CHECK(weeks BETWEEN 1 AND 520)", "Between one week and ten years are tried.")

    @api.depends("policy_id")
    def _compute_target_ids(self):
        for run in self:
            run.target_ids = run.policy_id.target_ids

    def action_run(self):
        """Climb, and show the counts by level and person."""
        self.ensure_one()
        if not self.target_ids:
            raise UserError(self.env._("Choose the promises whose cases are to be tried."))
        now = fields.Datetime.now()
        steps = self._climb(now - timedelta(weeks=self.weeks), now)
        self.step_ids = [Command.clear(), *(Command.create(values) for values in steps)]
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_escalation_dry_step_action")
        name = self.env._("Dry Run: %(policy)s", policy=self.policy_id.name)
        return {**action, "name": name, "domain": [("run_id", "=", self.id)]}

    def _climb(self, start, end):
        """The steps of every clock that started between two moments, as values of ``service.escalation.dry.step``.

        :param start, end: naive UTC datetimes
        """
        levels = {level.id: level for level in self.policy_id.level_ids}
        rungs = self.policy_id._get_rungs()
        router = Router(self.env, start, end)
        return [
            values
            for clocks in self._read_clocks(start, end)
            for clock, story in clocks
            for values in self._climb_clock(clock, story, rungs, levels, router, to_epoch(end))
        ]

    def _read_clocks(self, start, end):
        """Batches of ``(clock dict, Story)``."""
        clocks, last = self.env["service.clock"].sudo(), 0
        targets = self._get_all_versions().ids
        while True:
            where = SQL(
                "target_id = ANY(%s) AND start >= %s AND start < %s AND id > %s ORDER BY id LIMIT %s",
                targets,
                start,
                end,
                last,
                _BATCH,
            )
            rows = clocks._read_rows(where, SQL.identifier("ticket_id"))
            if not rows:
                return
            stories = clocks._get_stories(rows)
            yield [(row, stories[row["id"]]) for row in rows]
            last = rows[-1]["id"]

    def _get_all_versions(self):
        """The promises and what they were in earlier versions of their standards."""
        found = self.target_ids
        for target in self.target_ids:
            standard = target.standard_id.previous_id
            while standard:
                found |= standard.target_ids.filtered(lambda t, metric=target.metric: t.metric == metric)
                standard = standard.previous_id
        return found

    def _climb_clock(self, clock, story, rungs, levels, router, until):
        row = self.env["service.clock"].sudo().browse(clock["id"])
        case = Case(row.user_id.id, row.team_id.id, row.company_id.id)
        told = {}

        def answer_by(rung, at):
            telling = router.tell(levels[rung.key], case, at)
            told[rung.key] = telling.told
            return telling.answer_by

        always = self.acknowledged == "always"
        ladder = Ladder(rungs, story.table, answer_by, lambda _step: always)
        for step in ladder.play(story.terms, story.events, until):
            for user, role, _deliver_at in told[step.rung.key] or [(False, False, None)]:
                yield {
                    "level_id": step.rung.key,
                    "number": step.rung.position,
                    "user_id": user,
                    "role": role,
                    "ticket_id": clock["subject"],
                    "clock_id": clock["id"],
                    "at": from_epoch(step.at),
                    "why": step.why,
                }


class ServiceEscalationDryStep(models.TransientModel):
    """A person that would have been told of a case: a line of a dry run."""

    _name = "service.escalation.dry.step"
    _description = "Step of a Dry Run"
    _order = "at, id"

    run_id = fields.Many2one("service.escalation.dry.run", required=True, ondelete="cascade", index=True)
    level_id = fields.Many2one("service.escalation.level", readonly=True, ondelete="cascade")
    number = fields.Integer(string="Level No.", readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    role = fields.Selection([*ROLES, ("chain", "Manager above")], readonly=True)
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="cascade")
    clock_id = fields.Many2one("service.clock", readonly=True, ondelete="cascade")
    at = fields.Datetime(string="Reached On", readonly=True)
    why = fields.Selection([("time", "Time"), ("unanswered", "Not acknowledged below")], readonly=True)
