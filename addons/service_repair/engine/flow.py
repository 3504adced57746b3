"""The flow of a work order: which step may follow which, by where the work is done.

A step is named by what has been done. ``STEPS`` is the whole flow; the place takes steps out of it: nobody travels to
the workshop, and nobody travels to a remote session.
"""

STEPS = (
    "intake",
    "appointment",
    "prepared",
    "on_the_way",
    "arrived",
    "diagnosed",
    "planned",
    "repairing",
    "tested",
    "explained",
    "signed",
    "reported",
    "returned",
    "accepted",
)
PLACES = ("on_site", "remote", "workshop")

_SKIPPED = {
    "on_site": frozenset(),
    "remote": frozenset({"on_the_way"}),
    "workshop": frozenset({"appointment", "on_the_way", "arrived"}),
}
# Nobody has to send work back
_EXCEPTIONS = frozenset({"returned"})
# What may be done once more while the order is open: another visit, another fault behind the first one, another part
_REPEATABLE = frozenset(
    {
        "appointment",
        "prepared",
        "on_the_way",
        "arrived",
        "diagnosed",
        "planned",
        "repairing",
        "tested",
        "explained",
        "signed",
    }
)
_AFTER_RETURN = frozenset({"tested", "explained", "signed", "reported"})


def steps(place: str) -> tuple[str, ...]:
    """The steps of an order at a place, in their order, without the exceptional ones."""
    return tuple(step for step in STEPS if step not in _SKIPPED[place] and step not in _EXCEPTIONS)


def next_steps(place: str, done: str) -> frozenset[str]:
    """The steps that may come after ``done``.

    These are the next one of the place, and those that may be repeated. A reported order is with the manager, who
    accepts or returns it; a returned one is mended on paper (test, explanation, signature), because its parts are used.

    :raises KeyError: for an unknown place
    """
    if done == "accepted":
        return frozenset()
    if done == "reported":
        return frozenset({"accepted", "returned"})
    if done == "returned":
        return _AFTER_RETURN
    flow = steps(place)
    before = [step for step in flow if STEPS.index(step) <= STEPS.index(done)]
    following = flow[len(before) : len(before) + 1]
    return frozenset(following) | (_REPEATABLE & frozenset(before))


def waits_for(place: str, done: str) -> str | None:
    """The step that has to come next, None where nothing has: what the screen offers first."""
    if done == "accepted":
        return None
    if done == "reported":
        return "accepted"
    if done == "returned":
        return "reported"
    return next(step for step in steps(place) if STEPS.index(step) > STEPS.index(done))
