"""The ladder against a simulation that looks at every second."""

import unittest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.service_quality.engine.escalation import Fired, Ladder, Rung, Why, above, pick, upcoming, withdrawn
from odoo.addons.service_quality.engine.escalation_chain import Hole, Place, first_present, upward
from odoo.addons.service_quality.engine.promise import Event, Kind, Terms
from odoo.addons.service_quality.engine.run import Run
from odoo.addons.service_quality.engine.working_time import ALWAYS

LIMIT = 100
END = 400


def rungs(*specifications):
    """Rungs from ``(percent, answer_within)``; percent None is reached by a climb only."""
    return [
        Rung(key=number, position=number, percent=percent, answer_within=answer)
        for number, (percent, answer) in enumerate(specifications, start=1)
    ]


def play(ladder, events=(), until=END, limit=LIMIT, acknowledged=lambda _step: False):
    def answer_by(rung, at):
        return at + rung.answer_within if rung.answer_within else None

    steps = Ladder(ladder, ALWAYS, answer_by, acknowledged).play(
        Terms(0, limit, pauses=frozenset({"customer"})), events, until
    )
    return [(step.rung.key, step.at, step.why) for step in steps]


def by_the_second(ladder, events, until, limit):
    """The same, told second by second: used time is counted, nothing is calculated."""
    steps, reached, waiting, left = [], {}, {}, {}
    used, state = 0, "running"
    by_moment = {}
    for event in events:
        by_moment.setdefault(event.at, []).append(event)
    for now in range(until):
        for event in by_moment.get(now, ()):
            if state == "stopped":
                continue
            if event.kind == Kind.PAUSE and state == "running":
                state = "paused"
                left |= {key: max(moment - now, 1) for key, moment in waiting.items()}
                waiting = {}
            elif event.kind == Kind.RESUME and state == "paused":
                state = "running"
                waiting |= {key: now + seconds for key, seconds in left.items()}
                left = {}
            elif event.kind == Kind.STOP:
                state, waiting, left = "stopped", {}, {}
        while state == "running":
            timed = [r for r in ladder if r.key not in reached and (t := r.threshold(limit)) is not None and t <= used]
            late = sorted((moment, key) for key, moment in waiting.items() if moment <= now)
            if timed:
                rung, why = min(timed, key=lambda r: (r.threshold(limit), r.position)), Why.TIME
            elif late:
                key = late[0][1]
                del waiting[key]
                higher = [r for r in ladder if r.position > key and r.key not in reached]
                if not higher:
                    continue
                rung, why = min(higher, key=lambda r: r.position), Why.UNANSWERED
            else:
                break
            reached[rung.key] = now
            steps.append((rung.key, now, why))
            if rung.answer_within:
                waiting[rung.key] = now + rung.answer_within
        used += state == "running"
    return steps


