from odoo.addons.service_quality.engine.clock import Event, Kind, Terms, fold, timeline
from odoo.addons.service_quality.engine.diary import asked_since, ended_at, entered_after, is_fulfilled
from odoo.addons.service_quality.engine.metrics import starts_with_case
from odoo.addons.service_quality.engine.working_time import ALWAYS, Attendance, Schedule, WorkingTime

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

HOUR = 3600
MONDAY = 1_772_409_600  # 2 March 2026, midnight UTC
OFFICE = WorkingTime(Schedule("UTC", tuple(Attendance(day, 9 * HOUR, 17 * HOUR) for day in range(5))))
TERMS = Terms(MONDAY + 8 * HOUR, 8 * HOUR, 80, frozenset({"customer"}))


class TestNewTerms(TestCase):
    """A REDATE that brings other terms holds from its moment on."""

    def fold(self, *events):
        return fold(
            TERMS,
            [
                Event(kind, MONDAY + int(hour * HOUR), number, **more)
                for number, (kind, hour, more) in enumerate(events)
            ],
            ALWAYS,
        )

    def test_other_hours_count_from_then_on(self):
        state = self.fold((Kind.REDATE, 12, {"table": OFFICE}), (Kind.STOP, 34, {}))
        self.assertEqual((state.seconds_used, state.due), (10 * HOUR, MONDAY + 16 * HOUR))
        self.assertEqual(state.seconds_closed, 16 * HOUR)
        self.assertEqual(state.seconds_used + state.seconds_closed, 26 * HOUR)

    def test_the_timeline_draws_each_stretch_in_its_own_hours(self):
        events = [Event(Kind.REDATE, MONDAY + 12 * HOUR, table=OFFICE), Event(Kind.STOP, MONDAY + 18 * HOUR, 1)]
        kinds = [
            (segment.kind, (segment.end - segment.start) // HOUR)
            for segment in timeline(TERMS, events, ALWAYS, MONDAY + 18 * HOUR)
        ]
        self.assertEqual(kinds, [("worked", 8), ("late", 1), ("closed", 1)])

    def test_a_pause_that_is_not_known_any_more_ends(self):
        state = self.fold((Kind.PAUSE, 9, {"whose": "customer"}), (Kind.REDATE, 11, {"pauses": frozenset()}))
        self.assertEqual(
            (state.state, state.paused, state.due), ("running", {"customer": 2 * HOUR}, MONDAY + 18 * HOUR)
        )

    def test_the_warning_follows_the_new_share(self):
        self.assertEqual(self.fold((Kind.REDATE, 9, {"at_risk_percent": 50})).at_risk_at, MONDAY + 12 * HOUR)

    def test_nothing_repairs_a_miss(self):
        state = self.fold((Kind.REDATE, 17, {"limit": 99 * HOUR, "table": OFFICE}), (Kind.STOP, 18, {}))
        self.assertEqual((state.result, state.limit), ("missed", 8 * HOUR))

    def test_a_waiver_is_taken_back(self):
        waived = [(Kind.STOP, 17, {}), (Kind.WAIVE, 20, {})]
        self.assertEqual(self.fold(*waived).result, "waived")
        self.assertEqual(self.fold(*waived, (Kind.UNWAIVE, 21, {})).result, "missed")
        self.assertEqual(self.fold(*waived, (Kind.UNWAIVE, 21, {}), (Kind.WAIVE, 22, {})).result, "waived")
        self.assertEqual(self.fold((Kind.STOP, 9, {}), (Kind.UNWAIVE, 21, {})).result, "met")


class TestDiary(TestCase):
    def test_positions_are_those_at_the_start_and_later(self):
        diary = [[10, "open"], [20, "waiting:customer"], [25, "replied"], [30, "open"], [30, "open"]]
        self.assertEqual(list(entered_after(diary, 22)), [(22, "waiting:customer"), (30, "open")])

    def test_lines_written_late_count_by_their_moment(self):
        self.assertIsNone(asked_since([[10, "open"], [30, "replied"], [20, "asked"]]))
        self.assertEqual(asked_since([[10, "open"], [20, "replied"], [30, "asked"], [40, "asked"]]), 30)

    def test_what_fulfils_a_promise(self):
        diary = [[10, "open"], [20, "replied"], [30, "resolved"]]
        self.assertTrue(is_fulfilled(diary, "first_response", 10))
        self.assertTrue(is_fulfilled(diary, "resolution", 10))
        self.assertFalse(is_fulfilled(diary, "closure", 10))
        self.assertFalse(is_fulfilled(diary[:2], "preliminary_solution", 10))

    def test_when_a_case_came_to_be_over(self):
        self.assertEqual(ended_at([[10, "open"], [20, "resolved"], [30, "closed"]]), 20)
        self.assertIsNone(ended_at([[10, "open"], [20, "resolved"], [30, "open"]]))

    def test_only_the_promises_of_the_case_begin_with_it(self):
        self.assertTrue(starts_with_case("resolution"))
        self.assertFalse(starts_with_case("handover") or starts_with_case("callback") or starts_with_case("answer"))
