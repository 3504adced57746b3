from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase

_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["fast", "slow", "nothing", "in_progress", "awaiting", "ours", "archive", "unarchive"]),
        st.integers(0, 50_000),
    ),
    min_size=1,
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestRematch(ServiceCase):
    """A case that comes to stand under another standard takes its time along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        long_ago = {"valid_from": START - 1000 * HOUR}
        cls.urgent = cls._standard(
            {"resolution": 2, "preliminary_solution": 1}, team_ids=[Command.set(cls.team.ids)], priority="3", **long_ago
        )
        members = {"user_ids": [Command.set(cls.agent.ids)]}
        cls.teams = {
            name: cls.env["helpdesk.ticket.team"].create({"name": name, **members})
            for name in ("fast", "slow", "nothing")
        }
        for name, limit in (("fast", 1000), ("slow", 9000)):
            cls._standard({"resolution": limit}, team_ids=[Command.set(cls.teams[name].ids)], **long_ago)
        # Nothing but these standards
        shipped = cls.env["service.standard"].search([("team_ids", "=", False), ("state", "=", "in_force")])
        shipped.action_retire()
        shipped.valid_to = START - HOUR

    def open_metrics(self, ticket):
        return set(self.clocks(ticket).filtered(lambda c: c.state in ("running", "paused")).mapped("metric"))

    def test_elapsed_and_paused_time_are_kept(self):
        ticket = self._ticket()
        self.wait(minutes=30)
        self._move(ticket, "awaiting")
        self.wait(hours=10)
        self._move(ticket, "in_progress")
        ticket.with_user(self.manager).priority = "3"
        clock = self.clock(ticket)
        self.assertEqual(len(self.clocks(ticket)), 5)
        self.assertEqual((clock.limit_seconds, clock.standard_id), (2 * 3600, self.urgent))
        self.assertEqual((clock.seconds_used, clock.seconds_paused), (1800, 36_000))
        self.assertEqual(clock.due, START + 12 * HOUR)
        self.assertEqual(ticket.clock_due, START + 11 * HOUR)

    def test_the_log_says_who_changed_what(self):
        ticket = self._ticket()
        ticket.with_user(self.manager).priority = "3"
        event = self.clock(ticket).event_ids
        self.assertEqual((event.kind, event.user_id), ("redate", self.manager))
        self.assertEqual((event.limit_before, event.limit_seconds), (8 * 3600, 2 * 3600))
        self.assertIn("8 Hours", event.explanation)
        self.assertIn("2 Hours", event.explanation)
        self.assertLess(event.explanation.index("8 Hours"), event.explanation.index("2 Hours"))

    def test_a_missed_promise_stays_missed(self):
        ticket = self._ticket(priority="3")
        self.wait(hours=3)
        for swept in (False, True):
            if swept:
                self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
            ticket.priority = "1"
            clock = self.clock(ticket)
            self.assertEqual((clock.limit_seconds, clock.due, clock.standard_id), (7200, START + 2 * HOUR, self.urgent))
            ticket.priority = "3"
        self._move(ticket, "done")
        self.assertEqual(self.clock(ticket).result, "missed")

    def test_a_limit_that_is_used_up_is_due_at_once_and_not_earlier(self):
        ticket = self._ticket()
        self.wait(hours=5)
        ticket.priority = "3"
        self.assertEqual(self.clock(ticket).due, START + 5 * HOUR)
        self.wait(seconds=1)
        self._move(ticket, "resolved")
        self.assertEqual((self.clock(ticket).result, self.clock(ticket).seconds_late), ("missed", 1))

    def test_ended_clocks_are_not_touched(self):
        ticket = self._ticket()
        self._reply(ticket)
        self.wait(minutes=5)
        ticket.team_id = self.teams["nothing"]
        self.assertFalse(self.open_metrics(ticket))
        answered = self.clock(ticket, "first_response")
        self.assertEqual((answered.result, answered.stop), ("met", START))
        ticket.team_id = self.team
        self.assertEqual(self.clock(ticket, "first_response"), answered)
        self.assertEqual(self.open_metrics(ticket), {"preliminary_solution", "resolution", "closure"})

    def test_what_is_promised_later_counts_from_the_start_without_its_pauses(self):
        ticket = self._ticket(team_id=self.teams["nothing"].id)
        self.assertFalse(self.clocks(ticket))
        self.wait(hours=1)
        self._move(ticket, "awaiting")
        self.wait(hours=100)
        self._move(ticket, "in_progress")
        self.wait(hours=1)
        ticket.team_id = self.team
        clock = self.clock(ticket)
        self.assertEqual((clock.start, clock.due), (START, START + 108 * HOUR))
        self.assertEqual(self.events(clock), [("pause", START + HOUR), ("resume", START + 101 * HOUR)])

    def test_what_was_done_already_is_not_promised_later(self):
        ticket = self._ticket(team_id=self.teams["nothing"].id)
        self._reply(ticket)
        ticket.action_preliminary_solution()
        ticket.team_id = self.team
        self.assertEqual(self.open_metrics(ticket), {"resolution", "closure"})
        ticket.team_id = self.teams["nothing"]
        self.wait(hours=1)
        self._customer_writes(ticket)
        self.wait(hours=1)
        ticket.team_id = self.team
        self.assertEqual(self.clock(ticket, "next_update").start, START + HOUR)

    def test_each_field_that_standards_look_at(self):
        category, channel = (
            self.env[f"helpdesk.ticket.{name}"].create({"name": "X"}) for name in ("category", "channel")
        )
        tag = self.env["helpdesk.ticket.tag"].create({"name": "VIP"})
        for scope, values in (
            ({"category_ids": category.ids}, {"category_id": category.id}),
            ({"channel_ids": channel.ids}, {"channel_id": channel.id}),
            ({"kind": "complaint"}, {"kind": "complaint"}),
            ({"domain": f"[('tag_ids', 'in', [{tag.id}])]"}, {"tag_ids": [Command.link(tag.id)]}),
            (
                {"domain": "[('partner_id.ref', '=', 'vip')]"},
                {"partner_id": self.env["res.partner"].create({"name": "V", "ref": "vip"}).id},
            ),
            ({"domain": "[('name', 'ilike', 'fire')]"}, {"name": "Fire!"}),
        ):
            with self.subTest(**values):
                scope = {
                    key: [Command.set(value)] if isinstance(value, list) else value for key, value in scope.items()
                }
                standard = self._standard(
                    {"resolution": 3},
                    team_ids=[Command.set(self.team.ids)],
                    valid_from=START - HOUR,
                    sequence=1,
                    **scope,
                )
                ticket = self._ticket()
                start = self.clock(ticket).start
                self.wait(hours=1)
                ticket.write(values)
                self.assertEqual(self.clock(ticket).standard_id, standard)
                self.assertEqual(self.clock(ticket).due, start + 3 * HOUR)
                standard.action_retire()

    def test_a_user_brings_a_team_and_with_it_a_standard(self):
        self.teams["fast"].user_ids = False
        ticket = self._ticket(team_id=False)
        self.assertFalse(self.clocks(ticket))
        ticket.user_id = self.agent
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(self.clock(ticket).due, START + 8 * HOUR)

    def test_a_stage_that_the_new_team_brings_pauses_the_new_clock(self):
        own = {
            "name": "Theirs",
            "waiting_for": "supplier",
            "sequence": -1,
            "team_ids": [Command.set(self.teams["fast"].ids)],
        }
        self.env["helpdesk.ticket.stage"].create(own)
        only_here = self.env["helpdesk.ticket.stage"].create({"name": "Ours", "team_ids": [Command.set(self.team.ids)]})
        ticket = self._ticket(stage_id=only_here.id)
        self.wait(hours=1)
        ticket.team_id = self.teams["fast"]
        clock = self.clock(ticket)
        self.assertEqual(ticket.stage_id.waiting_for, "supplier")
        self.assertEqual((clock.state, clock.seconds_used, clock.limit_seconds), ("paused", 3600, 3_600_000))

    def test_other_pauses_hold_from_the_change_on(self):
        strict = {"limit_value": 20, "pause_customer": False}
        self._standard({"resolution": strict}, team_ids=[Command.set(self.team.ids)], kind="request", valid_from=START)
        ticket = self._ticket()
        self._move(ticket, "awaiting")
        self.wait(hours=1)
        ticket.kind = "request"
        clock = self.clock(ticket)
        self.assertEqual((clock.state, clock.seconds_paused, clock.due), ("running", 3600, START + 21 * HOUR))
        self.wait(hours=1)
        ticket.kind = "inquiry"
        self.assertEqual((clock.state, clock.seconds_used), ("paused", 3600))

    def test_the_hours_of_another_team_count_from_the_change_on(self):
        openings = [
            Command.create({"name": "x", "dayofweek": str(day), "hour_from": 9, "hour_to": 17}) for day in range(5)
        ]
        calendar = self.env["resource.calendar"].create(
            {"name": "Nine to five", "tz": "UTC", "attendance_ids": [Command.clear(), *openings]}
        )
        everywhere = {"resolution": {"limit_value": 10, "time_basis": "working"}}
        both = self.teams["nothing"] | self.env["helpdesk.ticket.team"].create(
            {"name": "Office", "service_calendar_id": calendar.id}
        )
        always = self.env["resource.calendar"].create({"name": "Always", "tz": "UTC", "schedule_type": "flexible"})
        both[0].service_calendar_id = always
        self._standard(everywhere, team_ids=[Command.set(both.ids)], valid_from=START)
        ticket = self._ticket(team_id=both[0].id)
        clock = self.clock(ticket)
        self.assertEqual((clock.start, clock.due), (START, START + 10 * HOUR))
        self.wait(hours=5)
        ticket.team_id = both[1]
        # 13:00 on Monday: four hours until 17:00, one more on Tuesday
        self.assertEqual((clock.due, clock.calendar_id), (START + 26 * HOUR, calendar))
        self.wait(hours=20)
        self._move(ticket, "resolved")
        self.assertEqual((clock.seconds_used, clock.result), (9 * 3600, "met"))
        kinds = [segment["kind"] for segment in clock.get_timeline()["segments"]]
        self.assertEqual(kinds, ["worked", "closed"])

    def test_standards_made_later_hold_only_when_applied(self):
        ticket = self._ticket()
        self.wait(hours=1)
        newer = self._standard({"resolution": 3}, team_ids=[Command.set(self.team.ids)], sequence=1)
        ticket.kind = "request"
        self.assertEqual(self.clock(ticket).standard_id, self.standard)
        self.wait(minutes=1)
        ticket._clock_rematch()
        self.assertEqual((self.clock(ticket).standard_id, self.clock(ticket).due), (newer, START + 3 * HOUR))
        ticket.kind = "inquiry"
        self.assertEqual(self.clock(ticket).standard_id, newer)

    def test_what_does_not_change_leaves_no_trace(self):
        ticket = self._ticket()
        ticket.write({"priority": "2", "kind": "request", "user_id": self.agent.id})
        self.assertFalse(self.clocks(ticket).event_ids)

    def test_a_closed_case_is_left_alone_until_it_is_reopened(self):
        ticket = self._ticket()
        self._move(ticket, "done")
        ticket.priority = "3"
        self.assertEqual(len(self.clocks(ticket)), 5)
        self._move(ticket, "in_progress")
        self.assertEqual(self.clock(ticket).limit_seconds, 7200)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(_STEPS)
    @example(
        [
            ("nothing", 10),
            ("awaiting", 20),
            ("slow", 30),
            ("archive", 40),
            ("unarchive", 50),
            ("in_progress", 60),
            ("fast", 70),
        ]
    )
    def test_no_second_is_lost_or_counted_twice(self, steps):
        """Used and paused time equal a count by hand, whatever standards held in between."""
        with self.env.cr.savepoint() as savepoint:
            self.go_to(START)
            ticket, team, stage, active, count = (
                self._ticket(team_id=self.teams["fast"].id),
                "fast",
                "new",
                True,
                {True: 0, False: 0},
            )
            for step, seconds in steps:
                if step in self.teams:
                    ticket.team_id, team = self.teams[step], step
                elif step in self.stages:
                    self._move(ticket, step)
                    stage = step
                else:
                    ticket.active = active = step == "unarchive"
                self.wait(seconds=seconds)
                count[active and stage in ("new", "in_progress")] += seconds
            ticket.active = True
            if team == "nothing":
                ticket.team_id = self.teams["fast"]
            clock = self.clock(ticket)
            self.assertEqual(clock.start, START)
            self._move(ticket, "resolved")
            self.assertEqual((clock.seconds_used, clock.seconds_paused), (count[True], count[False]))
            self.assertEqual(clock.result, "met")
            savepoint.rollback()
        self.env.invalidate_all()
