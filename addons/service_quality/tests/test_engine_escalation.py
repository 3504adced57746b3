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


class BySecond:
    """The same, told second by second: used time is counted, nothing is calculated."""

    def __init__(self, ladder, limit):
        self.ladder, self.limit = ladder, limit
        self.steps, self.reached, self.waiting, self.left = [], {}, {}, {}
        self.used, self.state = 0, "running"

    def run(self, events, until):
        for now in range(until):
            for event in events:
                if event.at == now and self.state != "stopped":
                    self.hear(event.kind, now)
            while self.state == "running" and self.climb(now):
                continue
            self.used += self.state == "running"
        return self.steps

    def hear(self, kind, now):
        if kind == Kind.PAUSE and self.state == "running":
            self.state = "paused"
            self.left |= {key: max(moment - now, 1) for key, moment in self.waiting.items()}
            self.waiting = {}
        elif kind == Kind.RESUME and self.state == "paused":
            self.state = "running"
            self.waiting |= {key: now + seconds for key, seconds in self.left.items()}
            self.left = {}
        elif kind == Kind.STOP:
            self.state, self.waiting, self.left = "stopped", {}, {}

    def climb(self, now):
        """One thing that happens now; whether there was one."""
        unreached = [rung for rung in self.ladder if rung.key not in self.reached]
        timed = [(t, r.position, r) for r in unreached if (t := r.threshold(self.limit)) is not None and t <= self.used]
        late = [(moment, key) for key, moment in self.waiting.items() if moment <= now]
        if timed:
            self.reach(min(timed)[2], now, Why.TIME)
        elif late:
            _moment, key = min(late)
            del self.waiting[key]
            if higher := [(rung.position, rung) for rung in unreached if rung.position > key]:
                self.reach(min(higher)[1], now, Why.UNANSWERED)
        return bool(timed or late)

    def reach(self, rung, now, why):
        self.reached[rung.key] = now
        self.steps.append((rung.key, now, why))
        if rung.answer_within:
            self.waiting[rung.key] = now + rung.answer_within


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
        self.assertEqual(play(ladder, events), BySecond(ladder, LIMIT).run(events, END))


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
