"""Who stands where, and whose name may be told."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from .grading import rank

Key = TypeVar("Key", bound=Hashable)

# With fewer people below the named ones, somebody's low place could be worked out from the own one
HIDDEN = 3


def board(scores: Mapping[Key, float], top: int, least: int) -> dict[Key, tuple[int, bool]]:
    """Places of a group, and whether the name is shown with it.

    Equal scores share a place, and as many places are left out after it. A place is shown by name if it is at most
    ``top`` and at least three people stand below the last one that is shown; or if everybody shares the first place.

    :param scores: per person the score, higher is better
    :param top: the last place that may be shown by name, at least 1
    :param least: how many people a group needs; nobody has a place in a smaller one
    :return: ``{person: (place, named)}``
    """
    if not scores or len(scores) < least:
        return {}
    places = rank({person: (score,) for person, score in scores.items()}, dense=False)
    shown, below = 0, len(places)
    for place, count in sorted(Counter(places.values()).items()):
        below -= count
        if place <= top and (below >= HIDDEN or count == len(places)):
            shown = place
    return {person: (place, place <= shown) for person, place in places.items()}
