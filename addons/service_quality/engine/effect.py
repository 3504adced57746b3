"""Did a measure help? The rate of a cause before and after, and a control chart.

The comparison is exact, one-sided and conditional on the total:

- cases per time: x events in t units before, y in s units after. Given x + y, y is binomial with share
  s / (t + s) if nothing changed (Przyborowski and Wilenski, 1940).
- share of cases: x of n before, y of m after. Given x + y, y is hypergeometric if nothing changed (Fisher, 1935).

The charts are Shewhart's: u-chart for cases per exposure, p-chart for shares, limits at three standard errors about the
centre line of the time before.
"""

from collections.abc import Iterable, Sequence
from math import asin, exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

_NORMAL: Final = NormalDist()
LEVEL = 0.05
FEWEST = 5


class Span(NamedTuple):
    """A time: so many events among so much exposure (weeks, or cases where shares are compared)."""

    events: int
    exposure: float

    @property
    def rate(self) -> float | None:
        return self.events / self.exposure if self.exposure else None


class Verdict(NamedTuple):
    """What the comparison says: ``effective``, ``ineffective`` or ``unclear`` (too few to tell).

    ``change`` is relative: -0.3 is a drop by 30 %; None without a rate before.
    """

    outcome: str
    p_value: float
    change: float | None


class Point(NamedTuple):
    """A point of a control chart; ``out`` is 1 above the upper, -1 below the lower limit, else 0."""

    value: float | None
    lower: float
    upper: float
    out: int


def _log_choose(n: float, k: float) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def poisson_p_value(before: Span, after: Span) -> float:
    """How probable at most ``after.events`` are if the rate is what it was; 1.0 where nothing can be said."""
    total = before.events + after.events
    if not before.exposure or not after.exposure or not total:
        return 1.0
    share = after.exposure / (before.exposure + after.exposure)
    terms = (
        exp(_log_choose(total, k) + k * log(share) + (total - k) * log(1 - share)) for k in range(after.events + 1)
    )
    return min(sum(terms), 1.0)


def fisher_p_value(before: Span, after: Span) -> float:
    """How probable at most ``after.events`` of ``after.exposure`` cases are if the share is what it was."""
    n, m, total = int(before.exposure), int(after.exposure), before.events + after.events
    if not n or not m or not total:
        return 1.0
    whole = _log_choose(n + m, total)
    terms = (
        exp(_log_choose(m, k) + _log_choose(n, total - k) - whole) for k in range(max(0, total - n), after.events + 1)
    )
    return min(sum(terms), 1.0)


def judge(before: Span, after: Span, shares: bool, level: float = LEVEL) -> Verdict:
    """Whether the rate fell.

    :param shares: exposures are numbers of cases that events are a part of; else they are times
    """
    p_value = (fisher_p_value if shares else poisson_p_value)(before, after)
    change = after.rate / before.rate - 1 if before.rate and after.rate is not None else None
    if before.events < FEWEST or not after.exposure:
        return Verdict("unclear", p_value, change)
    if p_value <= level:
        return Verdict("effective", p_value, change)
    found = power(before, after.exposure, shares=shares)
    return Verdict("ineffective" if found >= 0.5 else "unclear", p_value, change)


def power(before: Span, exposure: float, drop: float = 0.3, level: float = LEVEL, shares: bool = False) -> float:
    """The probability that a true drop is found: by the normal approximation to the square roots of the counts, or to
    the arcsines of the roots of the shares (Cohen, 1988).

    :param before: the time that the rate is known from
    :param exposure: of the time after
    """
    if not before.events or not before.exposure or not exposure:
        return 0.0
    if shares:
        share = before.events / before.exposure
        # Cases are whole: half a one is lost, on both sides
        lower = min(share * (1 - drop) + 0.5 / exposure, 1.0)
        upper = max(share - 0.5 / before.exposure, 0.0)
        distance = 2 * (asin(sqrt(upper)) - asin(sqrt(lower))) / sqrt(1 / before.exposure + 1 / exposure)
        return _NORMAL.cdf(distance - _NORMAL.inv_cdf(1 - level))
    expected = before.events * exposure / before.exposure
    # 2·√x has a variance of one; scaled to the same exposure the second has the ratio of the exposures
    ratio = exposure / before.exposure
    # Counts are whole: half a case is lost
    distance = 2 * (sqrt(expected) - sqrt(expected * (1 - drop) + 0.5)) / sqrt(1 + ratio)
    return _NORMAL.cdf(distance - _NORMAL.inv_cdf(1 - level))


def control_chart(spans: Sequence[Span], baseline: Iterable[Span], shares: bool) -> tuple[float, list[Point]]:
    """The centre line of the baseline, and each span against the limits about it.

    :param shares: a p-chart, else a u-chart
    """
    known = list(baseline)
    exposure = sum(span.exposure for span in known)
    centre = sum(span.events for span in known) / exposure if exposure else 0.0
    spread = centre * (1 - centre) if shares else centre
    points = []
    for span in spans:
        error = 3 * sqrt(max(spread, 0.0) / span.exposure) if span.exposure else 0.0
        lower, upper = max(centre - error, 0.0), min(centre + error, 1.0) if shares else centre + error
        value = span.rate
        out = 0 if value is None else int(value > upper) - int(value < lower)
        points.append(Point(value, lower, upper, out))
    return centre, points
