from odoo.tests import tagged

from .common import HOUR, METRICS, START, ServiceCase


@tagged("post_install", "-at_install")
class TestClockLifecycle(ServiceCase):
    def test_a_new_ticket_starts_a_clock_per_promise(self):
        ticket = self._ticket()
        self.assertEqual(self.states(ticket), dict.fromkeys(METRICS, "running"))
        clock = self.clock(ticket)
        self.assertEqual((clock.start, clock.due), (START, START + 8 * HOUR))
        self.assertEqual(clock.at_risk_at, START + 6.4 * HOUR)
        self.assertEqual(ticket.clock_due, START + HOUR)
        self.assertFalse(self.events(clock))

    def test_each_party_pauses_and_work_resumes(self):
        for stage in ("awaiting", "supplier", "ours"):
            with self.subTest(stage):
                ticket = self._ticket()
                self.wait(hours=1)
                self._move(ticket, stage)
                clock = self.clock(ticket)
                self.assertEqual((clock.state, clock.due, clock.seconds_used), ("paused", False, 3600))
                self.assertEqual(clock.waiting_for, self.stages[stage].waiting_for)
                self.assertFalse(ticket.clock_due)
                self.wait(hours=30)
                self._move(ticket, "in_progress")
                self.assertEqual((clock.state, clock.seconds_paused), ("running", 30 * 3600))
                self.assertEqual(clock.due, clock.start + 38 * HOUR)

    def test_waiting_for_a_party_that_does_not_pause_goes_on(self):
        self._standard(
            {"resolution": {"limit_value": 8, "pause_ours": False}}, team_ids=[(6, 0, self.team.ids)], sequence=1
        )
        ticket = self._ticket()
        self._move(ticket, "ours")
        self.assertEqual(self.clock(ticket).state, "running")
        self.assertEqual(self.clock(ticket, "closure").state, "paused")
        self.wait(hours=1)
        self._move(ticket, "awaiting")
        self.wait(hours=1)
        self._move(ticket, "ours")
        self.assertEqual((self.clock(ticket).state, self.clock(ticket).seconds_used), ("running", 3600))

    def test_a_pause_longer_than_what_remains_breaks_nothing(self):
        ticket = self._ticket()
        self.wait(hours=7)
        self._move(ticket, "awaiting")
        self.wait(days=3)
        self._move(ticket, "done")
        self.assertEqual((self.clock(ticket).result, self.clock(ticket).seconds_used), ("met", 7 * 3600))

    def test_stopping_at_due_is_in_time_and_a_second_later_is_not(self):
        punctual, late = self._ticket(), self._ticket()
        self.wait(hours=8)
        self._move(punctual, "resolved")
        self.wait(seconds=1)
        self._move(late, "resolved")
        self.assertEqual(self.clock(punctual).result, "met")
        self.assertEqual((self.clock(late).result, self.clock(late).seconds_late), ("missed", 1))

    def test_resolving_stops_all_but_closure(self):
        ticket = self._ticket()
        self._move(ticket, "resolved")
        self.assertEqual(self.states(ticket), {**dict.fromkeys(METRICS, "met"), "closure": "running"})
        self.wait(hours=25)
        self._move(ticket, "done")
        self.assertEqual(self.states(ticket), {**dict.fromkeys(METRICS, "met"), "closure": "missed"})
        self.assertFalse(ticket.clock_due)

    def test_a_resolved_case_waits_for_nobody(self):
        ticket = self._ticket()
        self._move(ticket, "awaiting")
        self.wait(hours=1)
        self._move(ticket, "resolved")
        self.assertEqual(self.clock(ticket, "closure").state, "running")

    def test_reopening_resumes_what_was_still_open(self):
        ticket = self._ticket()
        self._move(ticket, "resolved")
        self._move(ticket, "awaiting")
        self.assertEqual(self.clock(ticket, "closure").state, "paused")
        self.assertEqual(self.clock(ticket).state, "paused")
        self._move(ticket, "resolved")
        self._move(ticket, "in_progress")
        self.assertEqual(set(self.states(ticket).values()), {"running"})

    def test_cancelling_leaves_no_result_unless_the_promise_was_broken_before(self):
        ticket = self._ticket()
        self.wait(hours=2)
        self._move(ticket, "cancelled")
        self.assertEqual(self.clock(ticket).state, "cancelled")
        self.assertFalse(self.clock(ticket).result)
        self.assertEqual(self.clock(ticket, "first_response").result, "missed")

    def test_each_reopening_is_a_cycle_with_clocks_of_its_own(self):
        ticket = self._ticket()
        for cycle in (1, 2, 3):
            self.wait(hours=1)
            self._move(ticket, "done")
            self.wait(hours=1)
            self._move(ticket, "in_progress")
            self.assertEqual(ticket.clock_cycle, cycle + 1)
        self.assertEqual(self.clocks(ticket).mapped("cycle"), [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5)
        self.assertEqual(self.clock(ticket, cycle=3).start, START + 4 * HOUR)
        self.assertEqual(self.clock(ticket, cycle=3).result, "met")

    def test_a_target_may_hold_for_the_first_cycle_only(self):
        once = {"limit_value": 1, "again_on_reopening": False}
        self._standard({"first_response": once}, team_ids=[(6, 0, self.team.ids)], sequence=1)
        ticket = self._ticket()
        self._move(ticket, "done")
        self._move(ticket, "in_progress")
        self.assertNotIn("first_response", self.states(ticket, cycle=2))
        self.assertIn("resolution", self.states(ticket, cycle=2))

    def test_closing_by_archiving_cancels_and_unarchiving_starts_again(self):
        ticket = self._ticket()
        ticket.action_archive()
        self.assertEqual(set(self.states(ticket).values()), {"cancelled"})
        ticket.action_unarchive()
        self.assertEqual(set(self.states(ticket, cycle=2).values()), {"running"})

    def test_moving_within_one_position_leaves_no_trace(self):
        ticket = self._ticket()
        self._move(ticket, "in_progress")
        self._move(ticket, "in_progress")
        self.assertFalse(self.events(self.clock(ticket)))
