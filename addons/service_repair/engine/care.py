"""How well a customer keeps an equipment: facts of a year in, points out.

    points of a part = weight × share reached;  score = 100 × points ÷ weights of the parts that can be judged

Three parts: maintenance done on time; no faults by misuse, of which each costs half of the part; and the condition
in which technicians found it, where well kept counts 1, average 0.5 and neglected 0.
"""

from dataclasses import dataclass

_FOUND = {"good": 1.0, "fair": 0.5, "poor": 0.0}
_MISUSE_COST = 0.5


@dataclass(frozen=True)
class Facts:
    """Of the last year. ``due``: maintenance that fell due, ``on_time`` of it; ``repairs``: finished work orders,
    ``misuse`` of them by misuse; ``good``, ``fair``, ``poor``: conditions found."""

    due: int = 0
    on_time: int = 0
    repairs: int = 0
    misuse: int = 0
    good: int = 0
    fair: int = 0
    poor: int = 0


@dataclass(frozen=True)
class Weights:
    maintenance: int = 40
    misuse: int = 40
    condition: int = 20


@dataclass(frozen=True)
class Part:
    """``points`` of ``weight``; ``key`` is maintenance, misuse or condition."""

    key: str
    points: float
    weight: int


def rate(facts: Facts, weights: Weights) -> tuple[int | None, list[Part]]:
    """The score (0–100) and its parts; None where there is nothing to judge by.

    Without maintenance, repairs or a condition found nothing is known, which is neither good nor bad.
    """
    parts = []
    if facts.due:
        parts.append(_part("maintenance", facts.on_time / facts.due, weights.maintenance))
    found = facts.good + facts.fair + facts.poor
    if found:
        share = sum(_FOUND[name] * getattr(facts, name) for name in _FOUND) / found
        parts.append(_part("condition", share, weights.condition))
    if parts or facts.repairs:
        parts.append(_part("misuse", max(0.0, 1 - _MISUSE_COST * facts.misuse), weights.misuse))
    total = sum(part.weight for part in parts)
    if not total:
        return None, []
    return round(100 * sum(part.points for part in parts) / total), parts


def _part(key: str, share: float, weight: int) -> Part:
    return Part(key, round(share * weight, 2), weight)
