from datetime import datetime, timezone
from unittest import TestCase
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.limits import limit_seconds
from odoo.addons.service_quality.engine.working_time import ALWAYS, Attendance, Leave, Schedule, WorkingTime

DAY = 86400
WEEKDAYS = tuple(Attendance(day, 9 * 3600, 17 * 3600) for day in range(5))
OFFICE = WorkingTime(Schedule("UTC", WEEKDAYS))


def epoch(*moment, zone=timezone.utc):
    return int(datetime(*moment, tzinfo=zone).timestamp())


class TestLimits(TestCase):
    def test_plain_units(self):
        start = epoch(2026, 3, 2, 8)
        for value, unit, seconds in ((30, "second", 30), (5, "minute", 300), (4, "hour", 14400), (2, "day", 2 * DAY)):
            self.assertEqual(limit_seconds(value, unit, start, ALWAYS), seconds)
        self.assertEqual(limit_seconds(3, "day", start, OFFICE, day=8 * 3600), 24 * 3600)

    def test_months_end_on_the_same_date(self):
        for start, value, end in (
            ((2026, 1, 15, 12), 1, (2026, 2, 15, 12)),
            ((2026, 1, 31, 12), 1, (2026, 2, 28, 12)),
            ((2024, 1, 31), 1, (2024, 2, 29)),
            ((2026, 12, 31), 2, (2027, 2, 28)),
            ((2026, 8, 31), 13, (2027, 9, 30)),
        ):
            self.assertEqual(limit_seconds(value, "month", epoch(*start), ALWAYS), epoch(*end) - epoch(*start))

    def test_the_clock_change_does_not_move_the_time_of_day(self):
        zone = ZoneInfo("Europe/Brussels")
        start = epoch(2026, 3, 20, 9, zone=zone)
        self.assertEqual(limit_seconds(2, "week", start, ALWAYS, zone=zone), 14 * DAY - 3600)

    def test_working_weeks_hold_what_is_open_in_them(self):
        self.assertEqual(limit_seconds(1, "week", epoch(2026, 3, 2, 8), OFFICE), 40 * 3600)
        holiday = Leave(epoch(2026, 3, 4), epoch(2026, 3, 5))
        short = WorkingTime(Schedule("UTC", WEEKDAYS, (holiday,)))
        self.assertEqual(limit_seconds(1, "week", epoch(2026, 3, 2, 8), short), 32 * 3600)

    def test_a_span_without_an_open_hour_still_has_an_end(self):
        closed = WorkingTime(Schedule("UTC", WEEKDAYS, (Leave(epoch(2026, 3, 1), epoch(2026, 4, 1)),)))
        self.assertEqual(limit_seconds(1, "week", epoch(2026, 3, 2), closed), 1)

    @given(st.integers(epoch(2020, 1, 1), epoch(2030, 1, 1)), st.integers(1, 24))
    def test_working_months_are_due_within_the_same_span(self, start, months):
        seconds = limit_seconds(months, "month", start, OFFICE)
        self.assertLessEqual(OFFICE.deadline(start, seconds), start + limit_seconds(months, "month", start, ALWAYS))
