"""One figure beside its baseline."""

import gc
import statistics
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measure:
    """``ours`` and ``baseline`` are medians in ``unit``; ``aim`` is the largest ratio (or, negated, difference) wanted.

    ``judged`` says what the aim is about: ``ratio`` (ours / baseline), ``speedup`` (baseline / ours) or
    ``ours`` itself.
    """

    name: str
    n: int
    unit: str
    ours: float
    baseline: float
    aim: float | None = None
    judged: str = "ratio"

    @property
    def ratio(self):
        return self.ours / self.baseline if self.baseline else float("nan")

    @property
    def met(self):
        if self.aim is None:
            return None
        if self.judged == "speedup":
            return self.baseline / self.ours >= self.aim
        return (self.ours if self.judged == "ours" else self.ratio) <= self.aim

    def row(self):
        """What ``--json`` writes."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    def line(self):
        """What the terminal shows."""
        aim = {"ratio": "ratio ≤ {:g}", "speedup": "≥ {:g} × faster", "ours": "≤ {:g} {}"}[self.judged]
        wanted = aim.format(self.aim, self.unit) if self.aim is not None else ""
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return (
            f"{self.name:<58} {self.n:>6} {self.ours:>12.4g} {self.baseline:>12.4g} {self.unit:<10}"
            f" {self.ratio:>9.4g}  {wanted:<18} {verdict}"
        )


HEADER = f"{'measure':<58} {'n':>6} {'ours':>12} {'baseline':>12} {'unit':<10} {'ratio':>9}  aim"


def seconds(work):
    """How long ``work()`` takes, without the collector's interruptions."""
    gc.collect()
    gc.disable()
    try:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin
    finally:
        gc.enable()


def median(values):
    return statistics.median(values)
