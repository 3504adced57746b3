"""Finding somebody who can be told: up a chain of people that has holes.

A chain is walked upward. Whoever cannot be told is skipped, and why is kept; a chain without end, a loop, is left.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, NamedTuple, TypeVar

Who = TypeVar("Who", bound=Hashable)


class Hole:
    """Why somebody, or nobody, was skipped."""

    NOBODY: Final = "nobody"
    NO_USER: Final = "no_user"
    ARCHIVED: Final = "archived"
    ON_LEAVE: Final = "on_leave"
    OTHER_COMPANY: Final = "other_company"
    NO_MANAGER: Final = "no_manager"
    LOOP: Final = "loop"


class Skipped(NamedTuple):
    """Somebody who was passed over: ``who`` is None where a place is empty; ``role`` in whose place."""

    who: Hashable | None
    role: str
    hole: str


class Place(NamedTuple):
    """A place in a chain: who stands there, if anybody, in which role."""

    who: Hashable | None
    role: str


def upward(start: Who | None, superior: Callable[[Who], Who | None], role: str, skip: int = 0) -> Iterator[Place]:
    """The places above ``start``: its superior, the superior's superior, …; the end is an empty place.

    :param skip: so many superiors are left out at first
    """
    seen, who = {start}, start
    while who is not None:
        who = superior(who)
        if who is not None and who in seen:
            yield Place(None, Hole.LOOP)
            return
        seen.add(who)
        if skip and who is not None:
            skip -= 1
            continue
        yield Place(who, role)


def first_present(
    places: Iterable[Place], hole: Callable[[Hashable], str | None]
) -> tuple[Place | None, list[Skipped]]:
    """The first place with somebody who can be told, and who was skipped before.

    :param hole: why somebody cannot be told, or None
    """
    skipped: list[Skipped] = []
    asked: set[Hashable] = set()
    for place in places:
        if place.who is None:
            skipped.append(Skipped(None, place.role, Hole.LOOP if place.role == Hole.LOOP else Hole.NOBODY))
        elif place.who not in asked:
            asked.add(place.who)
            reason = hole(place.who)
            if reason is None:
                return place, skipped
            skipped.append(Skipped(place.who, place.role, reason))
    return None, skipped
