from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestWaiver(ServiceCase):
    """A miss can be excused: with a reason, by who may, and for everybody to see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("service_quality.service_waiver_reason_force_majeure")
        cls.team.user_id = cls.leader

    def missed(self):
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(hours=9)
        self._move(ticket, "done")
        return self.clock(ticket)

    def waive(self, clocks, user, kind="waive"):
        wizard = self.env["service.waiver"].with_user(user)
        values = {
            "kind": kind,
            "clock_ids": [Command.set(clocks.ids)],
            "reason_id": self.reason.id,
            "note": "The line was cut",
        }
        wizard.create(values).action_confirm()

    def test_raw_and_adjusted_compliance_are_both_kept(self):
        clocks = self.missed() | self.missed()
        kept = self._ticket()
        self._move(kept, "done")
        self.waive(clocks[0], self.manager)
        self.assertEqual(clocks.mapped("result"), ["waived", "missed"])
        domain = [("id", "in", (clocks | self.clock(kept)).ids)]
        rows = self.env["service.clock"]._read_group(domain, [], ["compliance:avg", "compliance_adjusted:avg"])
        self.assertAlmostEqual(rows[0][0], 1 / 3)
        self.assertAlmostEqual(rows[0][1], 1 / 2)

    def test_the_log_says_who_why_and_when(self):
        clock = self.missed()
        self.waive(clock, self.manager)
        event = clock.event_ids.filtered(lambda e: e.kind == "waive")
        self.assertEqual(
            (event.user_id, event.waiver_reason_id, event.note), (self.manager, self.reason, "The line was cut")
        )
        self.assertEqual(clock.waiver_reason_id, self.reason)
        self.waive(clock, self.manager, "unwaive")
        self.assertEqual((clock.result, clock.compliance_adjusted), ("missed", 0.0))
        self.assertFalse(clock.waiver_reason_id)
        self.assertEqual(clock.event_ids[-1].kind, "unwaive")

    def test_who_may_waive(self):
        clock = self.missed()
        for user in (self.agent, self.leader):
            with self.assertRaises(AccessError, msg=user.name):
                clock.with_user(user).action_waive()
            with self.assertRaises(AccessError, msg=user.name):
                self.waive(clock, user)
        self.env.company.service_leader_waives = True
        self.assertTrue(clock.with_user(self.leader).may_be_waived)
        self.waive(clock, self.leader)
        self.assertEqual(clock.result, "waived")
        with self.assertRaises(AccessError):
            self.waive(self.missed(), self.agent)
        foreign = self.missed()
        self.team.user_id = False
        with self.assertRaises(AccessError):
            self.waive(foreign, self.leader)

    def test_only_a_miss_is_waived(self):
        ticket = self._ticket()
        with self.assertRaises(UserError):
            self.waive(self.clock(ticket), self.manager)
        with self.assertRaises(UserError):
            self.waive(self.missed(), self.manager, "unwaive")

    def test_an_overdue_clock_is_waived_before_it_stops(self):
        ticket = self._ticket(user_id=self.agent.id)
        self.wait(hours=9)
        self.waive(self.clock(ticket), self.manager)
        self.assertEqual((self.clock(ticket).state, self.clock(ticket).result), ("running", "waived"))
        self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
        self.assertFalse(self.env["mail.activity"].search([("service_clock_id", "=", self.clock(ticket).id)]))
        self._move(ticket, "done")
        self.assertEqual(self.clock(ticket).result, "waived")

    def test_whose_the_time_was_adds_up(self):
        ticket = self._ticket()
        for stage, hours in (("awaiting", 2), ("supplier", 3), ("ours", 4), ("in_progress", 5)):
            self.wait(hours=1)
            self._move(ticket, stage)
            self.wait(hours=hours)
        clock = self.clock(ticket)
        self.assertFalse(clock.hours_ours)
        self._move(ticket, "resolved")
        split = (clock.hours_ours, clock.hours_customer, clock.hours_supplier, clock.hours_closed)
        self.assertEqual(split, (1 + 4 + 1 + 5, 2 + 1, 3 + 1, 0))
        self.assertEqual(sum(split) * 3600, (clock.stop - clock.start).total_seconds())
