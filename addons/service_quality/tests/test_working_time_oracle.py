import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytz

from odoo.addons.service_quality.engine.working_time import (
    Attendance,
    Leave,
    Schedule,
    WorkingTime,
    float_hour_to_seconds,
)
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools.date_utils import float_to_time

HOUR = 3600
EPOCH = datetime(1970, 1, 1)
WEEK = range(7)
OFFICE = ((8, 12), (13, 17))
UNEVEN = ((8 + 1 / 3, 12), (12 + 2 / 3, 17))
NIGHTS = ((0, 2.5), (22, 24))
# Days of 2025 on which the clocks of the zone change
CHANGES = {
    "Europe/Berlin": ("2025-03-30", "2025-10-26"),
    "America/New_York": ("2025-03-09", "2025-11-02"),
    "America/Havana": ("2025-03-09", "2025-11-02"),
    "Africa/Cairo": ("2025-04-25", "2025-10-30"),
    "Australia/Lord_Howe": ("2025-04-06", "2025-10-05"),
}


def epoch(moment):
    return round((moment - EPOCH) / timedelta(seconds=1))


def slot(day, start, end, period="morning", week=False):
    values = {"name": "Slot", "dayofweek": str(day), "hour_from": start, "hour_to": end}
    return Command.create({**values, "day_period": period, "week_type": week})


def slots(hours, days=range(5), week=False):
    return [slot(day, start, end, week=week) for day in days for start, end in hours]


