import logging
import secrets
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.sampling import draw, fingerprint, rank, share
from .service_inspection_sheet import SUBJECTS

_logger = logging.getLogger(__name__)


class ServiceInspectionPlan(models.Model):
    """How many cases of each agent are inspected a week, and by whom.

    A finished week is drawn once. What could be drawn was fixed when the cases were
    solved; which of them follows from a seed that nobody who is inspected knows.
    """

    _name = "service.inspection.plan"
    _description = "Inspection Plan"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    subject = fields.Selection(SUBJECTS, string="Inspect", required=True, default="ticket")
    team_ids = fields.Many2many("helpdesk.ticket.team", string="Teams", check_company=True, help="Empty: every team.")
    inspector_ids = fields.Many2many(
        "res.users",
        string="Inspectors",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("service_quality.service_quality_group_inspector").ids)
        ],
    )
    per_agent = fields.Integer(string="Per Agent and Week", required=True, default=3)
    by_channel = fields.Boolean(string="From Every Channel", default=True)
    by_outcome = fields.Boolean(string="Kept and Missed Promises", default=True)
    second_percent = fields.Integer(
        string="Judged Twice (%)",
        default=20,
        help="So many are judged by a second inspector who does not see the first.",
    )
    seed = fields.Char(
        default=lambda self: secrets.token_hex(16),
        required=True,
        readonly=True,
        copy=False,
        groups="service_quality.service_quality_group_manager",
    )
    seed_fingerprint = fields.Char(
        string="Fingerprint of the Seed",
        compute="_compute_seed_fingerprint",
        compute_sudo=True,
        help="Shown beforehand; with the seed anybody can check afterwards that it was not chosen to suit.",
    )
    next_week = fields.Date(
        string="Next Week Drawn", required=True, default=lambda self: self._get_last_monday(), help="A Monday."
    )
    draw_ids = fields.One2many("service.inspection.draw", "plan_id", string="Draws", readonly=True)

    _positive = models.Constraint(
        "CHECK(per_agent > 0 AND second_percent BETWEEN 0 AND 100)",
        "At least one case an agent and week, and a share between 0 and 100 %.",
    )

    def _get_last_monday(self):
        today = fields.Date.context_today(self)
        return today - timedelta(days=today.weekday() + 7)

    @api.depends("seed")
    def _compute_seed_fingerprint(self):
        for plan in self:
            plan.seed_fingerprint = fingerprint(plan.seed) if plan.seed else False

    # CRUD

    def write(self, vals):
        if not self.env.su and "seed" in vals:
            raise UserError(self.env._("The seed is drawn once, so that nobody can choose one that suits."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if not self.env.su and self.draw_ids:
            raise UserError(self.env._("Inspections were drawn by this plan: archive it."))

    # Drawing

    def action_draw(self):
        """Draw the weeks that are over, as the scheduled action does."""
        self.check_access("write")
        self.sudo()._draw_due()

    @api.model
    def _cron_draw(self):
        for plan in self.search([("next_week", "<=", self._get_last_monday())]):
            try:
                with self.env.cr.savepoint():
                    plan._draw_due()
            except UserError as error:
                _logger.info("Inspection plan %s draws nothing: %s", plan.id, error)
            self.env["ir.cron"]._commit_progress(1)

    def _draw_due(self):
        for plan in self:
            if not plan.inspector_ids:
                raise UserError(self.env._("Name the inspectors of the plan %(plan)s.", plan=plan.name))
            while plan.next_week <= plan._get_last_monday():
                plan._draw(plan.next_week)
                plan.next_week += timedelta(days=7)

    def _draw(self, monday):
        """Draw one week and hand the cases to the inspectors."""
        self.ensure_one()
        population = self._get_population(monday)
        drawn = self._choose(self.seed, monday, population)
        record = self.env["service.inspection.draw"].create(
            {
                "plan_id": self.id,
                "week": monday,
                "per_agent": self.per_agent,
                "second_percent": self.second_percent,
                "population": [{key: row[key] for key in ("id", "agent", "stratum")} for row in population],
                "chosen": [[number, twice] for number, twice in drawn],
            }
        )
        record._hand_out({row["id"]: row for row in population})
        return record

    @api.model
    def _choose(self, seed, monday, population, per_agent=None, second_percent=None):
        """Which records are inspected, and whether twice: list of ``(id, twice)``.

        :param population: list of dicts with ``id``, ``agent`` and ``stratum``
        """
        per_agent = per_agent or self.per_agent
        second_percent = self.second_percent if second_percent is None else second_percent
        chosen = []
        for agent in sorted({row["agent"] for row in population}):
            strata = {row["id"]: tuple(row["stratum"]) for row in population if row["agent"] == agent}
            chosen += draw(seed, f"{monday}:{agent}", strata, per_agent)
        return [(number, share(seed, f"{monday}:second", number) * 100 < second_percent) for number in chosen]

    def _get_population(self, monday):
        """What was finished in a week: list of dicts with ``id``, ``agent``, ``stratum`` and the values of an
        inspection (``values``)."""
        start, end = self._get_moment(monday), self._get_moment(monday + timedelta(days=7))
        rows = getattr(self.sudo(), f"_get_population_{self.subject}")(start, end)
        for row in rows:
            values = row["values"]
            row["agent"] = values["agent_id"]
            row["stratum"] = [
                values["channel_id"] or 0 if self.by_channel else 0,
                values["outcome"] or "" if self.by_outcome else "",
            ]
        return rows

    def _get_moment(self, day):
        zone = ZoneInfo(self.company_id.resource_calendar_id.tz or "UTC")
        return fields.Datetime.to_datetime(day).replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)

    def _get_population_ticket(self, start, end):
        """Cases solved in a time, whatever became of them afterwards."""
        solved = fields.Domain([("solved_at", ">=", start), ("solved_at", "<", end)]) | fields.Domain(
            [("solved_at", "=", False), ("closed_date", ">=", start), ("closed_date", "<", end)]
        )
        domain = solved & fields.Domain("company_id", "=", self.company_id.id)
        if self.team_ids:
            domain &= fields.Domain("team_id", "child_of", self.team_ids.ids)
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False).search(domain, order="id")
        tickets = tickets.filtered(lambda ticket: ticket.solved_by_id or ticket.user_id)
        missed = self.env["service.feedback"]._get_missed(tickets)
        return [
            {
                "id": ticket.id,
                "values": {
                    "ticket_id": ticket.id,
                    "agent_id": (ticket.solved_by_id or ticket.user_id).id,
                    "team_id": ticket.team_id.id,
                    "channel_id": ticket.channel_id.id,
                    "kind": ticket.kind,
                    "outcome": {True: "missed", False: "kept"}.get(missed.get(ticket.id)),
                },
            }
            for ticket in tickets
        ]

    def _get_population_contact(self, start, end):
        """Contacts that somebody answered and that began in a time."""
        domain = fields.Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("start", ">=", start),
                ("start", "<", end),
                ("answered", "!=", False),
                ("user_id", "!=", False),
            ]
        )
        if self.team_ids:
            domain &= fields.Domain("team_id", "child_of", self.team_ids.ids)
        contacts = self.env["service.contact"].search(domain, order="id")
        kept = dict(
            self.env["service.clock"]._read_group(
                [("contact_id", "in", contacts.ids), ("result", "in", ("met", "missed"))], ["contact_id", "result"]
            )
        )
        return [
            {
                "id": contact.id,
                "values": {
                    "contact_id": contact.id,
                    "agent_id": contact.user_id.id,
                    "team_id": contact.team_id.id,
                    "channel_id": contact.channel_id.id,
                    "kind": False,
                    "outcome": {"met": "kept", "missed": "missed"}.get(kept.get(contact)),
                },
            }
            for contact in contacts
        ]

    def _assign(self, number, agent, monday, sheet=None):
        """The inspectors in the order in which they are asked to judge a record; nobody judges oneself."""
        inspectors = self.inspector_ids.filtered(lambda user: user.active and user.id != agent)
        return inspectors.sorted(lambda user: rank(self.seed, f"{monday}:{number}", user.id))