class TestLadder(unittest.TestCase):
    def test_levels_are_reached_by_time(self):
        ladder = rungs((50, 0), (100, 0))
        self.assertEqual(play(ladder), [(1, 50, Why.TIME), (2, 100, Why.TIME)])

    def test_time_counts_before_and_after_due(self):
        ladder = [Rung(1, 1, offset=-30), Rung(2, 2, offset=20), Rung(3, 3, offset=-1000)]
        self.assertEqual([(key, at) for key, at, _why in play(ladder)], [(3, 0), (1, 70), (2, 120)])

    def test_nobody_answers(self):
        ladder = rungs((50, 10), (None, 10), (None, 10))
        self.assertEqual(play(ladder), [(1, 50, Why.TIME), (2, 60, Why.UNANSWERED), (3, 70, Why.UNANSWERED)])

    def test_an_answer_stops_the_climb_but_not_time(self):
        ladder = rungs((50, 10), (100, 10), (None, 0))
        steps = play(ladder, acknowledged=lambda step: step.rung.key == 1)
        self.assertEqual(steps, [(1, 50, Why.TIME), (2, 100, Why.TIME), (3, 110, Why.UNANSWERED)])

    def test_a_level_reached_by_climbing_is_not_reached_again(self):
        ladder = rungs((50, 10), (100, 0))
        self.assertEqual(play(ladder), [(1, 50, Why.TIME), (2, 60, Why.UNANSWERED)])

    def test_a_pause_holds_the_ladder(self):
        ladder = rungs((50, 10), (None, 0))
        events = [Event(Kind.PAUSE, 55, 1, "customer"), Event(Kind.RESUME, 155, 2)]
        self.assertEqual(play(ladder, events), [(1, 50, Why.TIME), (2, 160, Why.UNANSWERED)])

    def test_a_stop_in_the_very_second_is_in_time(self):
        ladder = rungs((50, 0))
        self.assertEqual(play(ladder, [Event(Kind.STOP, 50)]), [])
        self.assertEqual(play(ladder, [Event(Kind.STOP, 51)]), [(1, 50, Why.TIME)])

    def test_more_time_takes_back_what_was_reached(self):
        ladder = rungs((50, 10), (None, 0))
        events = [Event(Kind.REDATE, 55, 1, limit=300)]
        self.assertEqual(play(ladder, events), [(1, 50, Why.TIME), (1, 150, Why.TIME), (2, 160, Why.UNANSWERED)])

    def test_event_levels_are_not_climbed_to(self):
        ladder = [Rung(1, 1, percent=50, answer_within=10), Rung(2, 2, climbable=False), Rung(3, 3)]
        self.assertEqual([key for key, _at, _why in play(ladder)], [1, 3])
        self.assertEqual(above(ladder, {1}, 1).key, 3)
        self.assertIsNone(above(ladder, {1, 3}, 1))

    def test_a_paused_or_excused_clock_reaches_nothing(self):
        ladder = rungs((50, 10))
        run = Run(Terms(0, LIMIT, pauses=frozenset({"customer"})), ALWAYS)
        run.apply(Event(Kind.PAUSE, 10, 1, "customer"))
        self.assertIsNone(upcoming(ladder, {}, run.state(), ALWAYS))
        run.apply(Event(Kind.RESUME, 20, 2))
        self.assertEqual(upcoming(ladder, {}, run.state(), ALWAYS).moment, 60)
        run.apply(Event(Kind.MISSED, 115, 3))
        run.apply(Event(Kind.WAIVE, 116, 4))
        fired = {1: Fired(Why.TIME, None)}
        self.assertIsNone(pick(ladder, fired, {1: 70}, run.state(), ALWAYS))
        self.assertEqual(withdrawn(ladder, fired, run.state(), ALWAYS, 116), {1})

    @settings(max_examples=300, deadline=None)
    @given(
        ladder=st.lists(st.tuples(st.none() | st.integers(0, 250), st.integers(0, 60)), min_size=1, max_size=5),
        moments=st.lists(st.integers(0, 300), max_size=6, unique=True),
        stop=st.none() | st.integers(0, 350),
    )
    def test_every_second(self, ladder, moments, stop):
        ladder = rungs(*ladder)
        events = [
            Event(Kind.RESUME if number % 2 else Kind.PAUSE, at, number, None if number % 2 else "customer")
            for number, at in enumerate(sorted(moments))
        ]
        if stop is not None:
            events = [event for event in events if event.at < stop] + [Event(Kind.STOP, stop, 99)]
        self.assertEqual(play(ladder, events), by_the_second(ladder, events, END, LIMIT))


class TestChain(unittest.TestCase):
    BOSSES = {"agent": "leader", "leader": "head", "head": "director", "director": None}

    def find(self, start, holes=(), bosses=None, skip=0):
        places = upward(start, (bosses or self.BOSSES).get, "manager", skip)
        return first_present(places, dict(holes).get)

    def test_the_next_above(self):
        self.assertEqual(self.find("agent")[0].who, "leader")
        self.assertEqual(self.find("agent", skip=1)[0].who, "head")

    def test_who_is_away_is_passed_over(self):
        found, skipped = self.find("agent", {"leader": Hole.ON_LEAVE, "head": Hole.NO_USER})
        self.assertEqual(found.who, "director")
        self.assertEqual([(s.who, s.hole) for s in skipped], [("leader", Hole.ON_LEAVE), ("head", Hole.NO_USER)])

    def test_nobody_above(self):
        found, skipped = self.find("director")
        self.assertIsNone(found)
        self.assertEqual([s.hole for s in skipped], [Hole.NOBODY])

    def test_a_loop_ends(self):
        loop = {"a": "b", "b": "c", "c": "a"}
        found, skipped = self.find("a", {"b": Hole.ARCHIVED, "c": Hole.ARCHIVED}, loop)
        self.assertIsNone(found)
        self.assertEqual([s.hole for s in skipped], [Hole.ARCHIVED, Hole.ARCHIVED, Hole.LOOP])
        self.assertIsNone(self.find("a", bosses={"a": "a"})[0])

    def test_nobody_is_asked_twice(self):
        places = [Place("x", "leader"), Place("x", "chain"), Place("y", "chain")]
        found, skipped = first_present(places, {"x": Hole.ARCHIVED}.get)
        self.assertEqual((found.who, len(skipped)), ("y", 1))
