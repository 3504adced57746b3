"""Whether something has changed: the difference of two samples with an interval.

Shares are compared by Newcombe's hybrid score interval (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10),
which holds for small samples and shares near 0 or 1; means by Welch's (B. L. Welch, Biometrika 34, 1947). Where a
comparison group is given, its own difference is taken off: the intervals of both are joined by the MOVER (G. Y. Zou,
A. Donner, Statistics in Medicine 27, 2008).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Cases as sums: how many, the sum of their values and the sum of the squares."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None

    @property
    def variance(self) -> float:
        """Of the values, unbiased; rounding never makes it negative."""
        return max(self.squares - self.total**2 / self.n, 0.0) / (self.n - 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """``estimate`` is None where there are too few cases; else after minus before, with its interval."""

    estimate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """``too_few``, ``rise``, ``fall``, or ``unclear`` where the interval holds 0."""
        if self.estimate is None:
            return "too_few"
        if self.low > 0:
            return "rise"
        return "fall" if self.high < 0 else "unclear"


def shares(before: Sample, after: Sample, confidence: float = 0.95, fewest: int = FEWEST) -> Difference:
    """The difference of two shares; the values of the samples are 0 or 1."""
    if min(before.n, after.n) < max(fewest, 1):
        return Difference()
    old, old_low, old_high = _wilson(before, confidence)
    new, new_low, new_high = _wilson(after, confidence)
    return Difference(
        new - old,
        new - old - math.hypot(new - new_low, old_high - old),
        new - old + math.hypot(new_high - new, old - old_low),
    )


def means(
    before: Sample,
    after: Sample,
    quantile: Callable[[float, float], float],
    confidence: float = 0.95,
    fewest: int = FEWEST,
) -> Difference:
    """The difference of two means.

    :param quantile: Student's, of a probability and degrees of freedom
    """
    if min(before.n, after.n) < max(fewest, 2):
        return Difference()
    parts = [sample.variance / sample.n for sample in (after, before)]
    estimate, error = after.mean - before.mean, math.sqrt(sum(parts))
    if not error:
        return Difference(estimate, estimate, estimate)
    share = parts[0] / sum(parts)
    freedom = 1 / (share**2 / (after.n - 1) + (1 - share) ** 2 / (before.n - 1))
    margin = quantile((1 + confidence) / 2, freedom) * error
    return Difference(estimate, estimate - margin, estimate + margin)


def beyond(own: Difference, others: Difference) -> Difference:
    """What changed beyond the change of a comparison group: too few in either is too few."""
    if own.estimate is None or others.estimate is None:
        return Difference()
    estimate = own.estimate - others.estimate
    return Difference(
        estimate,
        estimate - math.hypot(own.estimate - own.low, others.high - others.estimate),
        estimate + math.hypot(own.high - own.estimate, others.estimate - others.low),
    )


def _wilson(sample: Sample, confidence: float) -> tuple[float, float, float]:
    """A share with E. B. Wilson's score interval."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n, share = sample.n, min(max(sample.total / sample.n, 0.0), 1.0)
    middle, reach = share + z**2 / (2 * n), z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)
    # Rounding must not put the share outside its own interval
    return share, min(max(low, 0.0), share), max(min(high, 1.0), share)
