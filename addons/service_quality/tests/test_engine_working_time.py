from datetime import datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.schedule import local_to_epoch, union, week_type
from odoo.addons.service_quality.engine.working_time import (
    ALWAYS,
    HORIZON,
    Attendance,
    Leave,
    Schedule,
    WorkingTime,
    float_hour_to_seconds,
)

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

HOUR = 3600
DAY = 86400
quick = settings(deadline=None, database=None, max_examples=150)


def utc(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


def local(tz, text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).timestamp())


def weekdays(*slots, days=range(5), tz="UTC", leaves=(), week=None):
    attendances = tuple(Attendance(day, int(a * HOUR), int(b * HOUR), week) for day in days for a, b in slots)
    return Schedule(tz, attendances, tuple(leaves))


def office(**kwargs):
    return weekdays((8, 12), (13, 17), **kwargs)


@st.composite
def schedules(draw):
    tz = draw(st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/Havana", "Africa/Cairo"]))
    minutes = st.integers(0, 1440)
    attendances = draw(
        st.lists(st.tuples(st.integers(0, 6), minutes, minutes, st.sampled_from([None, 0, 1])), min_size=1, max_size=8)
    )
    starts = draw(st.lists(st.tuples(st.integers(0, 60 * DAY), st.integers(1, 5 * DAY)), max_size=4))
    return Schedule(
        tz,
        tuple(Attendance(day, min(a, b) * 60, max(a, b) * 60, week) for day, a, b, week in attendances),
        tuple(Leave(SPRING + start, SPRING + start + length) for start, length in starts),
    )


SPRING = utc("2025-03-10")
moments = st.integers(SPRING, SPRING + 60 * DAY)


class TestFloatHours(TestCase):
    def test_minutes_as_odoo_reads_them(self):
        for hours, seconds in (
            (0.0, 0),
            (8.333333, 8 * HOUR + 20 * 60),
            (12.666667, 12 * HOUR + 40 * 60),
            (17.99, 17 * HOUR + 59 * 60),
            (8.9999, 9 * HOUR),
            (23.9999, DAY),
            (24.0, DAY),
            (-1.0, 0),
            (25.0, DAY),
        ):
            with self.subTest(hours=hours):
                self.assertEqual(float_hour_to_seconds(hours), seconds)

    def test_every_minute_survives_float(self):
        for minute in range(1441):
            self.assertEqual(float_hour_to_seconds(minute / 60), minute * 60)


class TestLocalTime(TestCase):
    def _epoch(self, tz, day, second):
        return local_to_epoch(ZoneInfo(tz), datetime.fromisoformat(day).toordinal(), second)

    def test_skipped_time_is_read_with_the_offset_before(self):
        self.assertEqual(self._epoch("Europe/Berlin", "2025-03-30", 2 * HOUR + 1800), utc("2025-03-30 01:30"))

    def test_repeated_time_is_standard_time(self):
        self.assertEqual(self._epoch("Europe/Berlin", "2025-10-26", 2 * HOUR + 1800), utc("2025-10-26 01:30"))

    def test_end_of_day_belongs_to_its_day_where_midnight_repeats(self):
        self.assertEqual(self._epoch("America/Havana", "2025-11-01", DAY), utc("2025-11-02 04:00"))
        self.assertEqual(self._epoch("America/Havana", "2025-11-02", 0), utc("2025-11-02 05:00"))

    def test_week_types_alternate_over_new_year(self):
        days = range(datetime(2026, 12, 21).toordinal(), datetime(2027, 2, 1).toordinal(), 7)
        types = [week_type(day) for day in days]
        self.assertTrue(all(a != b for a, b in pairwise(types)))


class TestUnion(TestCase):
    def test_overlapping_and_touching_join_inverted_vanish(self):
        self.assertEqual(union([(5, 9), (1, 3), (3, 4), (6, 7), (20, 12), (8, 10)]), [(1, 4), (5, 10)])


class TestDeadline(TestCase):
    def setUp(self):
        super().setUp()
        self.office = WorkingTime(office())

    def test_within_an_opening(self):
        self.assertEqual(self.office.deadline(utc("2025-03-10 09:00"), HOUR), utc("2025-03-10 10:00"))

    def test_over_lunch_and_weekend(self):
        self.assertEqual(self.office.deadline(utc("2025-03-14 11:30"), HOUR), utc("2025-03-14 13:30"))
        self.assertEqual(self.office.deadline(utc("2025-03-14 16:30"), HOUR), utc("2025-03-17 08:30"))

    def test_end_of_an_opening_stays_there(self):
        self.assertEqual(self.office.deadline(utc("2025-03-14 13:00"), 4 * HOUR), utc("2025-03-14 17:00"))
        self.assertEqual(self.office.deadline(utc("2025-03-13 20:00"), 8 * HOUR), utc("2025-03-14 17:00"))

    def test_a_day_of_uneven_shifts_ends_with_the_day(self):
        uneven = WorkingTime(weekdays((8 + 1 / 3, 12), (12 + 2 / 3, 17)))
        self.assertEqual(uneven.deadline(utc("2025-03-10 19:13:27"), 8 * HOUR), utc("2025-03-11 17:00"))

    def test_zero_is_the_next_opening(self):
        self.assertEqual(self.office.deadline(utc("2025-03-10 09:00"), 0), utc("2025-03-10 09:00"))
        self.assertEqual(self.office.deadline(utc("2025-03-10 12:00"), 0), utc("2025-03-10 13:00"))
        self.assertEqual(self.office.deadline(utc("2025-03-14 17:00"), 0), utc("2025-03-17 08:00"))

    def test_backward(self):
        self.assertEqual(self.office.deadline(utc("2025-03-17 09:00"), -HOUR), utc("2025-03-17 08:00"))
        self.assertEqual(self.office.deadline(utc("2025-03-17 09:00"), -HOUR - 1), utc("2025-03-14 16:59:59"))
        self.assertEqual(self.office.deadline(utc("2025-03-16"), -40 * HOUR), utc("2025-03-10 08:00"))

    def test_daylight_saving(self):
        around = WorkingTime(weekdays((0, 24), days=range(7), tz="Europe/Berlin"))
        start = local("Europe/Berlin", "2025-03-29 12:00")
        self.assertEqual(around.deadline(start, DAY), local("Europe/Berlin", "2025-03-30 13:00"))

    def test_leave(self):
        table = WorkingTime(office(leaves=[Leave(utc("2025-03-11"), utc("2025-03-12"))]))
        self.assertEqual(table.deadline(utc("2025-03-10 16:00"), 2 * HOUR), utc("2025-03-12 09:00"))

    def test_two_weeks(self):
        monday = datetime(2025, 3, 10).toordinal()
        table = WorkingTime(weekdays((8, 12), days=[0], week=1 - week_type(monday)))
        self.assertEqual(table.deadline(utc("2025-03-10 08:00"), HOUR), utc("2025-03-17 09:00"))
        self.assertEqual(table.deadline(utc("2025-03-17 09:00"), 4 * HOUR), utc("2025-03-31 09:00"))

    def test_many_years_of_work(self):
        hour_a_week = WorkingTime(weekdays((8, 9), days=[0]))
        self.assertEqual(hour_a_week.deadline(utc("2025-03-10 08:00"), 300 * HOUR), utc("2030-12-02 09:00"))

    def test_beyond_the_horizon(self):
        hour_a_week = WorkingTime(weekdays((8, 9), days=[0]))
        for _again in range(2):
            self.assertIsNone(hour_a_week.deadline(SPRING, 600 * HOUR))
            self.assertIsNone(hour_a_week.deadline(SPRING, -600 * HOUR))
        hour_a_week.seconds_between(SPRING - 2 * HORIZON, SPRING + 2 * HORIZON)
        self.assertIsNone(hour_a_week.deadline(SPRING, 600 * HOUR))

    def test_never_open(self):
        never = WorkingTime(Schedule("UTC"))
        self.assertIsNone(never.deadline(SPRING, 1))
        self.assertIsNone(never.deadline(SPRING, 0))
        self.assertIsNone(never.deadline(SPRING, -1))
        self.assertIsNone(never.next_opening(SPRING))
        self.assertFalse(never.is_open(SPRING))


class TestCounting(TestCase):
    def test_seconds_between(self):
        table = WorkingTime(office())
        self.assertEqual(table.seconds_between(utc("2025-03-14 16:00"), utc("2025-03-17 08:30")), 5400)
        self.assertEqual(table.seconds_between(utc("2025-03-17 08:30"), utc("2025-03-14 16:00")), 0)

    def test_intervals_are_clipped(self):
        table = WorkingTime(office())
        self.assertEqual(
            table.intervals(utc("2025-03-10 09:00"), utc("2025-03-10 15:00")),
            [(utc("2025-03-10 09:00"), utc("2025-03-10 12:00")), (utc("2025-03-10 13:00"), utc("2025-03-10 15:00"))],
        )
        self.assertEqual(table.intervals(utc("2025-03-10 12:00"), utc("2025-03-10 13:00")), [])
        self.assertEqual(table.intervals(utc("2025-03-10 10:00"), utc("2025-03-10 10:00")), [])

    def test_openings(self):
        table = WorkingTime(office())
        self.assertTrue(table.is_open(utc("2025-03-10 08:00")))
        self.assertFalse(table.is_open(utc("2025-03-10 12:00")))
        self.assertEqual(table.next_opening(utc("2025-03-14 17:00")), utc("2025-03-17 08:00"))
        self.assertEqual(table.next_opening(utc("2025-03-14 16:59:59")), utc("2025-03-14 16:59:59"))

    def test_nonsense_years_are_cheap_and_closed(self):
        table = WorkingTime(office())
        self.assertIsNone(table.deadline(utc("9000-01-01"), HOUR))
        self.assertFalse(table.is_open(utc("2150-01-01 10:00")))
        self.assertEqual(table.seconds_between(utc("0202-01-01"), utc("0203-01-01")), 0)
        self.assertEqual(table.deadline(utc("0202-01-01"), HOUR), None)

    def test_growing_joins_an_opening_over_the_border(self):
        table = WorkingTime(weekdays((0, 24), days=range(7)))
        for moment in (SPRING, SPRING + 800 * DAY, SPRING - 800 * DAY):
            table.is_open(moment)
        span = (SPRING - 700 * DAY, SPRING + 700 * DAY)
        self.assertEqual(table.intervals(*span), [span])


class TestProperties(TestCase):
    @quick
    @given(schedules(), moments, moments)
    def test_counts_are_the_sum_of_the_intervals(self, schedule, a, b):
        table = WorkingTime(schedule)
        intervals = table.intervals(a, b)
        self.assertEqual(table.seconds_between(a, b), sum(end - start for start, end in intervals))
        self.assertTrue(all(x[1] < y[0] for x, y in pairwise(intervals)))

    @quick
    @given(schedules(), moments, st.integers(1, 100 * HOUR))
    def test_deadline_is_the_first_moment_that_has_the_seconds(self, schedule, start, seconds):
        table = WorkingTime(schedule)
        due = table.deadline(start, seconds)
        if due is not None:
            self.assertEqual(table.seconds_between(start, due), seconds)
            self.assertEqual(table.seconds_between(start, due - 1), seconds - 1)

    @quick
    @given(schedules(), moments, st.integers(1, 100 * HOUR))
    def test_backward_is_the_last_moment_that_leaves_the_seconds(self, schedule, start, seconds):
        table = WorkingTime(schedule)
        begin = table.deadline(start, -seconds)
        if begin is not None:
            self.assertEqual(table.seconds_between(begin, start), seconds)
            self.assertEqual(table.seconds_between(begin + 1, start), seconds - 1)

    @quick
    @given(schedules(), st.lists(st.integers(SPRING - 1500 * DAY, SPRING + 1500 * DAY), max_size=4), moments, moments)
    def test_the_order_of_questions_does_not_matter(self, schedule, visits, a, b):
        fresh, grown = WorkingTime(schedule), WorkingTime(schedule)
        for visit in visits:
            grown.is_open(visit)
        self.assertEqual(fresh.intervals(a, b), grown.intervals(a, b))
        self.assertEqual(fresh.next_opening(a), grown.next_opening(a))
        self.assertEqual(fresh.deadline(a, 7 * HOUR), grown.deadline(a, 7 * HOUR))

    @quick
    @given(schedules(), moments)
    def test_open_where_the_wall_clock_says_so(self, schedule, moment):
        wall = datetime.fromtimestamp(moment, ZoneInfo(schedule.tz))
        if any(wall.utcoffset() != (wall + timedelta(hours=h)).utcoffset() for h in (-30, 30)):
            return  # clock changes have their own tests
        second = wall.hour * HOUR + wall.minute * 60 + wall.second
        expected = any(
            a.weekday == wall.weekday() and a.week in (None, week_type(wall.toordinal())) and a.start <= second < a.end
            for a in schedule.attendances
        ) and not any(leave.start <= moment < leave.end for leave in schedule.leaves)
        self.assertEqual(WorkingTime(schedule).is_open(moment), expected)

    @quick
    @given(moments, moments, st.integers(-DAY, DAY))
    def test_always_agrees_with_a_calendar_that_never_closes(self, a, b, seconds):
        around = WorkingTime(weekdays((0, 24), days=range(7)))
        self.assertEqual(ALWAYS.deadline(a, seconds), around.deadline(a, seconds))
        self.assertEqual(ALWAYS.seconds_between(a, b), around.seconds_between(a, b))
        self.assertEqual(ALWAYS.intervals(a, b), around.intervals(a, b))
        self.assertEqual(ALWAYS.next_opening(a), around.next_opening(a))
        self.assertEqual(ALWAYS.is_open(a), around.is_open(a))
