"""Random samples of cases that can be drawn again and cannot be steered.

The place of a case is a keyed hash of its key (HMAC-SHA-256), so that it depends on the secret seed and on nothing
that the people concerned decide: not on the order of the cases, nor on what others there are. A stratum's
sample is its first cases in that order. Places in the sample are shared among the strata one by one in the order
of their own hashes, so that a small stratum is not left out because there is a large one.
"""

import hashlib
import hmac
from collections.abc import Hashable, Iterable, Mapping


def rank(seed: str, occasion: str, key: Hashable) -> bytes:
    """The place of ``key`` in the draw of ``occasion``: smaller is earlier."""
    return hmac.new(seed.encode(), f"{occasion}\0{key}".encode(), hashlib.sha256).digest()


def fingerprint(seed: str) -> str:
    """What can be told beforehand about a seed, to prove afterwards that it was not chosen to suit."""
    return hashlib.sha256(seed.encode()).hexdigest()[:16]


def allot(n: int, sizes: Mapping[Hashable, int], order: Iterable[Hashable]) -> dict[Hashable, int]:
    """Share ``n`` places among strata in turns: a place each in ``order``, then again, to the size of each.

    >>> allot(5, {"mail": 90, "phone": 2, "chat": 1}, ["phone", "mail", "chat"])
    {'phone': 2, 'mail': 2, 'chat': 1}
    """
    turns = list(order)
    places = dict.fromkeys(turns, 0)
    left = min(n, sum(sizes.values()))
    while left:
        for stratum in turns:
            if left and places[stratum] < sizes[stratum]:
                places[stratum] += 1
                left -= 1
    return places


def draw(seed: str, occasion: str, strata: Mapping[Hashable, Hashable], n: int) -> list[Hashable]:
    """Draw ``n`` cases, or all where there are fewer.

    :param strata: ``{key of a case: its stratum}``
    :return: keys in the order of the draw
    """
    members: dict[Hashable, list[Hashable]] = {}
    for key, stratum in strata.items():
        members.setdefault(stratum, []).append(key)
    order = sorted(members, key=lambda stratum: rank(seed, occasion, ("stratum", stratum)))
    places = allot(n, {stratum: len(keys) for stratum, keys in members.items()}, order)
    chosen = [
        key
        for stratum, keys in members.items()
        for key in sorted(keys, key=lambda key: rank(seed, occasion, key))[: places[stratum]]
    ]
    return sorted(chosen, key=lambda key: rank(seed, occasion, key))


def share(seed: str, occasion: str, key: Hashable) -> float:
    """A number in [0, 1) that belongs to ``key``: less than a share means chosen."""
    return int.from_bytes(rank(seed, occasion, key)[:7], "big") / 2**56