@tagged("post_install", "-at_install")
class TestWorkingTimeOracle(TransactionCase):
    """Odoo's own calendar functions are the truth, except where they spill a deadline over the end of an opening."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20250310)
        cls.spilled = 0

    def calendar(self, tz, lines, **values):
        return self.env["resource.calendar"].create({"name": tz, "tz": tz, "attendance_ids": lines, **values})

    def table(self, calendar):
        attendances = tuple(
            Attendance(
                int(line.dayofweek),
                float_hour_to_seconds(line.hour_from),
                float_hour_to_seconds(line.hour_to),
                int(line.week_type) if calendar.two_weeks_calendar else None,
            )
            for line in calendar.attendance_ids
            if line.day_period != "lunch" and not line.display_type
        )
        leaves = self.env["resource.calendar.leaves"].search(
            [("resource_id", "=", False), ("time_type", "=", "leave"), ("calendar_id", "in", (False, calendar.id))]
        )
        with pytz.open_resource(calendar.tz) as data:
            zone = ZoneInfo.from_file(data, key=calendar.tz)
        closed = tuple(Leave(epoch(leave.date_from), epoch(leave.date_to)) for leave in leaves)
        return WorkingTime(Schedule(calendar.tz, attendances, closed), zone)

    def add_leaves(self, calendar, count=30):
        whose = self.env["resource.resource"].create({"name": "Somebody", "calendar_id": calendar.id})
        for number in range(count):
            start = datetime(2025, 1, 1) + timedelta(minutes=self.random.randrange(450 * 24 * 60))
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Leave",
                    "calendar_id": number % 5 and calendar.id,
                    "resource_id": number % 7 == 6 and whose.id,
                    "time_type": "other" if number % 7 == 5 else "leave",
                    "date_from": start,
                    "date_to": start + timedelta(seconds=self.random.choice((86399, 3600, 9 * 86400, 1800, 40000))),
                }
            )

    def moments(self, tz, count=9):
        for _each in range(count):
            yield datetime(2025, 1, 1) + timedelta(seconds=self.random.randrange(365 * 86400))
        for day in CHANGES.get(tz, ()):
            for _each in range(count // 3):
                yield datetime.fromisoformat(day) + timedelta(seconds=self.random.randrange(-86400, 2 * 86400))

    def assertDeadline(self, table, start, seconds, odoo):
        ours = table.deadline(start, seconds)
        if not odoo:
            self.assertIsNone(ours)
        elif ours != epoch(odoo):
            self.assertSpilled(table, start, seconds, ours, epoch(odoo))

    def assertSpilled(self, table, start, seconds, ours, odoo):
        """The whole time is used at ours, the border of an opening, and Odoo's is the facing border of the next one."""
        early, late = sorted((ours, odoo))
        self.assertEqual(early, ours if seconds > 0 else odoo, (start, seconds, odoo))
        self.assertEqual(table.seconds_between(min(start, ours), max(start, ours)), abs(seconds))
        self.assertTrue(table.is_open(early - 1) and not table.is_open(early), (start, seconds, ours, odoo))
        self.assertEqual(late, table.next_opening(early), (start, seconds, ours, odoo))
        type(self).spilled += 1

    def assertAgrees(self, calendar):
        table = self.table(calendar)
        for start in self.moments(calendar.tz):
            for seconds in (0, HOUR, 8 * HOUR, -8 * HOUR, 40 * HOUR, self.random.randrange(1, 250 * HOUR)):
                with self.subTest(calendar=calendar.name, start=start, seconds=seconds):
                    odoo = calendar.plan_hours(seconds / HOUR, start, compute_leaves=True)
                    self.assertDeadline(table, epoch(start), seconds, odoo)
            end = start + timedelta(seconds=self.random.randrange(60 * 86400))
            hours = calendar.get_work_hours_count(start, end)
            self.assertEqual(table.seconds_between(epoch(start), epoch(end)), round(hours * HOUR), (start, end))

    def test_one_week(self):
        for tz, lines in (
            ("Europe/Berlin", slots(OFFICE)),
            ("Asia/Shanghai", slots(OFFICE)),
            ("America/New_York", slots(UNEVEN)),
            ("Europe/Berlin", slots(NIGHTS, WEEK)),
            ("Europe/Berlin", slots([(0, 24)], WEEK)),
            ("America/Havana", slots([(0, 1), (1.25, 24)], WEEK)),
            ("Africa/Cairo", slots([(0, 0.5), (0.75, 6), (23, 24)], WEEK)),
            ("Australia/Lord_Howe", slots([(1.5, 1.75), (1.8, 2.25), (2.5, 9)], WEEK)),
        ):
            calendar = self.calendar(tz, lines)
            self.assertAgrees(calendar)
            self.add_leaves(calendar)
            self.assertAgrees(calendar)

    def test_two_weeks(self):
        lines = slots(OFFICE, week="0") + slots(((9.5, 11), (11, 14.25)), (1, 3, 5), week="1")
        calendar = self.calendar("Europe/Berlin", lines, two_weeks_calendar=True)
        self.assertAgrees(calendar)
        self.add_leaves(calendar)
        self.assertAgrees(calendar)

    def test_breaks_are_closed(self):
        calendar = self.calendar("Asia/Shanghai", slots(OFFICE))
        calendar.attendance_ids = [slot(0, 12, 13, period="lunch")]
        self.assertAgrees(calendar)

    def test_random_weeks(self):
        for _each in range(6):
            lines = []
            for day in WEEK:
                edges = sorted(self.random.sample(range(24 * 12 + 1), 2 * self.random.randrange(4)))
                lines += slots([(a / 12, b / 12) for a, b in zip(edges[::2], edges[1::2], strict=False)], [day])
            calendar = self.calendar(self.random.choice(list(CHANGES)), lines)
            self.add_leaves(calendar)
            self.assertAgrees(calendar)

    def test_never_open(self):
        for lines in ([], slots(OFFICE)):
            calendar = self.calendar("Europe/Berlin", lines)
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Closed down",
                    "calendar_id": calendar.id,
                    "date_from": datetime(2025, 1, 1),
                    "date_to": datetime(2040, 1, 1),
                }
            )
            start = datetime(2025, 3, 10, 9)
            self.assertFalse(calendar.plan_hours(1, start, compute_leaves=True))
            self.assertIsNone(self.table(calendar).deadline(epoch(start), HOUR))

    def test_a_whole_day_of_uneven_shifts_ends_with_the_day(self):
        """The float residue of Odoo's loop: the one difference, and the reason for it."""
        calendar = self.calendar("UTC", slots(UNEVEN))
        evening = datetime(2025, 3, 10, 19, 13, 27)
        odoo = calendar.plan_hours(8, evening, compute_leaves=True)
        self.assertEqual(odoo.replace(microsecond=0), datetime(2025, 3, 12, 8, 20))
        table = self.table(calendar)
        self.assertEqual(table.deadline(epoch(evening), 8 * HOUR), epoch(datetime(2025, 3, 11, 17)))
        self.assertDeadline(table, epoch(evening), 8 * HOUR, datetime(2025, 3, 12, 8, 20))
        with self.assertRaises(AssertionError):
            self.assertDeadline(table, epoch(evening), 8 * HOUR, datetime(2025, 3, 12, 8, 21))
        with self.assertRaises(AssertionError):
            self.assertDeadline(table, epoch(evening), 7 * HOUR, datetime(2025, 3, 12, 8, 20))

    def test_hours_of_the_day(self):
        for _each in range(2000):
            hours = self.random.choice((self.random.randrange(1441) / 60, self.random.random() * 24))
            if 60 * (hours % 1) >= 59.5:
                continue  # float_to_time raises
            time = float_to_time(hours)
            expected = 86400 if hours == 24 else time.hour * HOUR + time.minute * 60
            self.assertEqual(float_hour_to_seconds(hours), expected, hours)
