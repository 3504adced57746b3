"""Which parts a repair will probably need, learnt from past repairs.

A past repair is a case: what was to be repaired (``product``), the ``fault`` that was reported, and the ``parts`` that
were used. The share of a part among the cases of a product and fault is smoothed towards its share among all cases of
the product, and that towards its share among all cases (additive smoothing with a prior, as Jelinek and Mercer
interpolate): one odd repair of a rare fault does not make a kit.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# How many cases the next coarser level weighs
_WEIGHT = 3.0
# A part is worth carrying if it is needed that often
_THRESHOLD = 0.25
# Nobody carries more of the most frequent parts
_LARGEST = 5


@dataclass(frozen=True)
class Case:
    """A repair; ``parts`` maps a part to the quantity used."""

    product: Hashable
    fault: Hashable | None
    parts: Mapping[Hashable, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A part to bring: how probably it is needed, the usual quantity, and of how many similar cases that is known."""

    part: Hashable
    probability: float
    quantity: float
    cases: int


@dataclass(frozen=True)
class Score:
    """``hit_rate``: share of the parts needed that were in the kit. ``unused_rate``: share of the kit left unused.

    None where nothing was needed, or nothing proposed.
    """

    hit_rate: float | None
    unused_rate: float | None
    cases: int

    @property
    def harmony(self) -> float:
        """Harmonic mean of the hit rate and the used share: one figure to compare kits by; 0 without any hit."""
        hit, used = self.hit_rate or 0.0, 1 - (1.0 if self.unused_rate is None else self.unused_rate)
        return 2 * hit * used / (hit + used) if hit + used else 0.0


class KitModel:
    """Counts of past repairs, and the kits that follow from them."""

    def __init__(self, cases: Iterable[Case]):
        self._totals: Counter = Counter()
        self._parts: defaultdict = defaultdict(Counter)
        self._quantities: defaultdict = defaultdict(Counter)
        for case in cases:
            for level in _levels(case.product, case.fault):
                self._totals[level] += 1
                self._parts[level].update(set(case.parts))
            for part, quantity in case.parts.items():
                self._quantities[case.product, part][quantity] += 1

    def propose(self, product: Hashable, fault: Hashable | None, threshold: float = _THRESHOLD) -> list[Proposal]:
        """The parts that a repair needs with at least ``threshold``, the most probable first."""
        levels = _levels(product, fault)
        known = self._totals[levels[-1]]
        found = []
        for part in self._parts[levels[min(1, len(levels) - 1)]]:
            probability = self._probability(levels, part)
            if probability >= threshold:
                found.append(Proposal(part, probability, self._usual(product, part), known))
        return sorted(found, key=lambda proposal: (-proposal.probability, str(proposal.part)))

    def _probability(self, levels: Sequence[tuple], part: Hashable) -> float:
        probability = 0.0
        for level in levels:
            total = self._totals[level]
            if total or probability:
                probability = (self._parts[level][part] + _WEIGHT * probability) / (total + _WEIGHT)
        return probability

    def _usual(self, product: Hashable, part: Hashable) -> float:
        counts = self._quantities[product, part]
        return min(counts, key=lambda quantity: (-counts[quantity], quantity)) if counts else 1


def most_frequent(cases: Iterable[Case], k: int) -> list[Hashable]:
    """The k parts used in most cases: the kit of who does not ask what is broken."""
    counts = Counter(part for case in cases for part in set(case.parts))
    return [part for part, _n in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:k]]


def score(kits: Iterable[tuple[Case, Iterable[Hashable]]]) -> Score:
    """How well kits met what their cases needed: pairs of case and proposed parts."""
    needed = proposed = hits = cases = 0
    for case, kit in kits:
        kit = set(kit)
        cases += 1
        needed += len(case.parts)
        proposed += len(kit)
        hits += len(kit & set(case.parts))
    return Score(hits / needed if needed else None, 1 - hits / proposed if proposed else None, cases)


@dataclass(frozen=True)
class Comparison:
    """The prediction and the most-frequent kit, measured on the same later cases."""

    predicted: Score
    frequent: Score
    k: int

    @property
    def better(self) -> bool:
        """Whether the prediction may be shown: it is strictly better by the harmonic mean."""
        return self.predicted.harmony > self.frequent.harmony


def compare(cases: Sequence[Case], share: float = 0.75) -> Comparison:
    """Learn from the earlier ``share`` of ``cases``, which come in the order of time, and measure on the later ones.

    The most-frequent kit gets the k of 1…5 that suits it best on the earlier cases, per product.
    """
    cut = int(len(cases) * share)
    return _compare(cases[:cut], cases[cut:], KitModel(cases[:cut]))


def compare_each(cases: Sequence[Case], enough: int, share: float = 0.75) -> dict[Hashable | None, Comparison]:
    """:func:`compare` for each product with ``enough`` cases, and under None for all together.

    Empty with fewer than ``enough`` cases in all. Every product is measured at the same split of time, by a model that
    learnt from all products: it has at least one later case, or no row of its own.
    """
    if len(cases) < enough:
        return {}
    cut = int(len(cases) * share)
    past, later = cases[:cut], cases[cut:]
    model, found = KitModel(past), {None: compare(cases, share)}
    for product, number in Counter(case.product for case in cases).items():
        own = [case for case in later if case.product == product]
        if number >= enough and own:
            found[product] = _compare([case for case in past if case.product == product], own, model)
    return found


def _compare(past: Sequence[Case], later: Sequence[Case], model: KitModel) -> Comparison:
    by_product = defaultdict(list)
    for case in past:
        by_product[case.product].append(case)
    frequent = {product: most_frequent(found, _LARGEST) for product, found in by_product.items()}
    k = max(
        range(1, _LARGEST + 1),
        key=lambda size: (score((case, frequent[case.product][:size]) for case in past).harmony, -size),
    )
    asked = {(case.product, case.fault) for case in later}
    proposed = {key: [proposal.part for proposal in model.propose(*key)] for key in asked}
    return Comparison(
        predicted=score((case, proposed[case.product, case.fault]) for case in later),
        frequent=score((case, frequent.get(case.product, ())[:k]) for case in later),
        k=k,
    )


def _levels(product: Hashable, fault: Hashable | None) -> list[tuple]:
    """From everything down to this product and fault."""
    levels: list[tuple] = [(), (product,)]
    return [*levels, (product, fault)] if fault is not None else levels
