from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestStandardMatching(ServiceCase):
    """Which standard holds for a case: per metric the most specific one."""

    def standard_of(self, ticket, metric="resolution"):
        return self.clock(ticket, metric).standard_id

    def test_shipped_standards_hold_with_nothing_configured(self):
        shipped = {
            name: self.env.ref(f"service_quality.service_standard_{name}")
            for name in ("every_case", "complaint", "complex")
        }
        values = {"name": "Help", "description": "Please"}
        plain, complaint, complex_case = self.env["helpdesk.ticket"].create(
            [values, {**values, "kind": "complaint"}, {**values, "priority": "3"}]
        )
        self.assertEqual(self.states(plain), {"first_response": "running", "resolution": "running"})
        self.assertEqual(self.clocks(plain).standard_id, shipped["every_case"])
        self.assertEqual(self.clocks(complaint).standard_id, shipped["complaint"])
        self.assertEqual(self.standard_of(complex_case, "preliminary_solution"), shipped["complex"])
        self.assertEqual(self.standard_of(complex_case), shipped["every_case"])
        working_day = self.env.company.resource_calendar_id.hours_per_day * 3600
        self.assertEqual(self.clock(plain).limit_seconds, 5 * working_day)
        self.assertEqual(self.clock(plain, "first_response").limit_seconds, 48 * 3600)

    def test_each_metric_is_decided_by_itself(self):
        urgent = self._standard({"resolution": 1}, team_ids=[Command.set(self.team.ids)], priority="3")
        ticket = self._ticket(priority="3")
        self.assertEqual(self.standard_of(ticket), urgent)
        self.assertEqual(self.standard_of(ticket, "closure"), self.standard)

    def test_equals_are_decided_by_sequence(self):
        first = self._standard({"resolution": 1}, team_ids=[Command.set(self.team.ids)], sequence=1)
        self._standard({"resolution": 2}, team_ids=[Command.set(self.team.ids)], sequence=2)
        self.assertEqual(self.standard_of(self._ticket()), first)

    def test_every_axis(self):
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        team = [Command.set(self.team.ids)]
        by_channel = self._standard({"resolution": 1}, team_ids=team, channel_ids=[Command.set(channel.ids)])
        by_kind = self._standard({"resolution": 1}, team_ids=team, kind="request")
        by_domain = self._standard({"resolution": 1}, team_ids=team, domain="[('name', 'ilike', 'fire')]")
        self.assertEqual(self.standard_of(self._ticket(channel_id=channel.id)), by_channel)
        self.assertEqual(self.standard_of(self._ticket(kind="request")), by_kind)
        self.assertEqual(self.standard_of(self._ticket(name="Fire!")), by_domain)
        self.assertEqual(self.standard_of(self._ticket()), self.standard)

    def test_trees_include_children_created_later_and_the_nearest_ancestor_wins(self):
        for model, key in (("helpdesk.ticket.team", "team_ids"), ("helpdesk.ticket.category", "category_ids")):
            nodes, field = self.env[model], key.replace("_ids", "_id")
            top = nodes.create({"name": "Top"})
            middle = nodes.create({"name": "Middle", "parent_id": top.id})
            of_top = self._standard({"resolution": 1}, **{key: [Command.set(top.ids)]})
            of_middle = self._standard({"resolution": 2}, sequence=50, **{key: [Command.set(middle.ids)]})
            self.assertEqual(self.standard_of(self._ticket(**{field: top.id})), of_top)
            leaf = nodes.create({"name": "Leaf", "parent_id": middle.id})
            self.assertEqual(self.standard_of(self._ticket(**{field: leaf.id})), of_middle)
            leaf.parent_id = top
            self.assertEqual(self.standard_of(self._ticket(**{field: leaf.id})), of_top)

    def test_what_is_named_stays_named_when_it_is_archived(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        channel = self.env["helpdesk.ticket.channel"].create({"name": "Fax"})
        category = self.env["helpdesk.ticket.category"].create({"name": "Old"})
        kept = self.standard_of(self._ticket(team_id=False))
        for named in (other, channel, category):
            key = {"helpdesk.ticket.team": "team_ids", "helpdesk.ticket.channel": "channel_ids"}.get(
                named._name, "category_ids"
            )
            self._standard({"resolution": 1}, sequence=0, **{key: [Command.set(named.ids)]})
            named.action_archive()
            self.env.registry.clear_cache()
            self.env.invalidate_all()
            self.assertEqual(self.standard_of(self._ticket(team_id=False)), kept, named)

    def test_what_is_named_stays_named_when_it_is_deleted(self):
        category = self.env["helpdesk.ticket.category"].create({"name": "Mistake"})
        self._standard({"resolution": 1}, sequence=0, category_ids=[Command.set(category.ids)])
        kept = self.standard_of(self._ticket(team_id=False))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            category.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.standard_of(self._ticket(team_id=False)), kept)

    def test_standards_of_another_company_never_hold(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._standard({"resolution": 1}, company_id=other.id, kind="request")
        for tickets in (
            self.env["helpdesk.ticket"].sudo(),
            self.env["helpdesk.ticket"].with_user(SUPERUSER_ID),
            self.env["helpdesk.ticket"].with_context(allowed_company_ids=[other.id, self.env.company.id]),
        ):
            ticket = tickets.create(self._ticket_values(kind="request", company_id=self.env.company.id))
            self.assertNotIn(foreign, self.clocks(ticket).standard_id)
        own = self._ticket(kind="request", team_id=False, company_id=other.id)
        self.assertEqual(self.standard_of(own), foreign)

    def test_the_calendar_of_the_team_above_counts(self):
        calendar = self.env["resource.calendar"].create({"name": "Nights", "tz": "UTC"})
        self.team.service_calendar_id = calendar
        child = self.env["helpdesk.ticket.team"].create({"name": "Child", "parent_id": self.team.id})
        self._standard({"resolution": {"limit_value": 4, "time_basis": "working"}}, team_ids=[Command.set(child.ids)])
        clock = self.clock(self._ticket(team_id=child.id))
        self.assertEqual(clock.calendar_id, calendar)
        self.assertEqual(clock.due, calendar.plan_hours(4, clock.start, compute_leaves=True))
