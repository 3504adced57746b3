from datetime import datetime, timezone
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.clock import (
    Event,
    Kind,
    Segment,
    Terms,
    fold,
    open_state,
    state_at,
    timeline,
    used_at,
)
from odoo.addons.service_quality.engine.working_time import ALWAYS, Attendance, Schedule, WorkingTime

try:
    from odoo.tests import BaseCase as TestCase
except ImportError:  # the engine is tested without Odoo as well
    from unittest import TestCase

HOUR = 3600
MONDAY = int(datetime(2025, 3, 10, tzinfo=timezone.utc).timestamp())
OFFICE = WorkingTime(
    Schedule("UTC", tuple(Attendance(day, a * HOUR, b * HOUR) for day in range(5) for a, b in ((8, 12), (13, 17))))
)
WAITING = frozenset({"customer", "supplier"})


def at(hour, day=0):
    return MONDAY + day * 24 * HOUR + int(hour * HOUR)


def events(*steps):
    """Events recorded in the order given: (kind, moment[, whose or new limit])."""
    result = []
    for sequence, (kind, moment, *more) in enumerate(steps):
        value = more[0] if more else None
        detail = {"limit": value} if isinstance(value, int) else {"whose": value}
        result.append(Event(kind, moment, sequence, **detail))
    return result


class ClockCase(TestCase):
    def fold(self, *steps, start=at(9), limit=2 * HOUR, percent=75, pauses=WAITING, table=OFFICE):
        self.terms = Terms(start, limit, percent, pauses)
        return fold(self.terms, events(*steps), table)


class TestRunning(ClockCase):
    def test_no_events(self):
        state = self.fold()
        self.assertEqual((state.state, state.result), ("running", None))
        self.assertEqual((state.due, state.at_risk_at, state.next_event_at), (at(11), at(10.5), at(10.5)))
        self.assertEqual((state.seconds_used, state.remaining, state.counted_to), (0, 2 * HOUR, at(9)))

    def test_open_state_is_the_fold_of_nothing(self):
        for percent in (0, 1, 75, 99, 100):
            for limit in (0, 1, HOUR, 10**9):
                for table in (OFFICE, ALWAYS, WorkingTime(Schedule("UTC"))):
                    terms = Terms(at(7.5), limit, percent, WAITING)
                    self.assertEqual(open_state(terms, table), fold(terms, (), table))

    def test_a_limit_of_nothing_is_due_at_the_next_opening(self):
        self.assertEqual(self.fold(start=at(7), limit=0).due, at(8))

    def test_a_calendar_that_never_opens_breaks_no_promise(self):
        never = WorkingTime(Schedule("UTC"))
        self.assertIsNone(self.fold(table=never).next_event_at)
        self.assertEqual(self.fold((Kind.STOP, at(9, day=300)), table=never).result, "met")

    def test_no_warning_wanted(self):
        for percent in (0, 100):
            state = self.fold(percent=percent)
            self.assertEqual((state.at_risk_at, state.next_event_at), (None, at(11)))

    def test_at_risk_rounds_up(self):
        self.assertEqual(self.fold(limit=10, percent=75).at_risk_at, at(9) + 8)

    def test_shown_state(self):
        state = self.fold()
        shown = [state_at(state, moment) for moment in (at(9), at(10.5), at(11), at(11) + 1)]
        self.assertEqual(shown, ["running", "at_risk", "at_risk", "missed"])
        self.assertEqual(state_at(self.fold((Kind.PAUSE, at(10), "customer")), at(20)), "paused")
        self.assertEqual(state_at(self.fold((Kind.CANCEL, at(10))), at(20)), "cancelled")
        self.assertEqual(state_at(self.fold((Kind.STOP, at(10))), at(20)), "met")

    def test_used_now(self):
        self.assertEqual(used_at(self.fold(), at(14), OFFICE), 4 * HOUR)
        self.assertEqual(used_at(self.fold((Kind.PAUSE, at(10), "customer")), at(14), OFFICE), HOUR)

    def test_unknown_kind(self):
        with self.assertRaises(KeyError):
            self.fold(("snooze", at(10)))


