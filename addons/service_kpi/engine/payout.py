"""Money in whole cents: what is paid adds up to what was decided.

Amounts are integers of the currency's smallest unit.
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from .weights import apportion

Key = TypeVar("Key", bound=Hashable)


def split_pool(pool: int, points: Mapping[Key, Fraction | int], caps: Mapping[Key, int]) -> dict[Key, int]:
    """A pool split in proportion to points, nobody above the own cap.

    What a cap cuts off goes to the others in the same proportion. The parts add up to the pool, or to the sum of
    the caps of those with points where the pool is larger. Cents that are left over by rounding go to the largest
    remainders, ties by key: the result depends neither on the order of the people nor on the machine.

    :param caps: people without a cap are left out of it
    """
    if pool < 0 or any(value < 0 for value in points.values()) or any(cap < 0 for cap in caps.values()):
        raise ValueError("nobody is paid less than nothing")
    open_points = {key: Fraction(value) for key, value in points.items() if value}
    paid, rest = dict.fromkeys(points, 0), pool
    while open_points and rest:
        total = sum(open_points.values(), Fraction())
        capped = {key for key, value in open_points.items() if key in caps and rest * value / total >= caps[key]}
        if not capped:
            break
        for key in capped:
            paid[key] = caps[key]
            del open_points[key]
        rest -= sum(caps[key] for key in capped)
    if not open_points:
        return paid
    for key, part in apportion(open_points, rest).items():
        paid[key] = part
    return paid
