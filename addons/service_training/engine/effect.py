"""Whether a training has moved a figure: difference in differences.

Each person has the figure before and after. The mean change of comparable colleagues who were not trained is what
would have happened anyway; what the trained ones changed beyond that is the effect. The interval is Welch's, for two
groups of unequal size and spread (B. L. Welch, Biometrika 34, 1947), so it holds for few people too.
"""

import math
from dataclasses import dataclass
from statistics import fmean, variance

FEWEST = 5


@dataclass(frozen=True)
class Effect:
    """:param estimate: mean change of the trained minus that of the others; None if there are too few
    :param low: bounds of the interval of the given confidence
    :param trained: people counted in each group
    :param error: standard error of the estimate
    """

    trained: int
    others: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None

    @property
    def verdict(self):
        """``too_few``, ``better``, ``worse`` or ``unclear`` (the interval holds 0)."""
        if self.estimate is None:
            return "too_few"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "unclear"


def difference_in_differences(trained, others, confidence=0.95, fewest=FEWEST):
    """The effect and its interval.

    :param trained: ``(before, after)`` per trained person; higher is better
    :param others: the same of the comparable ones
    """
    mine = [after - before for before, after in trained]
    theirs = [after - before for before, after in others]
    counts = {"trained": len(mine), "others": len(theirs)}
    if min(counts.values()) < max(2, fewest):
        return Effect(**counts)
    estimate = fmean(mine) - fmean(theirs)
    parts = [variance(mine) / len(mine), variance(theirs) / len(theirs)]
    error = math.sqrt(sum(parts))
    if not error:
        return Effect(**counts, estimate=estimate, low=estimate, high=estimate, error=0.0)
    share = parts[0] / sum(parts)
    freedom = 1 / (share**2 / (len(mine) - 1) + (1 - share) ** 2 / (len(theirs) - 1))
    margin = student_quantile((1 + confidence) / 2, freedom) * error
    return Effect(**counts, estimate=estimate, low=estimate - margin, high=estimate + margin, error=error)


def student_quantile(probability, freedom):
    """Quantile of Student's t for any positive degrees of freedom, to 1e-9, by bisection.

    :param probability: between 0.5 and 1
    """
    low, high = 0.0, 1.0
    while student_cdf(high, freedom) < probability:
        high *= 2
    while high - low > 1e-10 * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def student_cdf(value, freedom):
    """Distribution function of Student's t for ``value >= 0``."""
    tail = _incomplete_beta(freedom / (freedom + value * value), freedom / 2, 0.5)
    return 1 - tail / 2


def _incomplete_beta(x, a, b):
    """Regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    # Lentz's method
    tiny, fraction, c, d = 1e-300, 1.0, 1.0, 0.0
    for step in range(300):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        d = 1 / ((1 + term * d) or tiny)
        c = (1 + term / c) or tiny
        fraction *= c * d
        if abs(1 - c * d) < 1e-14:
            break
    return front * (fraction - 1) / a
