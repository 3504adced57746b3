"""Climbing an escalation ladder: which level is reached when, and which step comes next.

The live sweep, the replay of a history and the dry run ask the same functions. Moments are integer epoch seconds (UTC),
durations integer seconds; those before and after the due moment count as the clock does, in its own hours.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .promise import Event, State, Terms
from .run import Run, in_order
from .working_time import WorkingTimeLike


class Why:
    """What made a level be reached."""

    TIME: Final = "time"
    UNANSWERED: Final = "unanswered"
    EVENT: Final = "event"
    MANUAL: Final = "manual"
    CUSTOMER: Final = "customer"


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of a ladder.

    ``percent`` of the limit used, or ``offset`` seconds after the due moment (negative: before), is when it is reached
    by time; with neither it is reached by a climb or an event only. ``answer_within`` seconds it waits for an
    acknowledgement, 0 for ever. ``climbable``: whether a level below that nobody acknowledged leads to it.
    """

    key: int
    position: int
    percent: int | None = None
    offset: int | None = None
    answer_within: int = 0
    climbable: bool = True

    def threshold(self, limit: int) -> int | None:
        """The used seconds of a clock at which this level is reached, or None."""
        if self.percent is not None:
            return -(-limit * self.percent // 100)
        return None if self.offset is None else max(limit + self.offset, 0)


class Pick(NamedTuple):
    """What happens next on a ladder: ``rung`` is reached, because ``source`` was not acknowledged or by time.

    ``rung`` is None where nobody is left above ``source``.
    """

    moment: int
    rung: Rung | None
    why: str
    source: int | None


class Fired(NamedTuple):
    """How a level was reached: why, and from which level it was climbed."""

    why: str
    source: int | None


def upcoming(rungs: Iterable[Rung], fired: Mapping[int, Fired], state: State, table: WorkingTimeLike) -> Pick | None:
    """The next level that a running clock reaches by time; None while it does not run.

    A level whose threshold was passed before the last event counts from that event.
    """
    if state.state != "running" or state.result == "waived":
        return None
    best = None
    for rung in rungs:
        threshold = rung.threshold(state.limit)
        if threshold is None or rung.key in fired:
            continue
        ahead = threshold - state.seconds_used
        moment = table.deadline(state.counted_to, ahead) if ahead > 0 else state.counted_to
        if moment is not None and (best is None or (moment, rung.position) < (best[0], best[1].position)):
            best = (moment, rung)
    return best and Pick(*best, Why.TIME, None)


def above(rungs: Iterable[Rung], fired: Iterable[int], position: int) -> Rung | None:
    """The lowest level above ``position`` that was not reached yet and may be climbed to."""
    candidates = [rung for rung in rungs if rung.position > position and rung.climbable and rung.key not in fired]
    return min(candidates, key=lambda rung: rung.position, default=None)


def pick(
    rungs: Iterable[Rung],
    fired: Mapping[int, Fired],
    waiting: Mapping[int, int],
    state: State,
    table: WorkingTimeLike,
) -> Pick | None:
    """What happens next on the ladder of a clock, or None if nothing does.

    :param waiting: until when each level that was told waits for an acknowledgement
    """
    if state.state != "running" or state.result == "waived":
        return None
    by_time = upcoming(rungs, fired, state, table)
    if not waiting:
        return by_time
    source = min(waiting, key=lambda key: (waiting[key], key))
    if by_time and by_time.moment <= waiting[source]:
        return by_time
    return Pick(waiting[source], above(rungs, fired, _position(rungs, source)), Why.UNANSWERED, source)


def withdrawn(
    rungs: Iterable[Rung], fired: Mapping[int, Fired], state: State, table: WorkingTimeLike, now: int
) -> set[int]:
    """The levels whose reason is gone: a changed promise put their moment ahead of ``now`` again.

    Who was told only because somebody below did not answer follows the level below. A waived miss is no reason either.
    """
    if state.result == "waived":
        return set(fired)
    known = {rung.key: rung for rung in rungs}
    gone = {
        key
        for key, reached in fired.items()
        if reached.why == Why.TIME and key in known and _lies_ahead(known[key], state, table, now)
    }
    while more := {key for key, reached in fired.items() if reached.source in gone} - gone:
        gone |= more
    return gone


def _lies_ahead(rung: Rung, state: State, table: WorkingTimeLike, now: int) -> bool:
    """Whether an open clock reaches a level by time only later than ``now``."""
    threshold = rung.threshold(state.limit)
    if threshold is None or threshold <= state.seconds_used or state.state not in ("running", "paused"):
        return False
    if state.state == "paused":
        return True
    moment = table.deadline(state.counted_to, threshold - state.seconds_used)
    return moment is None or moment > now


class Step(NamedTuple):
    """A level that was reached."""

    rung: Rung
    at: int
    why: str
    source: int | None


@dataclass(slots=True)
class Ladder:
    """A ladder over the history of one clock.

    ``answer_by`` gives the moment until which a level told ``at`` waits for an acknowledgement, or None;
    ``acknowledged`` whether somebody acknowledged a step by then.
    """

    rungs: list[Rung]
    table: WorkingTimeLike
    answer_by: Callable[[Rung, int], int | None]
    acknowledged: Callable[[Step], bool] = lambda _step: False
    steps: list[Step] = field(default_factory=list)
    fired: dict[int, Fired] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)

    def play(self, terms: Terms, events: Iterable[Event], until: int) -> list[Step]:
        """The steps from the start of a clock to ``until``; what falls due in that second is left to the next."""
        run = Run(terms, self.table)
        for event in in_order(events):
            if event.at >= until:
                break
            self._climb(run.state(), event.at)
            run.apply(event)
            self.table = run.table
            self._follow(run.state(), event.at)
        self._climb(run.state(), until)
        return self.steps

    def _climb(self, state: State, until: int) -> None:
        while (found := pick(self.rungs, self.fired, self.waiting, state, self.table)) and found.moment < until:
            if found.source is not None:
                del self.waiting[found.source]
            if found.rung:
                self._reach(Step(found.rung, found.moment, found.why, found.source))

    def _reach(self, step: Step) -> None:
        self.steps.append(step)
        self.fired[step.rung.key] = Fired(step.why, step.source)
        answer_by = self.answer_by(step.rung, step.at)
        if answer_by is not None and not self.acknowledged(step):
            self.waiting[step.rung.key] = answer_by

    def _follow(self, state: State, now: int) -> None:
        """A change of the clock: a pause holds what waits, a stop ends it, other terms can take it back."""
        for key in withdrawn(self.rungs, self.fired, state, self.table, now):
            for known in (self.fired, self.waiting, self.held):
                known.pop(key, None)
        if state.state == "paused":
            self.held |= {key: max(moment - state.counted_to, 1) for key, moment in self.waiting.items()}
            self.waiting = {}
        elif state.state == "running":
            self.waiting |= {key: state.counted_to + seconds for key, seconds in self.held.items()}
            self.held = {}
        else:
            self.waiting, self.held = {}, {}


def _position(rungs: Iterable[Rung], key: int) -> int:
    return next((rung.position for rung in rungs if rung.key == key), 0)