class TestStop(ClockCase):
    def test_at_the_due_second_and_after(self):
        met = self.fold((Kind.STOP, at(11)))
        self.assertEqual((met.state, met.result, met.stop, met.seconds_used), ("stopped", "met", at(11), 2 * HOUR))
        missed = self.fold((Kind.STOP, at(11) + 1))
        self.assertEqual((missed.result, missed.seconds_late, missed.late_by), ("missed", 1, 1))
        self.assertEqual(missed.remaining, -1)
        self.assertIsNone(missed.next_event_at)

    def test_in_closed_time_after_due_is_missed_without_a_working_second(self):
        state = self.fold((Kind.STOP, at(20)), start=at(15))
        self.assertEqual((state.due, state.result), (at(17), "missed"))
        self.assertEqual((state.seconds_used, state.seconds_late, state.late_by), (2 * HOUR, 0, 3 * HOUR))

    def test_in_closed_time_before_due_is_met(self):
        self.assertEqual(self.fold((Kind.STOP, at(7, day=1)), start=at(15.5)).result, "met")

    def test_what_follows_is_ignored(self):
        later = ((Kind.STOP, at(12)), (Kind.CANCEL, at(12)), (Kind.PAUSE, at(13), "customer"))
        state = self.fold((Kind.STOP, at(10)), *later)
        self.assertEqual((state.state, state.stop, state.result), ("stopped", at(10), "met"))

    def test_before_the_start_counts_as_at_the_start(self):
        state = self.fold((Kind.STOP, at(8)))
        self.assertEqual((state.stop, state.seconds_used, state.result), (at(9), 0, "met"))

    def test_cancel(self):
        self.assertIsNone(self.fold((Kind.CANCEL, at(11))).result)
        late = self.fold((Kind.CANCEL, at(11) + 1))
        self.assertEqual((late.state, late.result), ("cancelled", "missed"))


