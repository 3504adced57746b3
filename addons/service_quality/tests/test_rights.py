from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import START, ServiceCase

_MODELS = ("service.clock", "service.clock.event", "service.standard", "service.standard.target")


@tagged("post_install", "-at_install")
class TestRights(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Other"})
        teams = cls.env["helpdesk.ticket.team"]
        cls.region = teams.create({"name": "Region", "user_id": cls.leader.id})
        cls.team.parent_id = cls.region
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_agent")
        cls.elsewhere = teams.create({"name": "Elsewhere", "user_ids": [Command.set(cls.colleague.ids)]})
        cls.foreigner = cls._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.nobody = cls._user("nobody")
        cls.portal = cls._user("portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.own = cls._ticket(user_id=cls.agent.id, partner_id=cls.portal.partner_id.id)
        cls.other = cls._ticket(team_id=cls.elsewhere.id, stage_id=cls.stages["awaiting"].id)
        cls.both = cls.own | cls.other
        cls.own.write({"stage_id": cls.stages["awaiting"].id})

    def seen(self, user, model="service.clock"):
        field = "ticket_id" if model == "service.clock" else "clock_id.ticket_id"
        found = self.env[model].with_user(user).search([(field, "in", self.both.ids)])
        return found.sudo().mapped(field)

    def test_clocks_are_seen_with_their_tickets(self):
        for user, tickets in (
            (self.agent, self.own),
            (self.colleague, self.other),
            (self.leader, self.own),
            (self.manager, self.both),
            (self.foreigner, self.own.browse()),
        ):
            for model in _MODELS[:2]:
                self.assertEqual(self.seen(user, model), tickets, f"{user.name}: {model}")
            groups = (
                self.env["service.clock"]
                .with_user(user)
                ._read_group([("ticket_id", "in", self.both.ids)], ["ticket_id"], ["__count"])
            )
            self.assertEqual({ticket.id for ticket, _count in groups}, set(tickets.ids), user.name)

    def test_foreign_clocks_cannot_be_read_by_id(self):
        for user, ticket in ((self.agent, self.other), (self.leader, self.other), (self.foreigner, self.own)):
            clock = self.clock(ticket)
            event = self.env["service.clock.event"].search([("clock_id", "=", clock.id)], limit=1)
            self.assertTrue(event)
            for record in (clock, event):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_who_has_no_role_sees_nothing(self):
        for user in (self.nobody, self.portal, self.public):
            for model in _MODELS:
                records = self.env[model].with_user(user)
                for attempt in (
                    lambda records=records: records.search([]),
                    lambda records=records: records.search_count([]),
                    lambda records=records: records._read_group([], [], ["__count"]),
                    lambda records=records: records.formatted_read_group([], [], ["__count"]),
                ):
                    with self.assertRaises(AccessError, msg=f"{user.login}: {model}"):
                        attempt()

    def test_nobody_writes_clocks_or_events(self):
        clock = self.clock(self.own)
        event = self.env["service.clock.event"].search([("clock_id", "=", clock.id)], limit=1)
        values = {"ticket_id": self.own.id, "metric": "resolution", "start": START, "state": "running"}
        for user in (self.agent, self.leader, self.manager, self.nobody, self.portal):
            as_user = clock.with_user(user)
            for attempt in (
                lambda r=as_user: r.create(values),
                lambda r=as_user: r.write({"due": "2030-01-01"}),
                lambda r=as_user: r.unlink(),
                lambda r=event.with_user(user): r.create({"clock_id": clock.id, "kind": "stop", "at": START}),
                lambda r=event.with_user(user): r.write({"at": START}),
                lambda r=event.with_user(user): r.unlink(),
                lambda r=self.own.with_user(user): r.write(
                    {"clock_ids": [Command.update(clock.id, {"result": "met"})]}
                ),
                lambda r=self.own.with_user(user): r.write({"clock_ids": [Command.create(values)]}),
                lambda r=self.own.with_user(user): r.write({"clock_ids": [Command.delete(clock.id)]}),
            ):
                with self.assertRaises(UserError, msg=user.login), self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()
                self.env.invalidate_all()
        self.assertEqual(clock.state, "paused")

    def test_no_client_dates_work_back(self):
        for forged in ("2000-01-01", "2000-01-01 00:00:00", {"moment": "2000-01-01"}, 0, [2000, 1, 1]):
            tickets = self.env["helpdesk.ticket"].with_user(self.agent).with_context(service_at=forged)
            ticket = tickets.create(self._ticket_values())
            self.assertEqual(self.clock(ticket).start, START)

    def test_cycle_and_due_of_a_ticket_are_the_systems(self):
        for values in ({"clock_cycle": 7}, {"clock_due": "2030-01-01"}):
            try:
                self.own.with_user(self.agent).write(values)
            except (AccessError, UserError):
                continue
            self.assertEqual(self.own.clock_cycle, 1)
            self.assertFalse(self.own.clock_due)

    def test_the_timeline_is_seen_by_who_may_see_the_case(self):
        clock = self.clock(self.own)
        self.assertEqual(clock.with_user(self.agent).get_timeline()["id"], clock.id)
        for user in (self.colleague, self.nobody, self.foreigner, self.public):
            with self.assertRaises(AccessError, msg=user.login):
                clock.with_user(user).get_timeline()

    def test_badges_are_for_our_own_people(self):
        self.assertEqual(len(self.own.with_user(self.agent).clock_badges), 5)
        ticket = self.own.with_user(self.portal)
        self.assertEqual(ticket.read(["name"])[0]["name"], self.own.name)
        for name in ("clock_badges", "clock_ids", "clock_count"):
            with self.assertRaises(AccessError):
                ticket.read([name])
        self.assertNotIn("clock_badges", ticket.fields_get())
        with self.assertRaises(AccessError):
            ticket.search([("clock_ids.result", "=", "missed")])

    def test_a_leader_sees_the_tickets_of_the_teams_below(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.leader).search([("id", "in", self.both.ids)])
        self.assertEqual(tickets, self.own)

    def test_standards_of_other_companies_are_not_seen(self):
        foreign = self._standard({"resolution": 1}, company_id=self.company.id)
        for user in (self.agent, self.manager):
            self.assertFalse(self.env["service.standard"].with_user(user).search([("id", "=", foreign.id)]))
            self.assertFalse(
                self.env["service.standard.target"].with_user(user).search([("standard_id", "=", foreign.id)])
            )
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).write({"name": "Mine"})
