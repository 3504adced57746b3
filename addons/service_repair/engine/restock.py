"""How many of a part to keep at a place, from what was used there and what is booked.

Use is taken as Poisson: single parts, needed at no fixed rhythm. The least quantity is what suffices with a given
probability until the next refill arrives, or what is booked until then, whichever is more; the most is that and what is
usually used until somebody looks again.
"""

import math
from dataclasses import dataclass

# Of a hundred refills, five may come too late
_SERVICE_LEVEL = 0.95


@dataclass(frozen=True)
class Need:
    """What is known of a part at a place.

    ``used`` in the last ``weeks``; ``booked`` for visits and orders until the refill; ``refill_weeks`` until a refill
    arrives; ``review_weeks`` between two looks.
    """

    used: float
    weeks: float
    booked: float
    refill_weeks: float
    review_weeks: float

    @property
    def weekly(self) -> float:
        return max(self.used, 0) / self.weeks if self.weeks > 0 else 0.0


@dataclass(frozen=True)
class Level:
    """Refill to ``high`` when there are fewer than ``low``; zero and zero: not worth carrying."""

    low: int
    high: int


def propose(need: Need, service_level: float = _SERVICE_LEVEL) -> Level:
    """The least and the most to keep.

    :raises ValueError: for a service level outside of 0…1
    """
    low = max(enough(need.weekly * need.refill_weeks, service_level), math.ceil(need.booked))
    if not low:
        return Level(0, 0)
    return Level(low, low + math.ceil(need.weekly * need.review_weeks))


def enough(mean: float, probability: float) -> int:
    """The smallest n of which a Poisson number with this mean is not greater, with at least this probability.

    :raises ValueError: for a probability outside of 0…1, or a negative mean
    """
    if not 0 < probability < 1 or mean < 0:
        raise ValueError("a probability lies between 0 and 1, and a mean is not negative")
    if not mean:
        return 0
    # What lies so far below the mean has no weight that a float could hold
    count = max(0, int(mean - 12 * math.sqrt(mean)))
    reached = math.exp(_log_weight(count, mean))
    while reached < probability:
        count += 1
        weight = math.exp(_log_weight(count, mean))
        if not weight and count > mean:
            break
        reached += weight
    return count


def _log_weight(count: int, mean: float) -> float:
    return count * math.log(mean) - mean - math.lgamma(count + 1)
