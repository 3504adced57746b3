"""From a value to a score between 0 and 100.

A curve answers for every finite value; it never leaves 0..100. Scores are exact decimals with two places, halves
rounded up, so that a score compares with a grade's lower bound as it is printed.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Protocol

FULL = Decimal(100)
_CENT = Decimal("0.01")


def round_score(value: float | Decimal) -> Decimal:
    """Two places, halves up; a float is read as it is printed, so that 89.995 becomes 90.00.

    >>> round_score(89.995)
    Decimal('90.00')
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(_CENT, ROUND_HALF_UP)


class Curve(Protocol):
    def score(self, value: float) -> Decimal:
        """The score of a value, 0..100."""


@dataclass(frozen=True, slots=True)
class Linear:
    """0 at ``zero``, 100 at ``full`` and beyond; ``full`` below ``zero`` means that lower is better."""

    zero: float
    full: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.zero) and math.isfinite(self.full)) or self.zero == self.full:
            raise ValueError("a linear curve needs two different ends")

    def score(self, value: float) -> Decimal:
        return _clamp((value - self.zero) / (self.full - self.zero))


@dataclass(frozen=True, slots=True)
class Stepped:
    """A score from each threshold on, half-open: ``((80, 60), (90, 100))`` gives 60 in [80, 90) and 100 from 90 on.

    With ``lower_is_better`` a step holds up to and including its threshold: ``((4, 100), (8, 60))`` gives 100 up to 4,
    60 in (4, 8] and nothing above. What no step reaches scores 0.
    """

    steps: tuple[tuple[float, float], ...]
    lower_is_better: bool = False

    def __post_init__(self) -> None:
        thresholds = [threshold for threshold, _score in self.steps]
        scores = [score for _threshold, score in self.steps]
        if not self.steps or any(a >= b for a, b in pairwise(thresholds)):
            raise ValueError("steps need ascending thresholds")
        if scores != sorted(scores, reverse=self.lower_is_better) or not all(0 <= score <= 100 for score in scores):
            raise ValueError("steps go in one direction between 0 and 100")

    def score(self, value: float) -> Decimal:
        if self.lower_is_better:
            met = [score for threshold, score in self.steps if value <= threshold]
            return round_score(met[0] if met else 0)
        index = bisect_right([threshold for threshold, _score in self.steps], value)
        return round_score(self.steps[index - 1][1] if index else 0)


@dataclass(frozen=True, slots=True)
class TargetBand:
    """100 from ``low`` to ``high``, falling to 0 over ``margin`` on either side."""

    low: float
    high: float
    margin: float

    def __post_init__(self) -> None:
        if not (self.low <= self.high and self.margin > 0):
            raise ValueError("a target band ends after it begins and has a margin")

    def score(self, value: float) -> Decimal:
        distance = max(self.low - value, value - self.high, 0.0)
        return _clamp(1 - distance / self.margin)


def parse_steps(text: str) -> tuple[tuple[float, float], ...]:
    """Steps as people write them: ``80: 60, 90: 100``. Raises ``ValueError`` for anything else.

    >>> parse_steps("90: 100; 80: 60")
    ((80.0, 60.0), (90.0, 100.0))
    """
    plain = text.translate(str.maketrans("：；，;", ":,,,"))
    pairs: list[Sequence[str]] = [part.split(":") for part in plain.split(",") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("write steps as threshold: score")
    return tuple(sorted((float(threshold), float(score)) for threshold, score in pairs))


def _clamp(share: float) -> Decimal:
    return round_score(min(max(share, 0.0), 1.0) * 100)
