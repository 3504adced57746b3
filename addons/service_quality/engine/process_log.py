"""How the steps of a case were gone through, against the order of its process."""

from bisect import bisect_left
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step of a case: its place in the process, and what became of it (``todo``, ``done`` or ``skipped``).

    ``at`` is the moment in epoch seconds at which it was done or skipped, None before.
    """

    id: int
    place: int
    state: str
    required: bool = True
    at: float | None = None
    undone: int = 0


def reordered(steps):
    """The ids of the steps that were done out of turn: the fewest without which the order would be right."""
    done = sorted((step for step in steps if step.state == "done"), key=lambda step: (step.at, step.place))
    # A longest run of rising places, by patience sorting; whoever is not in it was out of turn
    tops, chain, before = [], [], {}
    for index, step in enumerate(done):
        pile = bisect_left(tops, step.place)
        before[index] = chain[pile - 1] if pile else None
        if pile == len(tops):
            tops.append(step.place)
            chain.append(index)
        else:
            tops[pile] = step.place
            chain[pile] = index
    kept, index = set(), chain[-1] if chain else None
    while index is not None:
        kept.add(done[index].id)
        index = before[index]
    return {step.id for step in done} - kept


def deviations(steps, over):
    """``[(kind, step id), …]`` in the order of the process; ``over``: whether the case is solved.

    Kinds: ``skipped`` (with a reason), ``left_open`` (a required step of a solved case that nobody did), ``reordered``
    (done out of turn) and ``undone`` (done, taken back).
    """
    astray = reordered(steps)
    found = []
    for step in sorted(steps, key=lambda step: step.place):
        if step.state == "skipped":
            found.append(("skipped", step.id))
        if step.state == "todo" and step.required and over:
            found.append(("left_open", step.id))
        if step.id in astray:
            found.append(("reordered", step.id))
        if step.undone:
            found.append(("undone", step.id))
    return found


def begun(steps, opened):
    """When the work on the next step began: at the last thing that was finished, else when the case was opened."""
    return max((step.at for step in steps if step.at is not None), default=opened)
