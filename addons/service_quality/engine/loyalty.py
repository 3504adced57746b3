"""Loyalty in points: what counts, how much, and which class follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """So many points per unit of a figure, at most ``cap`` (0: without limit)."""

    figure: str
    points: float
    cap: int = 0
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """What one criterion brought: the figure as it was, and the points."""

    figure: str
    value: float
    points: int


def score(figures: Mapping[str, float], criteria: Iterable[Criterion]) -> list[Share]:
    """The points of a customer, part by part; only whole units count, and parts without points are left out.

    >>> score({"years": 3.9, "cases": 0}, [Criterion("years", 10, cap=50), Criterion("cases", 2)])
    [Share(figure='years', value=3.9, points=30)]
    """
    shares = []
    for criterion in criteria:
        value = figures.get(criterion.figure) or 0
        points = int(value // criterion.unit) * criterion.points
        points = int(min(points, criterion.cap) if criterion.cap else points)
        if points:
            shares.append(Share(criterion.figure, value, points))
    return shares


def pick(points: int, thresholds: Iterable[tuple[int, int]]) -> int | None:
    """The class of so many points: that of the highest threshold reached.

    :param thresholds: pairs of a threshold and a class
    """
    reached = [pair for pair in thresholds if pair[0] <= points]
    return max(reached)[1] if reached else None
