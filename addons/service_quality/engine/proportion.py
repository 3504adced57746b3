"""Shares of small samples: how far they can be trusted.

Intervals are for 95 %. Wilson (1927) for one share; Newcombe (1998), method 10, for the difference of two
independent ones; Welch's standard error with the normal quantile for the difference of two means.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
# Below so many answers a figure says more about chance than about service
SMALL = 30


@dataclass(frozen=True)
class Interval:
    """An estimate and its bounds."""

    value: float
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        return not self.low <= value <= self.high


@dataclass(frozen=True)
class Sample:
    """``n`` values with their sum and the sum of their squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def squared_error(self) -> float:
        """Variance of the mean."""
        if self.n < 2:
            return float("inf")
        return max(self.squares - self.total * self.total / self.n, 0.0) / (self.n - 1) / self.n


def wilson(hits: int, n: int) -> Interval | None:
    """The share ``hits / n``; None where there is nothing to share.

    >>> i = wilson(8, 10); round(i.low, 4), round(i.high, 4)
    (0.4902, 0.9433)
    """
    if not n:
        return None
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    share = hits / n
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    # Rounding must not put the share itself outside
    return Interval(share, max(min((middle - half) / scale, share), 0.0), min(max((middle + half) / scale, share), 1.0))


def share_difference(hits: int, n: int, other_hits: int, other_n: int) -> Interval | None:
    """The first share less the other.

    >>> i = share_difference(56, 70, 48, 80); round(i.low, 4), round(i.high, 4)
    (0.0524, 0.3339)
    """
    one, other = wilson(hits, n), wilson(other_hits, other_n)
    if one is None or other is None:
        return None
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Interval(value, value - below, value + above)


def mean_interval(sample: Sample) -> Interval | None:
    """The mean of a sample; without bounds (infinite) where there is one value only."""
    if not sample.n:
        return None
    half = Z * sqrt(sample.squared_error)
    return Interval(sample.mean, sample.mean - half, sample.mean + half)


def mean_difference(one: Sample, other: Sample) -> Interval | None:
    """The first mean less the other."""
    if not one.n or not other.n:
        return None
    value = one.mean - other.mean
    half = Z * sqrt(one.squared_error + other.squared_error)
    return Interval(value, value - half, value + half)
