"""Which standard applies to a case: scopes as plain data, the most specific first.

A scope names allowed values per axis. It matches when the company, the moment and every axis that it names match. Of
two that match, the one that is more specific on the most important axis on which they differ wins, in the order of
AXES: a standard made for a customer beats any standard that does not name the customer, however detailed.
"""

from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field

# Most important first. Other axes (a domain, for instance) rank below these, by how many of them match.
AXES = ("customer", "tier", "product", "category", "team", "kind", "channel", "priority", "tag")

_RANKED = frozenset(AXES)
# A case that does not say anything on an axis
_NONE: Set[Hashable] = frozenset((None,))

Score = tuple[int, ...]


@dataclass(frozen=True)
class Scope:
    """What a standard applies to.

    ``criteria`` maps an axis to its allowed values; an axis left out allows everything, an empty one nothing. The
    values of a tree axis come as ``{node id: depth}`` with every descendant listed (see ``spread``), so that the
    standard of a subcategory beats that of its parent. ``company`` None stands for every company. ``valid_from`` and
    ``valid_to`` are epoch seconds, half-open, None without end.
    """

    id: int
    sequence: int = 10
    company: int | None = None
    criteria: Mapping[str, Set[Hashable] | Mapping[Hashable, int]] = field(default_factory=dict)
    valid_from: int | None = None
    valid_to: int | None = None

    def holds_at(self, moment: int) -> bool:
        """Whether the scope is valid at an epoch second."""
        begun = self.valid_from is None or self.valid_from <= moment
        return begun and (self.valid_to is None or moment < self.valid_to)


@dataclass(frozen=True)
class Match:
    """A scope that applies and why.

    ``axes``: the axes that it names, the most important first. ``score``: a number per axis of AXES (0 not named, 1
    named, 1 + depth in a tree), the number of other axes, and 1 for a scope of one company.
    """

    scope: Scope
    axes: tuple[str, ...]
    score: Score


def match(case: Mapping[str, object], scopes: Iterable[Scope], at: int | None = None) -> list[Match]:
    """The scopes that apply to ``case``, the most specific first; equals by sequence, then by id.

    ``case`` maps an axis, and ``company``, to a value or to a set of values of which one is enough. ``at`` leaves out
    the scopes that do not hold at that epoch second; None asks for no validity.
    """
    values = {axis: _values(value) for axis, value in case.items()}
    found = [_judged(values, scope) for scope in scopes if at is None or scope.holds_at(at)]
    return sorted(filter(None, found), key=_rank)


def decided_by(winner: Match, loser: Match) -> str:
    """What puts ``winner`` before ``loser``: an axis, domain, company, sequence or id."""
    names = (*AXES, "domain", "company")
    unequal = (name for name, own, other in zip(names, winner.score, loser.score, strict=True) if own != other)
    return next(unequal, "sequence" if winner.scope.sequence != loser.scope.sequence else "id")


def obstacle(case: Mapping[str, object], scope: Scope, at: int | None = None) -> str | None:
    """What keeps a scope from applying to ``case``: validity, company or the first axis that does not fit; or None."""
    if at is not None and not scope.holds_at(at):
        return "validity"
    if scope.company is not None and scope.company not in _values(case.get("company")):
        return "company"
    unfit = (axis for axis, allowed in scope.criteria.items() if not any(v in allowed for v in _values(case.get(axis))))
    return next(unfit, None)


def overlap(one: Scope, other: Scope) -> bool:
    """Whether a case can exist for which only the sequence or the id decides between two scopes.

    What conditions have in common is not known: two of them are taken to overlap.
    """
    if one.company != other.company or one.criteria.keys() != other.criteria.keys() or not _meet(one, other):
        return False
    ranked = (axis for axis in one.criteria if axis in _RANKED)
    return all(_points(one.criteria[axis]) & _points(other.criteria[axis]) for axis in ranked)


def _meet(one: Scope, other: Scope) -> bool:
    """Whether there is a moment at which both hold."""
    starts = [scope.valid_from for scope in (one, other) if scope.valid_from is not None]
    ends = [scope.valid_to for scope in (one, other) if scope.valid_to is not None]
    return not starts or not ends or max(starts) < min(ends)


def _points(allowed: Set[Hashable] | Mapping[Hashable, int]) -> set[tuple[Hashable, int]]:
    """The values with what they score: a team named itself beats the team above it."""
    return {(value, allowed[value] if isinstance(allowed, Mapping) else 0) for value in allowed}


def spread(selected: Iterable[Hashable], parent_of: Mapping[Hashable, Hashable | None]) -> dict[Hashable, int]:
    """``{node: depth}`` of every node at or below a selected one: the depth of its nearest selected ancestor.

    ``parent_of`` holds every node of the tree; a root has None and the depth 0.
    """
    chosen = set(selected)
    result = {}
    for node in parent_of:
        path = _path(node, parent_of)
        depth = next((len(path) - 1 - index for index, above in enumerate(path) if above in chosen), None)
        if depth is not None:
            result[node] = depth
    return result


def _path(node: Hashable | None, parent_of: Mapping[Hashable, Hashable | None]) -> list[Hashable]:
    """The node and its ancestors, upward."""
    path: list[Hashable] = []
    while node is not None:
        path.append(node)
        node = parent_of[node]
    return path


def _judged(values: Mapping[str, Set[Hashable]], scope: Scope) -> Match | None:
    if scope.company is not None and scope.company not in values.get("company", _NONE):
        return None
    weights = {}
    for axis, allowed in scope.criteria.items():
        hits = [value for value in values.get(axis, _NONE) if value in allowed]
        if not hits:
            return None
        weights[axis] = 1 + max(allowed[hit] for hit in hits) if isinstance(allowed, Mapping) else 1
    others = sorted(weights.keys() - _RANKED)
    axes = (*(axis for axis in AXES if axis in weights), *others)
    score = (*(weights.get(axis, 0) for axis in AXES), len(others), int(scope.company is not None))
    return Match(scope, axes, score)


def _values(value: object) -> Set[Hashable]:
    return value if isinstance(value, Set) else frozenset((value,))


def _rank(found: Match) -> tuple[list[int], int, int]:
    return [-points for points in found.score], found.scope.sequence, found.scope.id
