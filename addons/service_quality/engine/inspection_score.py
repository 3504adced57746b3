"""What an inspection sheet comes to."""

from collections.abc import Iterable
from dataclasses import dataclass

DIMENSIONS = ("accuracy", "responsiveness", "professionalism", "transparency")


@dataclass(frozen=True)
class Mark:
    """One criterion as it was judged.

    :param share: of the criterion that was fulfilled, 0 to 1; None where it does not apply
    """

    dimension: str
    weight: float
    critical: bool
    share: float | None


@dataclass(frozen=True)
class Score:
    """Percentages; None where nothing applied. A failed critical item makes ``percent`` 0."""

    percent: float | None
    dimensions: dict[str, float | None]
    failed_critical: bool

    def passed(self, limit: float) -> bool:
        return self.percent is not None and not self.failed_critical and self.percent >= limit


def score(marks: Iterable[Mark]) -> Score:
    """The weighted share of what applied, in all and per dimension.

    Critical items fail the whole when they are not fulfilled entirely; the dimensions stay
    as they are, so that it can be seen what was good nevertheless.
    """
    marks = list(marks)
    failed = any(mark.critical and mark.share is not None and mark.share < 1 for mark in marks)
    dimensions = {name: _percent(mark for mark in marks if mark.dimension == name) for name in DIMENSIONS}
    percent = _percent(marks)
    return Score(0.0 if failed and percent is not None else percent, dimensions, failed)


def _percent(marks: Iterable[Mark]) -> float | None:
    applied = [mark for mark in marks if mark.share is not None]
    weights = sum(mark.weight for mark in applied)
    if not weights:
        return None
    return 100 * sum(mark.weight * mark.share for mark in applied) / weights
