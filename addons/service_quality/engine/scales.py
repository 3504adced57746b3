"""The scales on which customers judge."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Whole scores from ``lowest`` to ``highest``: satisfied from ``satisfied`` on, low up to ``low``."""

    lowest: int
    highest: int
    satisfied: int
    low: int

    @property
    def scores(self) -> range:
        return range(self.lowest, self.highest + 1)

    def to_five(self, score: int) -> float:
        """The same place on a scale from 1 to 5.

        >>> SCALES["nps"].to_five(10), SCALES["ces"].to_five(4), SCALES["csat"].to_five(2)
        (5.0, 3.0, 2.0)
        """
        return 1 + 4 * (score - self.lowest) / (self.highest - self.lowest)

    def from_share(self, share: float) -> int:
        """The score at ``share`` (0 to 1) of the way up, such as the points of a questionnaire."""
        share = min(max(share, 0.0), 1.0)
        return self.lowest + round(share * (self.highest - self.lowest))


# CSAT with the customary two top boxes; customer effort as agreement with "it was easy" (1 to 7, CEB 2013);
# net promoter (0 to 10: promoters from 9, detractors to 6; Reichheld 2003)
SCALES = {
    "csat": Scale(1, 5, satisfied=4, low=2),
    "ces": Scale(1, 7, satisfied=5, low=3),
    "nps": Scale(0, 10, satisfied=9, low=6),
}


def net_promoter(score: int) -> int:
    """100 for a promoter, -100 for a detractor, 0 in between: the mean of these is the net promoter score."""
    if score >= SCALES["nps"].satisfied:
        return 100
    return -100 if score <= SCALES["nps"].low else 0
