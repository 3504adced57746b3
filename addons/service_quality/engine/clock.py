"""The clock of one promise: what its events, in the order in which they happened, make of its terms.

Nothing here reads the present time: the same events always give the same state.
"""

from collections.abc import Iterable

from .promise import Event, Kind, Segment, State, Terms, at_risk_seconds
from .run import Run, in_order
from .timeline import timeline
from .working_time import WorkingTimeLike

__all__ = ["Event", "Kind", "Segment", "State", "Terms", "fold", "open_state", "state_at", "timeline", "used_at"]


def fold(terms: Terms, events: Iterable[Event], table: WorkingTimeLike) -> State:
    """The state after ``events``, given in any order.

    - They count in the order of (at, sequence); one dated before the start counts as at the start.
    - A second PAUSE for another party changes whose waiting it is; for a party outside ``terms.pauses`` it resumes.
      What repeats the present state, and what follows a STOP or CANCEL, changes nothing; but a WAIVE turns missed
      into waived at any time after the miss, and an UNWAIVE takes that back.
    - A promise is missed when the clock runs past ``due``: stopping at ``due`` is in time, a second later is not,
      even if it is closed by then. Nothing later repairs that. Closed time and pauses never break a promise.
    - Without a MISSED event, or another event after ``due``, a running clock has no result: it does not know the time.
    - A CANCEL leaves a result only if the promise was missed before.
    - A REDATE with new terms holds from then on and keeps the time used and paused; on a missed clock it changes
      nothing. A limit that is used up already is due at once. A pause that the new terms do not know ends.
    """
    run = Run(terms, table)
    for event in in_order(events):
        run.apply(event)
    return run.state()


def open_state(terms: Terms, table: WorkingTimeLike) -> State:
    """``fold(terms, (), table)``, for creating many clocks."""
    due = table.deadline(terms.start, terms.limit)
    at_risk_at = None
    if 0 < terms.at_risk_percent < 100:
        at_risk_at = table.deadline(terms.start, at_risk_seconds(terms.limit, terms.at_risk_percent))
    return State(
        state="running",
        due=due,
        at_risk_at=at_risk_at,
        counted_to=terms.start,
        limit=terms.limit,
        next_event_at=at_risk_at if at_risk_at is not None and (due is None or at_risk_at < due) else due,
        remaining=terms.limit,
    )


def state_at(state: State, now: int) -> str:
    """What to show at ``now``: running, at_risk, paused, cancelled, met, missed or waived."""
    if state.result or state.state != "running":
        return state.result or state.state
    if state.due is not None and now > state.due:
        return "missed"
    return "at_risk" if state.at_risk_at is not None and now >= state.at_risk_at else "running"


def used_at(state: State, now: int, table: WorkingTimeLike) -> int:
    """Working seconds used by ``now``, a moment not before the last event."""
    if state.state != "running":
        return state.seconds_used
    return state.seconds_used + table.seconds_between(state.counted_to, now)
