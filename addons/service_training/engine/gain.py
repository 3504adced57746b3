"""What was learnt, what several sessions show together, and whether it was worth its cost."""

import math
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

from .effect import FEWEST, student_quantile


@dataclass(frozen=True)
class Gain:
    """What people gained between two measurements of the same thing.

    :param people: pairs counted
    :param before: means; None without anybody
    :param estimate: mean of the differences, None if there are too few
    :param low: bounds of its interval (Student's, for paired measurements)
    """

    people: int
    before: float | None = None
    after: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None


def paired_gain(pairs, confidence=0.95, fewest=FEWEST):
    """:param pairs: ``(before, after)`` per person"""
    if not pairs:
        return Gain(0)
    before, after = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
    if len(pairs) < max(2, fewest):
        return Gain(len(pairs), before, after)
    changes = [pair[1] - pair[0] for pair in pairs]
    estimate = fmean(changes)
    error = math.sqrt(variance(changes) / len(changes))
    margin = student_quantile((1 + confidence) / 2, len(changes) - 1) * error
    return Gain(len(pairs), before, after, estimate, estimate - margin, estimate + margin)


def combine(estimates, confidence=0.95):
    """One estimate of several independent ones, each weighted by its precision (fixed effect, inverse variance).

    :param estimates: ``(estimate, standard error)``; one without error counts alone
    :return: ``(estimate, low, high)``, None if there is none
    """
    if not estimates:
        return None
    if exact := [estimate for estimate, error in estimates if error <= 0]:
        mean = fmean(exact)
        return mean, mean, mean
    weights = [1 / error**2 for _estimate, error in estimates]
    mean = sum(weight * estimate for weight, (estimate, _error) in zip(weights, estimates, strict=True)) / sum(weights)
    margin = NormalDist().inv_cdf((1 + confidence) / 2) / math.sqrt(sum(weights))
    return mean, mean - margin, mean + margin


def return_on_cost(benefit, cost):
    """``(benefit − cost) / cost``; None without cost."""
    return (benefit - cost) / cost if cost > 0 else None
