from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestCalendarChange(ServiceCase):
    """Running clocks are dated anew when the hours they count in change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        cls.team.service_calendar_id = cls.calendar
        limit = {"limit_value": 16, "time_basis": "working"}
        cls._standard({"resolution": limit}, team_ids=[Command.set(cls.team.ids)], sequence=0)

    def redate(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_redate_clocks").method_direct_trigger()

    def holiday(self, day, calendar=True):
        values = {"name": "Closed", "date_from": datetime(2026, 3, day), "date_to": datetime(2026, 3, day, 23, 59, 59)}
        return self.env["resource.calendar.leaves"].create({**values, "calendar_id": calendar and self.calendar.id})

    def expected(self, ticket):
        return self.calendar.plan_hours(16, self.clock(ticket).start, compute_leaves=True)

    def test_a_new_holiday(self):
        ticket = self._ticket()
        before = self.clock(ticket).due
        self.assertEqual(before, self.expected(ticket))
        for calendar in (True, False):
            self.holiday(3 if calendar else 4, calendar)
            self.assertTrue(self.calendar.redate_clocks)
            self.redate()
            self.assertFalse(self.calendar.redate_clocks)
            self.assertEqual(self.clock(ticket).due, self.expected(ticket))
        self.assertGreater(self.clock(ticket).due, before)
        self.assertEqual([kind for kind, _at in self.events(self.clock(ticket))], ["redate", "redate"])
        self.assertFalse(self.events(self.clock(ticket, "closure")))
        self.assertEqual(ticket.clock_due, START + HOUR)

    def test_a_batch_costs_the_same_for_any_number_of_clocks(self):
        figures = []
        for day, count in ((3, 1), (4, 10), (5, 100)):
            self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            self.holiday(day)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(self.env["service.clock"]._redate(self.calendar, 0, 500))
            self.env.flush_all()
            figures.append(self.cr.sql_log_count - before)
        # The first one fills the caches of the schedule
        self.assertEqual(figures[1], figures[2])

    def test_a_holiday_taken_back(self):
        leave = self.holiday(3)
        ticket = self._ticket()
        leave.unlink()
        self.redate()
        self.assertEqual(self.clock(ticket).due, self.expected(ticket))

    def test_other_hours_and_another_zone(self):
        ticket = self._ticket()
        monday = self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "1")
        for change in (
            lambda: monday[0].write({"hour_from": 6}),
            monday.unlink,
            lambda: self.calendar.write({"tz": "Asia/Tokyo"}),
        ):
            change()
            self.redate()
            self.assertEqual(self.clock(ticket).due, self.expected(ticket))

    def test_what_did_not_move_leaves_no_trace(self):
        ticket = self._ticket()
        self.holiday(28)
        self.redate()
        self.assertFalse(self.events(self.clock(ticket)))

    def test_a_persons_leave_moves_nothing(self):
        resource = self.env["resource.resource"].create({"name": "A person", "calendar_id": self.calendar.id})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Off",
                "date_from": START,
                "date_to": START + 48 * HOUR,
                "resource_id": resource.id,
                "calendar_id": self.calendar.id,
            }
        )
        ticket = self._ticket()
        self.assertEqual(self.clock(ticket).due, datetime(2026, 3, 3, 17))

    def test_ended_and_paused_clocks(self):
        ended, paused = self._ticket(), self._ticket()
        self.wait(hours=4)
        self._move(ended, "resolved")
        self._move(paused, "awaiting")
        before = self.clock(ended).due
        self.holiday(3)
        self.redate()
        self.assertEqual(self.clock(ended).due, before)
        self._move(paused, "in_progress")
        self.assertEqual(self.clock(paused).due, datetime(2026, 3, 4, 17))

    def test_a_change_while_clocks_are_being_dated_is_not_lost(self):
        ticket = self._ticket()
        self.holiday(3)
        clocks = type(self.env["service.clock"])
        original, changes = clocks._redate, [lambda: self.holiday(4)]

        def redate(clock, *arguments):
            last = original(clock, *arguments)
            if changes:
                changes.pop()()
            return last

        with patch.object(clocks, "_redate", redate):
            self.redate()
        if self.calendar.redate_clocks:
            self.redate()
        self.assertEqual(self.clock(ticket).due, self.expected(ticket))

    def test_a_calendar_that_never_opens_any_more(self):
        ticket = self._ticket()
        self.calendar.attendance_ids.unlink()
        self.redate()
        self.assertFalse(self.clock(ticket).due)
        self._move(ticket, "resolved")
        self.assertEqual(self.clock(ticket).result, "met")
