from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

# A Monday, 09:00 in Brussels and 16:00 in Shanghai
START = datetime(2026, 3, 2, 8, 0, 0)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
METRICS = ("first_response", "next_update", "preliminary_solution", "resolution", "closure")
LIMITS = {"first_response": 1, "next_update": 2, "preliminary_solution": 4, "resolution": 8, "closure": 24}


class ServiceCase(TransactionCase):
    """A team with a standard of its own: all five metrics, 24×7, limits in hours as in LIMITS.

    The time stands still at START; ``self.wait(hours=…)`` and ``self.go_to(moment)`` move it.
    """

    frozen_time = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen_time:
            freezer = freeze_time(START)
            cls.time = freezer.start()
            cls.addClassCleanup(freezer.stop)
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        cls.stages = {
            name: cls.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            for name in ("new", "in_progress", "awaiting", "done", "cancelled")
        }
        stages = cls.env["helpdesk.ticket.stage"]
        cls.stages["resolved"] = stages.create(
            {"name": "Resolved", "sequence": 3, "resolving": True, "company_id": False}
        )
        for party in ("supplier", "ours"):
            values = {"name": f"Waits for {party}", "sequence": 3, "waiting_for": party, "company_id": False}
            cls.stages[party] = stages.create(values)
        cls.agent = cls._user("agent", "service_quality.service_quality_group_agent")
        cls.leader = cls._user("leader", "service_quality.service_quality_group_leader")
        cls.manager = cls._user("manager", "service_quality.service_quality_group_manager")
        cls.customer = cls.env["res.partner"].create({"name": "A customer", "email": "customer@example.com"})
        teams = cls.env["helpdesk.ticket.team"]
        cls.team = teams.create({"name": "Hotline", "user_ids": [Command.set(cls.agent.ids)]})
        hotline = {"name": "Hotline", "team_ids": [Command.set(cls.team.ids)], "valid_from": START - 1000 * HOUR}
        cls.standard = cls._standard(LIMITS, **hotline)

    def setUp(self):
        super().setUp()
        if self.frozen_time:
            self.time.move_to(START)

    # Building

    @classmethod
    def _user(cls, login, groups="base.group_user", **values):
        return new_test_user(
            cls.env, f"{login}_sq", groups=groups, name=login.capitalize(), email=f"{login}@ours.example", **values
        )

    @classmethod
    def _standard(cls, limits, in_force=True, **values):
        """A standard that promises ``{metric: hours}`` 24×7, or ``{metric: values of the target}``."""
        targets = [
            {"metric": metric, "time_basis": "always", **(limit if isinstance(limit, dict) else {"limit_value": limit})}
            for metric, limit in limits.items()
        ]
        standard = cls.env["service.standard"].create(
            {"name": "A standard", "target_ids": [Command.create(target) for target in targets], **values}
        )
        if in_force:
            standard.action_put_in_force()
        return standard

    @classmethod
    def _ticket_values(cls, **values):
        return {
            "name": "It does not work",
            "description": "At all",
            "team_id": cls.team.id,
            "partner_id": cls.customer.id,
            "stage_id": cls.stages["new"].id,
            "user_id": False,
            **values,
        }

    @classmethod
    def _ticket(cls, **values):
        return cls.env["helpdesk.ticket"].create(cls._ticket_values(**values))

    def _reply(self, ticket, author=None, **values):
        """A message to the customer, by the agent unless said otherwise."""
        author = author or self.agent
        values = {"body": "Hello", "message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values}
        return ticket.with_user(author).message_post(**values)

    def _customer_writes(self, ticket, **values):
        values = {"body": "Hello?", "message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values}
        return ticket.message_post(author_id=self.customer.id, **values)

    def _move(self, tickets, stage):
        tickets.write({"stage_id": self.stages[stage].id})

    # Time

    def wait(self, **duration):
        self.time.tick(timedelta(**duration))

    def go_to(self, moment):
        self.time.move_to(moment)

    # Looking

    def clocks(self, tickets):
        return self.env["service.clock"].search([("ticket_id", "in", tickets.ids)], order="id")

    def clock(self, ticket, metric="resolution", cycle=None):
        """The newest clock of a metric."""
        found = self.clocks(ticket).filtered(lambda c: c.metric == metric and cycle in (None, c.cycle))
        return found[-1:]

    def states(self, ticket, cycle=None):
        """``{metric: state or result}`` of the newest clocks."""
        return {
            clock.metric: clock.result or clock.state for clock in self.clocks(ticket) if cycle in (None, clock.cycle)
        }

    def events(self, clock):
        rows = self.env["service.clock.event"].search([("clock_id", "=", clock.id)], order="at, id")
        return [(row.kind, row.at) for row in rows]
