"""The diary of a case: what happened since its cycle began, for promises that come to hold later.

A list of pairs ``[epoch second, what]``; ``what`` is a position, the value of a signal, ``asked`` (the customer wrote)
or ``standards`` (others were applied). The first line is the start of the cycle. Lines may be written late: they
count by their moment, those of one second in the order of writing.
"""

from collections.abc import Iterator, Sequence

from .metrics import Signal, stopped_metrics

Diary = Sequence[Sequence]

_SIGNALS = {signal.value: signal for signal in Signal}


def is_position(what: str) -> bool:
    """Whether a line says where the case stands."""
    return what in ("open", "resolved", "closed", "cancelled", "set_aside") or what.startswith("waiting:")


def entered_after(diary: Diary, start: int) -> Iterator[tuple[int, str]]:
    """The position at ``start`` and those entered later, as ``(epoch second, position)``; equal neighbours are one."""
    present = "open"
    for at, what in _in_order(diary):
        if is_position(what) and what != present:
            yield max(at, start), what
            present = what


def is_fulfilled(diary: Diary, metric: str, start: int) -> bool:
    """Whether what ``metric`` promises has happened since ``start``, or need not happen any more."""
    for at, what in _in_order(diary):
        signal = _SIGNALS.get(what)
        if at >= start and signal is not None and metric in stopped_metrics(signal):
            return True
    return False


def asked_since(diary: Diary) -> int | None:
    """Since when the customer waits for an answer; None once there was one. A new case is a question."""
    since: int | None = diary[0][0]
    for at, what in _in_order(diary)[1:]:
        if what == Signal.REPLIED.value:
            since = None
        elif what == "asked" and since is None:
            since = at
    return since


def ended_at(diary: Diary) -> int | None:
    """When the case came to be over, if it still is."""
    since: int | None = None
    for at, what in _in_order(diary):
        if is_position(what):
            over = what in ("resolved", "closed", "cancelled")
            since = (at if since is None else since) if over else None
    return since


def _in_order(diary: Diary) -> list[Sequence]:
    return sorted(diary, key=lambda line: line[0])
