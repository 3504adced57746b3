"""How long devices and parts last, from histories of which many have not ended yet.

Kaplan, E. L.; Meier, P. (1958): Nonparametric estimation from incomplete observations. Journal of the American
Statistical Association 53, 457–481. What still runs is a censored observation: it lasted at least that long. A mean of
the failed ones alone would say that everything breaks early.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """From ``time`` on the share ``survival`` is left; ``at_risk`` were observed just before, ``failed`` failed then."""

    time: float
    at_risk: int
    failed: int
    survival: float


@dataclass(frozen=True)
class Observation:
    """A life: its length, and whether it ended by failure (else it was still running, or ended otherwise)."""

    time: float
    failed: bool


def kaplan_meier(observations: Iterable[Observation]) -> list[Step]:
    """The survival curve: a step per time at which something failed, in order. Empty if nothing ever failed.

    A life censored at the time of a failure counts as at risk then.

    :raises ValueError: for a negative length
    """
    lives = list(observations)
    if any(life.time < 0 for life in lives):
        raise ValueError("A life has no negative length")
    failures = Counter(life.time for life in lives if life.failed)
    ends = Counter(life.time for life in lives)
    curve, at_risk, survival = [], len(lives), 1.0
    for time in sorted(ends):
        if failed := failures.get(time, 0):
            survival *= 1 - failed / at_risk
            curve.append(Step(time, at_risk, failed, survival))
        at_risk -= ends[time]
    return curve


def median_life(curve: list[Step]) -> float | None:
    """The first time at which no more than half are left; None where the observations do not reach that far."""
    return next((step.time for step in curve if step.survival <= 0.5), None)


def mean_time_between_failures(observations: Iterable[Observation]) -> float | None:
    """Observed time divided by failures, running lives included; None without a failure.

    This is the maximum-likelihood estimate for lives of constant hazard; where the curve is known, prefer the median.
    """
    lives = list(observations)
    failures = sum(life.failed for life in lives)
    return sum(life.time for life in lives) / failures if failures else None
