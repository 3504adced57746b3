import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine.escalation_chain import first_present
from ..engine.moment import to_epoch
from .service_emergency_plan_step import PLAN_ROLES
from .service_escalation_route import Case, Router

_logger = logging.getLogger(__name__)
_BATCH = 100


class _Level(NamedTuple):
    """A step of a plan, as the router of escalations takes a level."""

    recipient_ids: list
    wake_up: bool = True
    answer_minutes: int = 0


class ServiceIncidentStep(models.Model):
    """A step that the plan laid out for one incident: somebody does it in time, or skips it with a reason.

    Who is absent is passed over as in escalations. What is late is told to
    whom the person reports to, once.
    """

    _name = "service.incident.step"
    _description = "Step of an Incident"
    _order = "incident_id, due_at, sequence, id"

    incident_id = fields.Many2one("service.incident", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="incident_id.company_id", store=True)
    plan_step_id = fields.Many2one("service.emergency.plan.step", readonly=True, ondelete="set null")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Step", required=True)
    instruction = fields.Text()
    role = fields.Selection(PLAN_ROLES, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", domain=[("share", "=", False)], ondelete="restrict")
    due_at = fields.Datetime(string="Due")
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("skipped", "Skipped")], required=True, default="todo", readonly=True
    )
    done_at = fields.Datetime(readonly=True)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True, ondelete="set null")
    note = fields.Text(help="What was found; for a step that is skipped: why.")
    escalated_at = fields.Datetime(readonly=True)
    escalated_to_id = fields.Many2one("res.users", string="Told about the Delay", readonly=True, ondelete="set null")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _late_idx = models.Index("(due_at, id) WHERE state = 'todo' AND escalated_at IS NULL")

    @api.depends_context("uid")
    @api.depends("user_id", "incident_id.user_id", "state")
    def _compute_is_mine(self):
        for step in self:
            step.is_mine = step.state == "todo" and step._is_done_by(self.env.user)

    def _is_done_by(self, user):
        step = self.sudo()
        return user in (step.user_id | step.incident_id.user_id) or user.has_group(
            "service_quality.service_quality_group_leader"
        )

    # CRUD

    def write(self, vals):
        if not self.env.su:
            for step in self:
                if step.state != "todo" or not step._is_done_by(self.env.user):
                    raise AccessError(
                        self.env._("%(step)s: done by %(person)s.", step=step.name, person=step.user_id.name or "–")
                    )
            if {"state", "done_at", "done_by_id", "incident_id", "escalated_at"} & vals.keys():
                raise AccessError(self.env._("Press Done, or Skip with a reason."))
        res = super().write(vals)
        if "user_id" in vals:
            waiting = self.sudo().filtered(lambda step: step.state == "todo")
            waiting._end_activities()
            waiting._remind()
        return res

    # Actions

    def action_done(self):
        self._check_mine()
        self.sudo()._end("done")

    def action_skip(self):
        """Not needed this time: the note says why."""
        self._check_mine()
        for step in self:
            if not (step.note or "").strip():
                raise UserError(self.env._("%(step)s: write in the note why it is skipped.", step=step.name))
        self.sudo()._end("skipped")

    def _check_mine(self):
        self.check_access("read")
        for step in self:
            if not step._is_done_by(self.env.user):
                raise AccessError(
                    self.env._("%(step)s: done by %(person)s.", step=step.name, person=step.user_id.name or "–")
                )

    def _end(self, state, note=None):
        todo = self.filtered(lambda step: step.state == "todo")
        todo.write(
            {
                "state": state,
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
                **({"note": note} if note else {}),
            }
        )
        todo._end_activities()

    # Laying out and reminding

    @api.model
    def _lay_out(self, incident, plan_steps):
        """Steps for an incident, each with a person and a moment.

        :param plan_steps: records of ``service.emergency.plan.step``
        """
        now = fields.Datetime.now()
        router = Router(self.env, now, now)
        case = Case(incident.user_id.id, incident.team_id.id, incident.company_id.id)
        steps = self.create(
            [
                {
                    "incident_id": incident.id,
                    "plan_step_id": line.id,
                    "sequence": line.sequence,
                    "name": line.name,
                    "instruction": line.instruction,
                    "role": line.role,
                    "user_id": next(
                        (user for user, _role, _at in router.tell(_Level([line]), case, to_epoch(now)).told),
                        incident.user_id.id,
                    ),
                    "due_at": incident.detected_at + timedelta(minutes=line.due_minutes),
                }
                for line in plan_steps
            ]
        )
        steps._remind()
        return steps

    def _remind(self):
        """An activity for whoever has to do a step."""
        kind = self.env.ref("service_quality.mail_activity_type_incident")
        model = self.env["ir.model"]._get_id("service.incident")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": step.incident_id.id,
                    "user_id": step.user_id.id,
                    "summary": step.name,
                    "date_deadline": fields.Datetime.context_timestamp(
                        step.with_context(tz=step.user_id.tz), step.due_at or fields.Datetime.now()
                    ).date(),
                    "service_incident_step_id": step.id,
                }
                for step in self
                if step.user_id.active
            ]
        )

    def _end_activities(self):
        self.env["mail.activity"].sudo().search([("service_incident_step_id", "in", self.ids)]).unlink()

    @api.model
    def _cron_late(self):
        """Tell those above about steps that are late."""
        while done := self._tell_late(fields.Datetime.now()):
            if not self.env["ir.cron"]._commit_progress(done):
                break

    @api.model
    def _tell_late(self, now):
        """Up to a hundred late steps of open incidents, each told once.

        :return: their number
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT s.id FROM service_incident_step s JOIN service_incident i ON i.id = s.incident_id"
                " WHERE s.state = 'todo' AND s.escalated_at IS NULL AND s.due_at < %s"
                " AND i.state IN ('detected', 'responding') ORDER BY s.due_at, s.id LIMIT %s"
                " FOR UPDATE OF s SKIP LOCKED",
                now,
                _BATCH,
            )
        )
        steps = self.browse(row[0] for row in rows)
        router = Router(self.env, now, now)
        for step in steps:
            above = step._find_above(router, now)
            step.write({"escalated_at": now, "escalated_to_id": above.id})
            step._send_late(above | step.user_id | step.incident_id.user_id)
        return len(steps)

    def _find_above(self, router, now):
        """Whom the person reports to, up from who is absent; nobody is empty."""
        incident = self.incident_id
        company = incident.company_id.id
        case = Case(incident.user_id.id, incident.team_id.id, company)
        places = [*router._from_user(self.user_id, "user", case)][1:] if self.user_id else []
        places += router._leaders(incident.team_id, case)
        place, _skipped = first_present(
            [p for p in places if not p.who or p.who.user != self.user_id.id],
            lambda who: router._hole(who, company, to_epoch(now)),
        )
        return self.env["res.users"].browse(place.who.user if place else [])

    def _send_late(self, people):
        for user in people.filtered("active"):
            told = self.incident_id.with_context(lang=user.lang or self.env.lang)
            told.message_notify(
                partner_ids=user.partner_id.ids,
                subject=told.env._("Late: %(step)s", step=self.name),
                body=told.env._(
                    "%(incident)s: “%(step)s” was to be done by %(person)s.",
                    incident=told.display_name,
                    step=self.name,
                    person=self.user_id.name or "–",
                ),
            )