class TestPause(ClockCase):
    def test_due_is_unknown_while_paused(self):
        state = self.fold((Kind.PAUSE, at(10), "customer"))
        self.assertEqual((state.state, state.whose, state.paused_since), ("paused", "customer", at(10)))
        self.assertEqual((state.due, state.at_risk_at, state.next_event_at), (None, None, None))
        self.assertEqual((state.seconds_used, state.remaining), (HOUR, HOUR))

    def test_resume_gives_the_rest(self):
        state = self.fold((Kind.PAUSE, at(10), "customer"), (Kind.RESUME, at(16.5)))
        self.assertEqual((state.state, state.due, state.at_risk_at), ("running", at(8.5, day=1), at(17)))
        self.assertEqual(state.paused, {"customer": int(5.5 * HOUR)})
        self.assertEqual((state.whose, state.paused_since), (None, None))

    def test_a_hold_longer_than_the_rest_breaks_nothing(self):
        state = self.fold((Kind.PAUSE, at(10), "customer"), (Kind.STOP, at(16)))
        self.assertEqual((state.result, state.seconds_used, state.seconds_late), ("met", HOUR, 0))
        resumed = self.fold((Kind.PAUSE, at(10), "customer"), (Kind.RESUME, at(16)), (Kind.STOP, at(16) + 1))
        self.assertEqual(resumed.result, "met")

    def test_at_the_due_second_is_in_time(self):
        state = self.fold((Kind.MISSED, at(11)), (Kind.PAUSE, at(11), "customer"))
        self.assertEqual((state.result, state.missed_marked, state.due), (None, False, None))
        resumed = self.fold((Kind.PAUSE, at(11), "customer"), (Kind.RESUME, at(12)))
        self.assertEqual((resumed.due, resumed.remaining), (at(13), 0))

    def test_after_due_stays_missed(self):
        state = self.fold((Kind.PAUSE, at(11.5), "customer"))
        self.assertEqual((state.state, state.result, state.due), ("paused", "missed", at(11)))
        self.assertEqual((state.seconds_late, state.next_event_at), (HOUR // 2, at(11)))
        self.assertIsNone(self.fold((Kind.PAUSE, at(11.5), "customer"), (Kind.MISSED, at(11.6))).next_event_at)
        stopped = self.fold((Kind.PAUSE, at(11.5), "customer"), (Kind.RESUME, at(14)), (Kind.STOP, at(15)))
        self.assertEqual((stopped.due, stopped.seconds_late, stopped.late_by), (at(11), int(1.5 * HOUR), 4 * HOUR))

    def test_in_closed_time_after_due_is_missed_as_a_stop_would_be(self):
        self.assertEqual(self.fold((Kind.PAUSE, at(20), "customer"), start=at(15)).result, "missed")

    def test_change_of_party(self):
        steps = ((Kind.PAUSE, at(10), "customer"), (Kind.PAUSE, at(11), "customer"), (Kind.PAUSE, at(14), "supplier"))
        state = self.fold(*steps)
        self.assertEqual((state.whose, state.paused_since, state.paused), ("supplier", at(14), {"customer": 3 * HOUR}))
        state = self.fold(*steps, (Kind.RESUME, at(15)))
        self.assertEqual(state.paused, {"customer": 3 * HOUR, "supplier": HOUR})

    def test_a_party_that_does_not_pause(self):
        for whose in ("ours", None):
            self.assertEqual(self.fold((Kind.PAUSE, at(10), whose)), self.fold())
            state = self.fold((Kind.PAUSE, at(10), "customer"), (Kind.PAUSE, at(14), whose))
            self.assertEqual((state.state, state.due), ("running", at(15)))

    def test_resume_of_a_running_clock(self):
        self.assertEqual(self.fold((Kind.RESUME, at(10))), self.fold())

    def test_risk_once_reached_stays(self):
        state = self.fold((Kind.AT_RISK, at(10.5)), (Kind.PAUSE, at(10.75), "customer"))
        self.assertEqual((state.at_risk_at, state.at_risk_marked), (at(10.5), True))
        resumed = self.fold((Kind.PAUSE, at(10.75), "customer"), (Kind.RESUME, at(14)))
        self.assertEqual((resumed.at_risk_at, resumed.due, resumed.next_event_at), (at(10.5), at(14.25), at(10.5)))


class TestMarks(ClockCase):
    def test_the_sweep_looks_twice(self):
        warned = self.fold((Kind.AT_RISK, at(10.5)))
        self.assertEqual((warned.at_risk_marked, warned.next_event_at, warned.result), (True, at(11), None))
        missed = self.fold((Kind.AT_RISK, at(10.5)), (Kind.MISSED, at(11)))
        self.assertEqual((missed.missed_marked, missed.next_event_at, missed.result), (True, None, "missed"))
        self.assertEqual(missed.state, "running")

    def test_marks_before_their_moment_do_not_count(self):
        state = self.fold((Kind.AT_RISK, at(10)), (Kind.MISSED, at(10.9)))
        self.assertEqual(state, self.fold())

    def test_a_stop_reported_later_undoes_the_mark(self):
        self.assertEqual(self.fold((Kind.MISSED, at(11.5)), (Kind.STOP, at(10.9))).result, "met")
        self.assertEqual(self.fold((Kind.MISSED, at(11)), (Kind.STOP, at(11))).result, "met")

    def test_a_pause_reported_later_undoes_the_mark(self):
        state = self.fold((Kind.MISSED, at(11.5)), (Kind.PAUSE, at(10), "customer"), (Kind.RESUME, at(11)))
        self.assertEqual((state.result, state.due, state.next_event_at), (None, at(12), at(11.5)))

    def test_waive(self):
        missed = (Kind.MISSED, at(11.5))
        self.assertIsNone(self.fold((Kind.WAIVE, at(10))).result)
        self.assertEqual(self.fold((Kind.WAIVE, at(11) + 1)).result, "waived")
        running = self.fold(missed, (Kind.WAIVE, at(12)))
        self.assertEqual((running.result, running.next_event_at), ("waived", None))
        self.assertEqual(self.fold(missed, (Kind.WAIVE, at(12)), (Kind.STOP, at(14))).result, "waived")
        self.assertEqual(self.fold((Kind.STOP, at(14)), (Kind.WAIVE, at(30))).result, "waived")
        self.assertEqual(self.fold((Kind.CANCEL, at(14)), (Kind.WAIVE, at(30))).result, "waived")
        self.assertEqual(self.fold((Kind.STOP, at(10)), (Kind.WAIVE, at(30))).result, "met")


class TestRedate(ClockCase):
    def test_longer(self):
        state = self.fold((Kind.AT_RISK, at(10.5)), (Kind.REDATE, at(10.75), 4 * HOUR))
        self.assertEqual((state.due, state.limit, state.seconds_used), (at(14), 4 * HOUR, int(1.75 * HOUR)))
        self.assertEqual((state.at_risk_at, state.at_risk_marked), (at(12), False))

    def test_shorter_than_used_is_due_at_once(self):
        state = self.fold((Kind.REDATE, at(10), HOUR // 2))
        self.assertEqual((state.due, state.at_risk_at, state.result), (at(10), at(10), None))
        stopped = self.fold((Kind.REDATE, at(10), HOUR // 2), (Kind.STOP, at(10.5)))
        self.assertEqual((stopped.result, stopped.seconds_late), ("missed", HOUR // 2))

    def test_does_not_repair_a_broken_promise(self):
        state = self.fold((Kind.REDATE, at(11.5), 8 * HOUR))
        self.assertEqual((state.result, state.due, state.limit), ("missed", at(11), 2 * HOUR))

    def test_while_paused(self):
        state = self.fold((Kind.PAUSE, at(10), "customer"), (Kind.REDATE, at(11), 3 * HOUR), (Kind.RESUME, at(14)))
        self.assertEqual((state.due, state.paused), (at(16), {"customer": 3 * HOUR}))

    def test_another_calendar(self):
        state = fold(Terms(at(9), 2 * HOUR, 75, WAITING), events((Kind.REDATE, at(10))), ALWAYS)
        self.assertEqual((state.due, state.limit), (at(11), 2 * HOUR))


class TestTimeline(ClockCase):
    def segments(self, *steps, until, **kwargs):
        self.fold(*steps, **kwargs)
        return timeline(self.terms, events(*steps), OFFICE, until)

    def test_running_over_lunch(self):
        self.assertEqual(
            self.segments(until=at(14), limit=5 * HOUR),
            [
                Segment(at(9), at(12), "worked"),
                Segment(at(12), at(13), "closed"),
                Segment(at(13), at(14), "worked"),
            ],
        )

    def test_pause_and_lateness(self):
        steps = (
            (Kind.PAUSE, at(10), "customer"),
            (Kind.PAUSE, at(11), "supplier"),
            (Kind.RESUME, at(14)),
            (Kind.STOP, at(16)),
        )
        self.assertEqual(
            self.segments(*steps, until=at(20)),
            [
                Segment(at(9), at(10), "worked"),
                Segment(at(10), at(11), "paused:customer"),
                Segment(at(11), at(12), "paused:supplier"),
                Segment(at(12), at(13), "closed"),
                Segment(at(13), at(14), "paused:supplier"),
                Segment(at(14), at(15), "worked"),
                Segment(at(15), at(16), "late"),
            ],
        )

    def test_as_it_stood(self):
        steps = ((Kind.PAUSE, at(10), "customer"), (Kind.STOP, at(16)))
        self.assertEqual(self.segments(*steps, until=at(9.5)), [Segment(at(9), at(9.5), "worked")])
        self.assertEqual(self.segments(*steps, until=at(8)), [])


END = 400
PARTIES = ("customer", "supplier", "ours", None)


class Stopwatch:
    """The clock counted second by second, over one Monday from midnight: the independent answer."""

    def __init__(self, terms, slots):
        self.terms, self.slots = terms, slots
        self.status, self.limit, self.whose = "running", terms.limit, None
        self.used = self.late = self.late_by = 0
        self.paused = {}
        self.due = self.risk = self.stop = None
        self.broken = self.marked = self.waived = self.warned = False

    def open(self, second):
        return any(a <= second - MONDAY < b for a, b in self.slots)

    def run(self, listed):
        queue = sorted(listed, key=lambda e: (e.at, e.sequence))
        for second in range(self.terms.start, MONDAY + END + 1):
            while queue and max(queue[0].at, self.terms.start) <= second:
                self.look(second)
                self.happen(queue.pop(0), second)
            if second < MONDAY + END:
                self.tick(second)
        return self

    def look(self, second):
        """What needs no more seconds is reached as soon as it is open."""
        if self.status == "running" and self.open(second):
            self.reach(second)

    def tick(self, second):
        self.look(second)
        if not self.open(second) or self.stop is not None:
            return
        if self.status == "paused":
            self.paused[self.whose] = self.paused.get(self.whose, 0) + 1
            return
        self.late += self.due is not None
        self.used += 1
        self.reach(second + 1)

    def reach(self, moment):
        if self.due is None and self.used >= self.limit:
            self.due = moment
        percent = self.terms.at_risk_percent
        if 0 < percent < 100 and self.risk is None and self.used * 100 >= self.limit * percent:
            self.risk = moment

    def clear(self):
        if not self.broken:
            self.due, self.late, self.marked, self.waived = None, 0, False, False

    def happen(self, event, now):  # noqa: C901  (a naive oracle reads best as one list of cases)
        kind = event.kind
        if self.stop is not None:
            self.waived = (self.waived or (kind == Kind.WAIVE and self.broken)) and kind != Kind.UNWAIVE
            return
        past_due = self.due is not None and now > self.due
        if kind == Kind.PAUSE and event.whose in self.terms.pauses:
            self.broken |= past_due
            self.clear()
            self.status, self.whose = "paused", event.whose
        elif kind in (Kind.RESUME, Kind.PAUSE):
            self.status = "running"
        elif kind in (Kind.STOP, Kind.CANCEL):
            self.broken |= past_due
            self.stop, self.late_by = now, now - self.due if self.broken else 0
            if not self.broken:
                self.marked = self.waived = False
            self.status = "stopped" if kind == Kind.STOP else "cancelled"
        elif kind == Kind.REDATE and event.limit is not None:
            self.broken |= past_due
            if not self.broken:
                self.clear()
                self.limit = event.limit
                if self.risk is not None and self.used < -(-self.limit * self.terms.at_risk_percent // 100):
                    self.risk, self.warned = None, False
        elif kind == Kind.AT_RISK:
            self.warned |= self.risk is not None
        elif kind == Kind.MISSED:
            self.broken |= past_due
            self.marked |= self.due is not None
        elif kind == Kind.WAIVE:
            self.broken |= past_due
            self.waived |= self.broken or self.marked
        elif kind == Kind.UNWAIVE:
            self.waived = False

    def result(self):
        if self.broken or self.marked:
            return "waived" if self.waived else "missed"
        return "met" if self.status == "stopped" else None


@st.composite
def cases(draw):
    seconds = st.integers(0, 300)
    slots = draw(st.lists(st.tuples(seconds, seconds).map(sorted).map(tuple), max_size=4))
    terms = Terms(
        MONDAY + draw(st.integers(0, 100)),
        draw(st.integers(0, 120)),
        draw(st.sampled_from([0, 1, 50, 75, 80, 99, 100])),
        draw(st.frozensets(st.sampled_from(PARTIES[:3]))),
    )
    kinds = [value for name, value in vars(Kind).items() if name.isupper()]
    # Few distinct moments, so that things happen in the same second and on the borders of the slots.
    moment = st.integers(-10, 350) | st.sampled_from([0, 60, 120, 180, *(edge for slot in slots for edge in slot)])
    events_drawn = draw(
        st.lists(
            st.builds(
                Event,
                kind=st.sampled_from(kinds) | st.sampled_from([Kind.PAUSE, Kind.RESUME]),
                at=moment.map(lambda second: MONDAY + second),
                whose=st.sampled_from(PARTIES),
                limit=st.none() | st.integers(0, 150),
            ),
            max_size=8,
        )
    )
    order = draw(st.permutations(range(len(events_drawn))))
    listed = [Event(e.kind, e.at, sequence, e.whose, e.limit) for e, sequence in zip(events_drawn, order, strict=True)]
    return slots, terms, listed


def within(moment, stop):
    """What a stopwatch can know of a moment: it ends with the clock, at the latest at END."""
    end = MONDAY + END if stop is None else stop
    return moment if moment is not None and moment <= end else None


class TestAgainstTheStopwatch(TestCase):
    @settings(deadline=None, database=None, max_examples=400)
    @given(cases())
    @example(
        (
            [(0, 300)],
            Terms(MONDAY, 120, 75, frozenset({"customer"})),
            events((Kind.STOP, MONDAY + 240), (Kind.PAUSE, MONDAY + 60, "customer")),
        )
    )
    def test_every_second_counted(self, case):
        slots, terms, listed = case
        table = WorkingTime(Schedule("UTC", tuple(Attendance(0, a, b) for a, b in slots)))
        truth = Stopwatch(terms, slots).run(listed)
        state = fold(terms, listed, table)
        end = MONDAY + END
        paused = dict(state.paused)
        if state.state == "paused":
            more = table.seconds_between(state.counted_to, end)
            paused[state.whose] = paused.get(state.whose, 0) + more
        self.assertEqual((state.state, state.result, state.stop), (truth.status, truth.result(), truth.stop))
        self.assertEqual(used_at(state, end, table), truth.used)
        self.assertEqual({who: n for who, n in paused.items() if n}, truth.paused)
        self.assertEqual((within(state.due, state.stop), within(state.at_risk_at, state.stop)), (truth.due, truth.risk))
        self.assertEqual((state.at_risk_marked, state.missed_marked), (truth.warned, truth.marked))
        if state.stop is not None:
            late = (truth.late, truth.late_by) if truth.broken else (0, 0)
            self.assertEqual((state.seconds_late, state.late_by), late)
        self.check_next_event(state, truth)

    def check_next_event(self, state, truth):
        ended = truth.stop is not None or truth.marked or truth.waived
        if ended or (truth.status == "paused" and not truth.broken):
            self.assertIsNone(state.next_event_at)
        elif truth.broken:
            self.assertEqual(state.next_event_at, truth.due)
        else:
            ahead = [state.due]
            if not truth.warned:
                ahead.append(state.at_risk_at)
            self.assertEqual(state.next_event_at, min((m for m in ahead if m is not None), default=None))

    @settings(deadline=None, database=None, max_examples=150)
    @given(cases(), st.randoms(), st.integers(-20, END))
    def test_order_given_does_not_matter_and_segments_add_up(self, case, shuffler, until):
        slots, terms, listed = case
        table = WorkingTime(Schedule("UTC", tuple(Attendance(0, a, b) for a, b in slots)))
        shuffled = list(listed)
        shuffler.shuffle(shuffled)
        until += MONDAY
        past = [event for event in listed if event.at <= until]
        state = fold(terms, past, table)
        self.assertEqual(fold(terms, shuffled, table), fold(terms, listed, table))
        segments = timeline(terms, shuffled, table, until)
        end = until if state.stop is None else state.stop
        if end <= terms.start:
            self.assertEqual(segments, [])
            return
        self.assertEqual((segments[0].start, segments[-1].end), (terms.start, end))
        self.assertTrue(all(a.end == b.start and a.kind != b.kind for a, b in pairwise(segments)))
        length = {}
        for segment in segments:
            length[segment.kind] = length.get(segment.kind, 0) + segment.end - segment.start
        self.assertEqual(length.get("worked", 0) + length.get("late", 0), used_at(state, until, table))
        if state.stop is not None:
            self.assertEqual(length.get("late", 0), state.seconds_late)
            for whose in PARTIES:
                self.assertEqual(length.get(f"paused:{whose}", 0), state.paused.get(whose, 0))
