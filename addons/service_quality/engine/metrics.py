"""What stops the clock of each metric."""

from enum import Enum


class Signal(Enum):
    """Things that happen to a case and that promises wait for."""

    ANSWERED = "answered"
    REPLIED = "replied"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CALLED_BACK = "called_back"
    TAKEN_OVER = "taken_over"


_STOPPED_BY: dict[str, frozenset[Signal]] = {
    "answer": frozenset({Signal.ANSWERED, Signal.CLOSED}),
    "first_response": frozenset({Signal.REPLIED, Signal.RESOLVED, Signal.CLOSED}),
    "next_update": frozenset({Signal.REPLIED, Signal.RESOLVED, Signal.CLOSED}),
    "preliminary_solution": frozenset({Signal.PROPOSED, Signal.RESOLVED, Signal.CLOSED}),
    "resolution": frozenset({Signal.RESOLVED, Signal.CLOSED}),
    "closure": frozenset({Signal.CLOSED}),
    "callback": frozenset({Signal.CALLED_BACK}),
    "handover": frozenset({Signal.TAKEN_OVER, Signal.RESOLVED, Signal.CLOSED}),
}


# Promised by something that happens to a case, not by the case itself
_STARTED_LATER = frozenset({"answer", "callback", "handover"})


def starts_with_case(metric: str) -> bool:
    """Whether a new or reopened case is promised ``metric`` at once."""
    return metric not in _STARTED_LATER


def stopped_metrics(signal: Signal) -> frozenset[str]:
    """The metrics whose clocks ``signal`` stops. A closed case stops every one of them."""
    return frozenset(metric for metric, signals in _STOPPED_BY.items() if signal in signals)
