"""Weights: shared out exactly where something cannot be judged, and applied without residue.

All sums are made with ``Fraction``: they do not depend on the order of the parts.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from .scoring import round_score

Key = TypeVar("Key", bound=Hashable)


def share_out(weights: Mapping[Key, Decimal | int], judged: Iterable[Key]) -> dict[Key, Fraction]:
    """The weights of what can be judged, each grown in proportion so that they add up to the same total.

    What cannot be judged gets 0. Where nothing that counts can be judged every weight is 0.

    >>> share_out({"a": 60, "b": 40}, ["a"])
    {'a': Fraction(100, 1), 'b': Fraction(0, 1)}
    """
    known = set(judged)
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    if any(weight < 0 for weight in exact.values()):
        raise ValueError("a weight is not negative")
    total = sum(exact.values(), Fraction())
    kept = sum((weight for key, weight in exact.items() if key in known), Fraction())
    if not kept:
        return dict.fromkeys(exact, Fraction())
    return {key: weight * total / kept if key in known else Fraction() for key, weight in exact.items()}


def weighted_score(weights: Mapping[Key, Decimal | int], scores: Mapping[Key, Decimal | None]) -> Decimal | None:
    """The mean of the scores by their weights, 0..100; None where nothing can be judged.

    ``None`` among the scores means "not enough data": its weight is shared out among the others.
    """
    judged = {key: score for key, score in scores.items() if score is not None}
    shares = share_out(weights, judged)
    total = sum(shares.values(), Fraction())
    if not total:
        return None
    exact = sum((shares[key] * Fraction(score) for key, score in judged.items() if key in shares), Fraction()) / total
    return round_fraction(exact)


def round_fraction(exact: Fraction) -> Decimal:
    """A fraction as a score: two places, halves up."""
    cents = (exact * 200 + 1) // 2
    return round_score(Decimal(int(cents)) / 100)


def percentages(shares: Mapping[Key, Fraction], places: int = 2) -> dict[Key, Decimal]:
    """The shares as printed percentages that add up to exactly 100 (largest remainder; ties by key)."""
    total = sum(shares.values(), Fraction())
    if not total:
        return {key: Decimal(0).scaleb(-places) for key in shares}
    units = 100 * 10**places
    return {key: Decimal(part).scaleb(-places) for key, part in apportion(shares, units).items()}


def apportion(shares: Mapping[Key, Fraction], units: int) -> dict[Key, int]:
    """Whole units in proportion to the shares, adding up to ``units`` (largest remainder; ties by key)."""
    total = sum(shares.values(), Fraction())
    if not total:
        return dict.fromkeys(shares, 0)
    exact = {key: share * units / total for key, share in shares.items()}
    parts = {key: int(value) for key, value in exact.items()}
    missing = units - sum(parts.values())
    for key in sorted(exact, key=lambda key: (parts[key] - exact[key], str(key)))[:missing]:
        parts[key] += 1
    return parts
