"""Whether two inspectors see the same: Cohen's kappa (1960).

The interval is the one of Fleiss, Cohen and Everitt (1969) with the standard error for a kappa other than zero.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt

from .proportion import Interval, Z


@dataclass(frozen=True)
class Agreement:
    """``observed`` and ``expected`` shares of equal judgements; ``kappa`` is None where chance explains everything."""

    n: int
    observed: float
    expected: float
    kappa: Interval | None


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement | None:
    """The agreement of two judgements on each item; None without items.

    >>> a = kappa([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15)
    >>> round(a.kappa.value, 4), a.observed, a.expected
    (0.4, 0.7, 0.5)
    """
    cells = Counter(pairs)
    n = sum(cells.values())
    if not n:
        return None
    rows, columns = Counter(), Counter()
    for (one, other), count in cells.items():
        rows[one] += count / n
        columns[other] += count / n
    observed = sum(count for (one, other), count in cells.items() if one == other) / n
    expected = sum(rows[name] * columns[name] for name in rows)
    if expected > 1 - 1e-12:
        return Agreement(n, observed, expected, None)
    value = (observed - expected) / (1 - expected)
    half = Z * sqrt(max(_variance(cells, n, rows, columns, observed, expected, value), 0.0))
    return Agreement(n, observed, expected, Interval(value, max(value - half, -1.0), min(value + half, 1.0)))


def _variance(cells, n, rows, columns, observed, expected, value):
    agree = sum(
        count / n * (1 - (rows[one] + columns[one]) * (1 - value)) ** 2
        for (one, other), count in cells.items()
        if one == other
    )
    differ = (1 - value) ** 2 * sum(
        count / n * (columns[one] + rows[other]) ** 2 for (one, other), count in cells.items() if one != other
    )
    chance = (value - expected * (1 - value)) ** 2
    return (agree + differ - chance) / (n * (1 - expected) ** 2)
