"""How a clock spent its time, for drawing why a deadline lies where it lies."""

from collections.abc import Iterable, Iterator

from .promise import Event, Segment, Terms
from .run import Run, in_order
from .working_time import WorkingTimeLike


def timeline(terms: Terms, events: Iterable[Event], table: WorkingTimeLike, until: int) -> list[Segment]:
    """Segments from the start to the stop, or to ``until``, in order and without gaps.

    The clock is shown as it stood at ``until``: later events are left out. Closed time is closed whether the clock
    was paused or not, so that the segments of a kind add up to the seconds of the state; late is what was worked
    after the due moment.
    """
    run = Run(terms, table)
    for event in in_order(events):
        if event.at <= until:
            run.apply(event)
    if run.stop is None and until > run.counted_to:
        run.count_to(until)
    late_from = run.due if run.broken else None
    return _joined(piece for span in run.spans for piece in _pieces(*span, late_from))


def _pieces(
    start: int, end: int, whose: str | None, table: WorkingTimeLike, late_from: int | None
) -> Iterator[Segment]:
    moment = start
    for opening, closing in table.intervals(start, end):
        yield Segment(moment, opening, "closed")
        if whose is not None:
            yield Segment(opening, closing, f"paused:{whose}")
        else:
            border = closing if late_from is None else min(max(late_from, opening), closing)
            yield Segment(opening, border, "worked")
            yield Segment(border, closing, "late")
        moment = closing
    yield Segment(moment, end, "closed")


def _joined(pieces: Iterable[Segment]) -> list[Segment]:
    segments: list[Segment] = []
    for piece in pieces:
        if piece.start == piece.end:
            continue
        if segments and segments[-1].kind == piece.kind:
            piece = Segment(segments.pop().start, piece.end, piece.kind)
        segments.append(piece)
    return segments
