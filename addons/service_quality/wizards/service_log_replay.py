"""Feeding an event log through the same methods as live use, each event at its own time."""

from odoo import Command, fields
from odoo.tools import SQL

from ..engine.metrics import Signal
from ..engine.moment import At, from_epoch

# The position a meaning moves a case to (see service.clock.mixin), where "new" is open and not attended to yet
_POSITIONS = {
    "open": "new",
    "respond": "open",
    "resume": "open",
    "wait_customer": "waiting:customer",
    "wait_supplier": "waiting:supplier",
    "wait_ours": "waiting:ours",
    "resolve": "resolved",
    "close": "closed",
    "cancel": "cancelled",
}
_SIGNALS = {"respond": Signal.REPLIED, "propose": Signal.PROPOSED}
_OVER = frozenset({"resolved", "closed", "cancelled"})
_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}
# After so many events what the cache holds is given back, so that memory does not grow with the log
_FLUSH_EVERY = 500
_GROWING = ("helpdesk.ticket", "service.clock", "service.clock.event", "service.escalation")


class LogReplay:
    """One run over a checked :class:`Log`. ``create_agents`` makes users of agents nobody knows."""

    def __init__(self, env, log, create_agents=False):
        self.at = At(fields.Datetime.now(), agenda=[])
        self.env = env(context={**env.context, **_CONTEXT, "service_at": self.at})
        self.log = log
        self.create_agents = create_agents
        self.tickets = {}
        self.positions = {}
        self.dates = {}
        self.notes = {}
        self.missing_agents = set()
        self.made_teams = set()
        self._found = {}

    def run(self, progress=lambda done, total: None):
        """Replay every event in the order of time.

        :param progress: called with the number of events done and their total
        :return: the tickets, one per case
        """
        total = len(self.log.events)
        for done, event in enumerate(self.log.events, start=1):
            self._apply(event)
            if done % _FLUSH_EVERY == 0 or done == total:
                self._breathe()
                progress(done, total)
        self._store_dates()
        return self.env["helpdesk.ticket"].browse(self.tickets.values())

    def _apply(self, event):
        at = self.at.moment = from_epoch(event.at)
        self.climb_until(at)
        if event.case not in self.tickets:
            self._open(event, at)
        ticket = self.env["helpdesk.ticket"].browse(self.tickets[event.case])
        if signal := _SIGNALS.get(event.meaning):
            self._move(ticket, event, at)
            ticket._clock_signal(signal, note=event.activity)
        elif event.meaning in _POSITIONS:
            self._move(ticket, event, at)
        else:
            self.notes.setdefault(ticket.id, []).append((at, event))

    def climb_until(self, at):
        """The escalations of these cases up to a moment, as history."""
        if self.tickets:
            self.env["service.escalation"]._climb_until(at, min(self.tickets.values()))

    def _open(self, event, at):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": event.subject or event.case,
                "description": event.subject or event.product or event.case,
                "partner_id": self._named("res.partner", event.customer),
                "partner_name": event.customer,
                "stage_id": self._stage("new").id,
                "user_id": self._agent(event.agent).id,
                "team_id": self._named("helpdesk.ticket.team", event.team),
                "channel_id": self._named("helpdesk.ticket.channel", event.channel),
                "category_id": self._named("helpdesk.ticket.category", event.product),
                "kind": event.kind or "inquiry",
                "priority": event.priority if event.priority in ("0", "1", "2", "3") else "1",
            }
        )
        self.tickets[event.case] = ticket.id
        self.positions[ticket.id] = "new"
        self.dates[ticket.id] = {"create_date": at, "last_stage_update": at, "assigned_date": at, "closed_date": None}

    def _move(self, ticket, event, at):
        """Move the case where the event says it is; work on a case that was over reopens it."""
        position = _POSITIONS.get(event.meaning, "open")
        present = self.positions[ticket.id]
        if event.meaning in ("propose", "open") and present not in _OVER:
            return
        values = {}
        if position != present and not (position in _OVER and present in ("closed", "cancelled")):
            values["stage_id"] = self._stage(position).id
            self.positions[ticket.id] = position
            self.dates[ticket.id]["last_stage_update"] = at
            self.dates[ticket.id]["closed_date"] = at if position in ("closed", "cancelled") else None
        if event.meaning == "respond" and event.agent and ticket.user_id != self._agent(event.agent):
            self._join_team(ticket.team_id, self._agent(event.agent))
            values["user_id"] = self._agent(event.agent).id
            self.dates[ticket.id]["assigned_date"] = at
        if values:
            ticket.write(values)

    # What the log names

    def _named(self, model, name):
        """The id of the record of this name, made where there is none."""
        if not name:
            return False
        key = (model, name)
        if key not in self._found:
            records = self.env[model]
            record = records.search([("name", "=", name)], limit=1)
            if not record:
                record = records.create({"name": name})
                self.made_teams.update(record.ids if model == "helpdesk.ticket.team" else ())
            self._found[key] = record.id
        return self._found[key]

    def _agent(self, name):
        users = self.env["res.users"]
        key = ("res.users", name)
        if name and key not in self._found:
            user = users.search(["|", ("login", "=", name), ("name", "=", name)], limit=1)
            if not user and self.create_agents:
                user = self._create_agent(name)
            if not user:
                self.missing_agents.add(name)
            self._found[key] = user.id
        return users.browse(self._found.get(key) or [])

    def _join_team(self, team, agent):
        """Only members of a team are assigned its tickets; a log tells who belongs to the teams it brings along."""
        if team.id in self.made_teams and agent not in team.user_ids:
            team.user_ids = [Command.link(agent.id)]

    def _create_agent(self, name):
        group = self.env.ref("service_quality.service_quality_group_agent")
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.create({"name": name, "login": f"log:{name}", "group_ids": [Command.set(group.ids)]})

    def _stage(self, position):
        """The first stage that stands for a position, made where there is none."""
        key = ("stage", position)
        if key not in self._found:
            stages = self.env["helpdesk.ticket.stage"]
            known = stages.search([("team_ids", "=", False), ("company_id", "in", (False, self.env.company.id))])
            known = known.sorted(lambda stage: stage.unattended != (position == "new"))
            wanted = "open" if position == "new" else position
            stage = next((stage for stage in known if stage._get_clock_position() == wanted), stages)
            self._found[key] = (stage or stages.create(self._prepare_stage(position))).id
        return self.env["helpdesk.ticket.stage"].browse(self._found[key])

    def _prepare_stage(self, position):
        waiting_for = position.partition(":")[2]
        names = {
            "new": self.env._("New"),
            "open": self.env._("In Progress"),
            "waiting:customer": self.env._("Waiting for Customer"),
            "waiting:supplier": self.env._("Waiting for Supplier"),
            "waiting:ours": self.env._("Waiting for Us"),
            "resolved": self.env._("Resolved"),
            "closed": self.env._("Closed"),
            "cancelled": self.env._("Cancelled"),
        }
        return {
            "name": names[position],
            "sequence": 3 if waiting_for else 4,
            "waiting_for": waiting_for or False,
            "resolving": position in ("resolved", "closed"),
            "closed": position in ("closed", "cancelled"),
            "fold": position in _OVER,
            "company_id": False,
        }

    # Batches

    def _breathe(self):
        self._post_notes()
        self.env.flush_all()
        self.env.invalidate_all()
        # One long transaction: only it sees these rows, so nobody else counts them for the planner
        for name in _GROWING:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(self.env[name]._table)))

    def _post_notes(self):
        """What has no meaning for the clocks stays readable in the chatter, at its own time."""
        note = self.env.ref("mail.mt_note").id
        self.env["mail.message"].create(
            [
                {
                    "model": "helpdesk.ticket",
                    "res_id": ticket_id,
                    "body": event.activity,
                    "date": at,
                    "message_type": "notification",
                    "subtype_id": note,
                    "author_id": self._agent(event.agent).partner_id.id,
                    "email_from": False,
                    "reply_to": False,
                }
                for ticket_id, notes in self.notes.items()
                for at, event in notes
            ]
        )
        self.notes.clear()

    def _store_dates(self):
        """Tickets tell when they were opened, assigned and closed in the log, which no method of theirs takes."""
        names = ["create_date", "last_stage_update", "assigned_date", "closed_date"]
        self.env.cr.execute_values(
            f"UPDATE helpdesk_ticket AS t SET {', '.join(f'{name} = v.{name}' for name in names)}"
            f" FROM (VALUES %s) AS v(id, {', '.join(names)}) WHERE t.id = v.id",
            [(key, *(dates[name] for name in names)) for key, dates in self.dates.items()],
            template="(%s::int4" + ", %s::timestamp" * len(names) + ")",
            page_size=len(self.dates),
        )
        self.env["helpdesk.ticket"].invalidate_model(names, flush=False)
