"""What customers' answers come to: a figure with its interval, beside who was asked and who answered."""

from dataclasses import dataclass, field

from .proportion import SMALL, Interval, Sample, mean_difference, mean_interval, share_difference, wilson
from .scales import SCALES, net_promoter


@dataclass
class Tally:
    """The answers of a group on one scale: how many were asked, and how often each score was given."""

    scale: str
    asked: int = 0
    scores: dict[int, int] = field(default_factory=dict)

    def add(self, count: int, score: int | None) -> None:
        """Count customers who gave ``score``; None: who did not answer."""
        self.asked += count
        if score is not None:
            self.scores[score] = self.scores.get(score, 0) + count

    def __add__(self, other: "Tally") -> "Tally":
        total = Tally(self.scale, self.asked, dict(self.scores))
        for score, count in other.scores.items():
            total.scores[score] = total.scores.get(score, 0) + count
        total.asked += other.asked
        return total

    @property
    def answered(self) -> int:
        return sum(self.scores.values())

    @property
    def small(self) -> bool:
        return self.answered < SMALL

    @property
    def satisfied(self) -> int:
        return sum(count for score, count in self.scores.items() if score >= SCALES[self.scale].satisfied)

    @property
    def mean(self) -> float | None:
        n = self.answered
        return sum(score * count for score, count in self.scores.items()) / n if n else None

    def response(self) -> Interval | None:
        return wilson(self.answered, self.asked)

    def figure(self) -> Interval | None:
        """The share of satisfied customers (0 to 1, Wilson), or the net promoter score (-100 to 100)."""
        if self.scale == "nps":
            return mean_interval(self._promoters())
        return wilson(self.satisfied, self.answered)

    def difference(self, before: "Tally") -> Interval | None:
        """This figure less that of ``before`` (Newcombe, or Welch for the net promoter score)."""
        if self.scale == "nps":
            return mean_difference(self._promoters(), before._promoters())
        return share_difference(self.satisfied, self.answered, before.satisfied, before.answered)

    def answers_unlike(self, total: "Tally") -> Interval | None:
        """How much more often this group answers than the rest of ``total``; None where that may be chance."""
        difference = share_difference(
            self.answered, self.asked, total.answered - self.answered, total.asked - self.asked
        )
        return difference if difference and difference.excludes(0) else None

    def _promoters(self) -> Sample:
        points = [(net_promoter(score), count) for score, count in self.scores.items()]
        return Sample(
            self.answered,
            sum(point * count for point, count in points),
            sum(point * point * count for point, count in points),
        )


def weighted(tallies: list[Tally]) -> float | None:
    """The figure if every group had answered as often as the others: each counts by how many were asked.

    None where a group that was asked gave no answer at all.
    """
    tallies = [tally for tally in tallies if tally.asked]
    figures = [tally.figure() for tally in tallies]
    if not tallies or None in figures:
        return None
    asked = sum(tally.asked for tally in tallies)
    return sum(figure.value * tally.asked for figure, tally in zip(figures, tallies, strict=True)) / asked
