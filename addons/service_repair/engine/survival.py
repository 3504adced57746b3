"""How long things last that have not all failed yet.

A spell is the time that a device or part was in use, in days: until it failed, or until now, or until it was taken away
for another reason (censored). Leaving out what still works would make everything look worse than it is; the estimator
of Kaplan and Meier (1958) counts it for as long as it was seen.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# The normal quantile of a two-sided interval of 95 %
_Z = 1.959963984540054


@dataclass(frozen=True)
class Spell:
    """``days`` in use; ``failed`` tells a failure from what was only seen until then."""

    days: float
    failed: bool


@dataclass(frozen=True)
class Step:
    """What is known right after the failures at ``days``.

    ``survival`` is the share that lasts longer, between ``low`` and ``high`` with a confidence of 95 %.
    """

    days: float
    at_risk: int
    failures: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """The survival of ``spells`` spells: their ``lengths``, sorted, and a step per moment at which something failed."""

    spells: int
    failures: int
    exposure: float
    lengths: tuple[float, ...]
    steps: tuple[Step, ...]

    @property
    def longest(self) -> float:
        """The days of the longest spell; zero without any."""
        return self.lengths[-1] if self.lengths else 0.0

    @property
    def mean_between(self) -> float | None:
        """Mean days between failures: the time in use over the failures; None while nothing failed.

        The maximum-likelihood estimate for a constant rate of failure, which counts censored time as well.
        """
        return self.exposure / self.failures if self.failures else None

    @property
    def median(self) -> float | None:
        """The days after which at most half last; None if more than half outlast the observation."""
        return next((step.days for step in self.steps if step.survival <= 0.5), None)

    def at(self, days: float) -> float | None:
        """The share that lasts longer than ``days``; None where nothing was observed that long."""
        reached = [step for step in self.steps if step.days <= days]
        survival = reached[-1].survival if reached else 1.0
        return survival if days <= self.longest or survival == 0 else None

    def observed(self, days: float) -> int:
        """How many were still seen at that age."""
        return len(self.lengths) - bisect_left(self.lengths, days)


def estimate(spells: Iterable[Spell]) -> Curve:
    """The curve of Kaplan and Meier, with the interval of Greenwood on the scale log(-log).

    What is censored on the day of a failure counts as in use on that day.

    :raises ValueError: for a spell of negative length
    """
    spells = list(spells)
    if any(spell.days < 0 for spell in spells):
        raise ValueError("a spell cannot be negative")
    ends = Counter(spell.days for spell in spells)
    failures = Counter(spell.days for spell in spells if spell.failed)
    at_risk, survival, variance, steps = len(spells), 1.0, 0.0, []
    for days in sorted(ends):
        if failed := failures[days]:
            survival *= (at_risk - failed) / at_risk
            if at_risk > failed:
                variance += failed / (at_risk * (at_risk - failed))
            steps.append(Step(days, at_risk, failed, survival, *_interval(survival, variance)))
        at_risk -= ends[days]
    return Curve(
        spells=len(spells),
        failures=sum(failures.values()),
        exposure=sum(spell.days for spell in spells),
        lengths=tuple(sorted(ends.elements())),
        steps=tuple(steps),
    )


def _interval(survival: float, variance: float) -> tuple[float, float]:
    if not 0 < survival < 1:
        return survival, survival
    spread = _Z * math.sqrt(variance) / math.log(survival)
    return survival ** math.exp(-spread), survival ** math.exp(spread)
