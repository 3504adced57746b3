from collections import defaultdict
from datetime import timedelta
from itertools import combinations

from odoo import api, fields, models

from ..engine.matching import overlap
from ..engine.moment import to_epoch
from ..models.service_clock_sweep import _works
from ..models.service_escalation_route import Case, Router

_UNUSED_AFTER = timedelta(days=90)
_EXPIRES_SOON = timedelta(days=30)


class ServiceSelfCheck(models.TransientModel):
    """What is wrong with the configuration, a row per problem.

    Every check reads all of its subject at once and judges it in memory: the
    number of queries does not depend on how many standards, teams or stages
    there are.
    """

    _name = "service.self.check"
    _description = "Self-Check"
    _order = "severity, id"

    severity = fields.Selection([("0_error", "Error"), ("1_warning", "Warning"), ("2_note", "Note")], readonly=True)
    subject = fields.Selection(
        [
            ("standard", "Standards"),
            ("calendar", "Service hours"),
            ("stage", "Stages"),
            ("team", "Teams"),
            ("policy", "Escalation"),
        ],
        readonly=True,
    )
    code = fields.Char(readonly=True)
    name = fields.Char(string="What", readonly=True)
    explanation = fields.Char(string="What It Means", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)

    # Actions

    @api.model
    def action_run(self):
        """Check now and show what was found."""
        self.check_access("read")
        self.sudo().search([("create_uid", "=", self.env.uid)]).unlink()
        self.sudo().create(list(self._find_problems()))
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_self_check_action")
        return {**action, "domain": [("create_uid", "=", self.env.uid)]}

    def action_open(self):
        """Go where the problem is mended."""
        self.ensure_one()
        records = self.env[self.res_model]
        if self.res_id:
            return records.browse(self.res_id)._get_records_action()
        return self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_standard_action")

    # Checks

    def _find_problems(self):
        standards = self.env["service.standard"].search([("state", "in", ("in_force", "approved"))])
        standards = standards.with_context(active_test=False)
        yield from self._find_unused(standards)
        yield from self._find_overlaps(standards)
        yield from self._find_broken_conditions(standards)
        yield from self._find_archived(standards)
        yield from self._find_expired(standards)
        yield from self._find_unpromised(standards)
        # Configuration that is read as a whole, a handful of rows
        teams = self.env["helpdesk.ticket.team"].search([])  # pylint: disable=no-search-all
        stages = self.env["helpdesk.ticket.stage"].search([])  # pylint: disable=no-search-all
        yield from self._find_hours(standards, teams)
        # A stage of archived teams is not one of every team
        yield from self._find_stages(stages.with_context(active_test=False), teams)
        yield from self._find_teams(teams)
        yield from self._find_levels(teams)

    def _row(self, severity, subject, code, record, explanation):
        return {
            "severity": severity,
            "subject": subject,
            "code": code,
            "name": record.display_name,
            "explanation": explanation,
            "res_model": record._name,
            "res_id": record.id,
        }

    def _find_unused(self, standards):
        since = fields.Datetime.now() - _UNUSED_AFTER
        clocks = self.env["service.clock"].sudo()
        used = {standard.id for (standard,) in clocks._read_group([("start", ">=", since)], ["standard_id"])}
        for standard in standards if used else ():
            old = (standard.valid_from or standard.create_date) <= since
            if old and standard.id not in used and any(target.time_basis != "none" for target in standard.target_ids):
                text = self.env._("No case of the last 90 days was promised anything by it. Is its scope too narrow?")
                yield self._row("2_note", "standard", "unused", standard, text)

    def _find_overlaps(self, standards):
        scopes = {scope.id: scope for scope in standards._get_scopes()}
        dated = standards.filtered(lambda standard: standard.id in scopes).sorted(lambda s: (s.sequence, s.id))
        for one, other in combinations(dated, 2):
            if one in (other.previous_id, other) or other == one.previous_id:
                continue
            # Whether a case can meet two conditions nobody can tell: they are taken to tell cases apart
            if one.domain and other.domain and one.domain != other.domain:
                continue
            common = set(one.target_ids.mapped("metric")) & set(other.target_ids.mapped("metric"))
            if common and overlap(scopes[one.id], scopes[other.id]):
                by_order = one.sequence != other.sequence
                text = (
                    self.env._(
                        "As specific as %(other)s for the same cases: only the sequence decides.",
                        other=other.display_name,
                    )
                    if by_order
                    else self.env._(
                        "As specific as %(other)s for the same cases: the older one holds.", other=other.display_name
                    )
                )
                yield self._row("2_note" if by_order else "1_warning", "standard", "overlap", one, text)

    def _find_broken_conditions(self, standards):
        tickets = self.env["helpdesk.ticket"].sudo()
        for standard in standards.filtered("domain"):
            try:
                standard._get_condition().validate(tickets)
            except Exception as error:
                text = self.env._("Its condition cannot be evaluated, so it holds for no case: %(error)s", error=error)
                yield self._row("0_error", "standard", "condition", standard, text)

    def _find_archived(self, standards):
        for standard in standards:
            names = ("team_ids", "category_ids", "channel_ids", "tag_ids", "partner_ids")
            gone = [record.display_name for name in names for record in standard[name] if not record.active]
            if gone:
                text = self.env._("It names what is archived: %(names)s", names=", ".join(gone))
                yield self._row("1_warning", "standard", "archived", standard, text)

    def _find_expired(self, standards):
        soon = fields.Datetime.now() + _EXPIRES_SOON
        followed = standards.previous_id
        for standard in standards.filtered(lambda s: s.valid_to and s.valid_to <= soon) - followed:
            text = self.env._(
                "It ends on %(date)s and no version follows.", date=fields.Date.to_string(standard.valid_to)
            )
            yield self._row("1_warning", "standard", "expired", standard, text)

    def _find_unpromised(self, standards):
        promised = set(standards.target_ids.filtered(lambda target: target.time_basis != "none").mapped("metric"))
        labels = dict(self.env["service.standard.target"]._fields["metric"]._description_selection(self.env))
        for metric, label in labels.items():
            if metric not in promised:
                text = self.env._("No standard promises this.")
                row = self._row("2_note", "standard", "unpromised", self.env["service.standard"], text)
                yield {**row, "name": label, "res_id": False}

    def _find_hours(self, standards, teams):
        places = defaultdict(lambda: self.env["service.standard"])
        for standard in standards:
            for target in standard.target_ids.filtered(lambda target: target.time_basis == "working"):
                places[target._get_own_calendar()] |= standard
        general = self.env.companies.resource_calendar_id | teams.service_calendar_id
        for calendar in (self.env["resource.calendar"].union(*places) | general).sudo():
            where = (
                ", ".join(places[calendar].mapped("display_name"))
                if calendar in places
                else self.env._("teams or company")
            )
            yield from self._judge_calendar(calendar, where)

    def _judge_calendar(self, calendar, where):
        if calendar.flexible_hours:
            text = self.env._("It is flexible and fixes no hours: promises count 24×7. Used by: %(where)s", where=where)
            yield self._row("1_warning", "calendar", "flexible", calendar, text)
        elif calendar._get_working_time().next_opening(to_epoch(fields.Datetime.now())) is None:
            text = self.env._("It has no working hours, so no promise ever falls due. Used by: %(where)s", where=where)
            yield self._row("0_error", "calendar", "no_hours", calendar, text)

    def _find_stages(self, stages, teams):
        for team in teams:
            own = stages.filtered(
                lambda stage, team=team: (
                    (not stage.team_ids or team in stage.team_ids)
                    and stage.company_id in (team.company_id, stage.company_id.browse())
                )
            )
            if not own.filtered("resolving"):
                text = self.env._("No stage of this team resolves a case: its resolution clocks never stop.")
                yield self._row("0_error", "stage", "no_resolving", team, text)
            elif not own.filtered("closed"):
                text = self.env._("No stage of this team closes a case: its clocks never end.")
                yield self._row("1_warning", "stage", "no_closing", team, text)
        for stage in stages.filtered(lambda stage: stage.team_ids and not stage.team_ids.filtered("active")):
            text = self.env._("It belongs to archived teams only: no case can reach it.")
            yield self._row("2_note", "stage", "unreachable", stage, text)
        awaiting = stages._get_shipped("helpdesk_ticket_stage_awaiting") & stages
        for stage in awaiting.filtered(lambda stage: not (stage.waiting_for or stage.closed or stage.resolving)):
            text = self.env._("It is meant for waiting but does not say for whom: clocks go on counting.")
            yield self._row("1_warning", "stage", "waiting", stage, text)

    def _find_teams(self, teams):
        for team in teams:
            if not _get_leader(team):
                text = self.env._(
                    "Neither it nor a team above has a leader:"
                    " nobody is told when an unassigned case misses its promise."
                )
                yield self._row("1_warning", "team", "no_leader", team, text)
            if not team.user_ids:
                text = self.env._("It has no members: nobody takes its cases.")
                yield self._row("1_warning", "team", "no_members", team, text)
            if not (
                team._get_service_calendar()
                or team.company_id.resource_calendar_id
                or self.env.company.resource_calendar_id
            ):
                text = self.env._("Neither it nor its company has service hours: its promises count 24×7.")
                yield self._row("2_note", "team", "no_calendar", team, text)

    def _find_levels(self, teams):
        """Of teams without a leader, who are listed already, nothing more is said here."""
        policies = self.env["service.escalation.policy"].search([])  # pylint: disable=no-search-all
        now, teams = fields.Datetime.now(), teams.filtered(_get_leader)
        router = Router(self.env, now, now)
        # Read at once whom the router asks for one by one
        leaders = router.env["helpdesk.ticket.team"].browse(teams.ids).user_id.employee_ids
        (leaders.parent_id | leaders.department_id.manager_id).user_id.mapped("active")
        for policy in policies:
            for text in policy._get_warnings():
                yield self._row("1_warning", "policy", "policy", policy, text)
            served = teams.filtered(lambda team, own=policy.company_id: own in (team.company_id, own.browse()))
            levels = policy.level_ids.filtered("recipient_ids")
            if empty := levels.filtered(lambda level, served=served: self._reaches_nobody(router, level, served, now)):
                text = self.env._(
                    "Levels with nobody behind them, at least for some teams: %(levels)s",
                    levels=", ".join(empty.mapped("name")),
                )
                yield self._row("1_warning", "policy", "no_recipient", policy, text)

    def _reaches_nobody(self, router, level, teams, moment):
        """Whether nobody is told of a case without assignee of some of the teams."""
        cases = (Case(None, team.id, (team.company_id or self.env.company).id) for team in teams)
        return any(not router.tell(level, case, to_epoch(moment)).told for case in cases)


def _get_leader(team):
    """Who leads the team or the nearest one above that has somebody."""
    while team and not _works(team.user_id):
        team = team.parent_id
    return team.user_id
