from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestKnownDefects(ServiceCase):
    """What goes wrong in helpdesk_mgmt_sla 19.0, one test a defect; see docs/architecture.md."""

    def other_team(self, **values):
        return self.env["helpdesk.ticket.team"].create({"name": "Other", **values})

    def test_01_on_hold_then_straight_to_done_is_kept(self):
        ticket = self._ticket()
        self.wait(hours=1)
        self._move(ticket, "awaiting")
        self.wait(hours=30)
        self._move(ticket, "done")
        self.assertEqual(self.clock(ticket).result, "met")
        self.wait(hours=30)
        self.assertEqual(self.clock(ticket).status, "met")

    def test_02_a_promise_without_a_stage_is_not_kept_at_creation(self):
        self.assertEqual(set(self.states(self._ticket()).values()), {"running"})

    def test_03_the_order_of_stages_decides_nothing(self):
        self.stages["cancelled"].sequence, self.stages["awaiting"].sequence = 99, 98
        cancelled, waiting = self._ticket(), self._ticket()
        self._move(cancelled, "cancelled")
        self._move(waiting, "awaiting")
        self.assertFalse(self.clock(cancelled).result)
        self.assertEqual(self.clock(waiting).state, "paused")

    def test_04_a_ticket_follows_the_standard_of_its_present_team(self):
        own, none = self.other_team(), self.other_team()
        self._standard({"resolution": 2}, team_ids=[Command.set(own.ids)], valid_from=START - HOUR)
        ticket = self._ticket()
        ticket.team_id = own
        self.assertEqual(self.clock(ticket).due, START + 2 * HOUR)
        late = self._ticket(team_id=none.id)
        late.team_id = self.team
        self.assertEqual(self.clock(late).due, START + 8 * HOUR)

    def test_05_a_ticket_without_team_crashes_nothing(self):
        ticket = self._ticket(team_id=False)
        ticket.priority = "3"
        ticket._clock_rematch()
        self.assertTrue(self.clocks(ticket))

    def test_06_standards_of_other_companies_never_apply(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self._standard({"resolution": 1}, company_id=company.id, valid_from=START - HOUR)
        ticket = self.env["helpdesk.ticket"].sudo().create(self._ticket_values())
        self.assertNotIn(foreign, self.clocks(ticket).standard_id)

    def test_07_a_team_without_calendar_takes_tickets(self):
        team = self.other_team()
        self._standard({"resolution": {"limit_value": 8, "time_basis": "working"}}, team_ids=[Command.set(team.ids)])
        self.env.company.resource_calendar_id = False
        self.assertEqual(self.clock(self._ticket(team_id=team.id)).due, START + 8 * HOUR)

    def test_08_conditions_may_use_uid_and_today(self):
        for condition in (
            "[('create_uid', '=', uid)]",
            "[('create_date', '>=', context_today().strftime('%Y-%m-%d'))]",
        ):
            standard = self._standard({"resolution": 3}, domain=condition, team_ids=[Command.set(self.team.ids)])
            self.assertEqual(self.clock(self._ticket()).standard_id, standard)
            standard.action_retire()
            self.wait(seconds=1)

    def test_09_an_agent_can_do_what_drops_a_promise(self):
        ticket = self._ticket(user_id=self.agent.id)
        none = self.other_team(user_ids=[Command.set(self.agent.ids)])
        ticket.with_user(self.agent).team_id = none
        self.assertEqual(self.clock(ticket, "closure").state, "cancelled")

    def test_10_no_ticket_is_both_missed_and_not(self):
        ticket, none = self._ticket(), self._ticket()
        self.wait(hours=2)
        missed = ["|", ("result", "=", "missed"), "&", ("state", "=", "running"), ("due", "<", "now")]
        both = [("id", "in", (ticket | none).ids)]
        found = self.env["helpdesk.ticket"].search([*both, ("clock_ids", "any", missed)])
        others = self.env["helpdesk.ticket"].search([*both, ("clock_ids", "not any", missed)])
        self.assertEqual((found | others, found & others), (ticket | none, ticket.browse()))

    def test_11_a_standard_holds_for_the_categories_below(self):
        parent = self.env["helpdesk.ticket.category"].create({"name": "Heating"})
        child = parent.create({"name": "Heat pumps", "parent_id": parent.id})
        standard = self._standard({"resolution": 3}, category_ids=[Command.set(parent.ids)])
        self.assertEqual(self.clock(self._ticket(category_id=child.id)).standard_id, standard)

    def test_12_a_promise_added_late_does_not_count_earlier_pauses(self):
        ticket = self._ticket(team_id=self.other_team().id)
        self._move(ticket, "awaiting")
        self.wait(hours=50)
        self._move(ticket, "in_progress")
        self.wait(hours=1)
        ticket.team_id = self.team
        self._move(ticket, "resolved")
        self.assertEqual((self.clock(ticket).seconds_used, self.clock(ticket).result), (3600, "met"))

    def test_13_a_calendar_without_hours_crashes_nothing(self):
        calendar = self.env["resource.calendar"].create({"name": "Never", "attendance_ids": [Command.clear()]})
        self._standard({"resolution": {"time_basis": "working"}}, team_ids=[Command.set(self.team.ids)], sequence=1)
        self.team.service_calendar_id = calendar
        with self.assertLogs("odoo.addons.service_quality", "ERROR"):
            ticket = self._ticket()
        self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
        self.assertNotIn("resolution", self.states(ticket))
        self.assertTrue(ticket.clock_badges)

    def test_14_who_cannot_read_a_ticket_cannot_count_its_clocks(self):
        portal = self._user("stranger", "base.group_portal")
        clock = self.clock(self._ticket()).with_user(portal)
        for attempt in (
            lambda: clock.search_count([]),
            lambda: clock._read_group([], ["standard_id"], ["__count"]),
            lambda: clock.standard_id.display_name,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_15_a_stage_that_changes_by_itself_is_a_move(self):
        theirs = {"name": "Theirs", "team_ids": [Command.set(self.team.ids)], "waiting_for": "customer"}
        stage = self.env["helpdesk.ticket.stage"].create(theirs)
        ticket = self._ticket(stage_id=stage.id)
        self.wait(hours=1)
        ticket.team_id = self.other_team(parent_id=self.team.id)
        self.assertNotEqual(ticket.stage_id, stage)
        self.assertEqual((self.clock(ticket).state, self.clock(ticket).seconds_paused), ("running", 3600))

    def test_16_reports_know_when_and_how_late_by_whom_and_of_what(self):
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(hours=10)
        self._move(ticket, "done")
        clock = self.clock(ticket)
        self.assertEqual((clock.stop, clock.seconds_late, clock.hours_late), (START + 10 * HOUR, 7200, 2.0))
        rows = self.env["service.clock"]._read_group(
            [("id", "=", clock.id)],
            ["standard_id", "user_id", "company_id", "team_id"],
            ["compliance:avg", "hours_late:avg", "hours_used:avg"],
        )
        self.assertEqual(rows, [(self.standard, self.agent, ticket.company_id, self.team, 0.0, 2.0, 10.0)])

    def test_17_a_target_has_hours_of_its_own(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Mornings",
                "tz": "UTC",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": "Morning", "dayofweek": str(day), "hour_from": 8, "hour_to": 10})
                    for day in range(5)
                ],
            }
        )
        mornings = {"resolution": {"limit_value": 3, "time_basis": "working", "calendar_id": calendar.id}}
        self._standard(mornings, team_ids=[Command.set(self.team.ids)], sequence=1)
        self.assertEqual(self.clock(self._ticket()).due, START + 25 * HOUR)
