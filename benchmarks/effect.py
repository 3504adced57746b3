"""What the check of an effect claims: in pure noise, and of a rate that fell by 30 %. 1,000 generated series each."""

import random
from math import exp

from odoo.addons.service_quality.engine.effect import Span, judge, power

from .measure import Measure

_RUNS = 1_000
_WEEKS = 12
# Counts are claimed wrongly in five of a hundred series at most; three standard errors of that rate over the runs
_ALARMS = 5 + 3 * 0.69
# What is found, against the power that the form promises
_PROMISED = 1.1


def measures(_databases):
    for mean in (5, 10, 20):
        yield from _measures(f"{mean} cases a week, {_WEEKS} weeks", False, Span(mean * _WEEKS, _WEEKS), _WEEKS)
    for share, cases in ((0.1, 600), (0.2, 300), (0.2, 600)):
        name = f"{share:.0%} of {cases} cases".replace("%", " %")
        yield from _measures(name, True, Span(round(share * cases), cases), cases)


def _measures(name, shares, before, exposure):
    promised = 100 * power(before, exposure, shares=shares)
    found = 100 * _claims(shares, before, exposure, 0.3)
    noise = 100 * _claims(shares, before, exposure, 0)
    yield Measure(f"effect: promised / found of a drop, {name}", _RUNS, "%", promised, found, _PROMISED)
    yield Measure(f"effect: claimed in noise / level, {name}", _RUNS, "%", noise, 5, _ALARMS, judged="ours")


def _claims(shares, known, exposure, drop):
    """The share of series in which an effect is claimed."""
    chance = random.Random(f"{shares}{known}{drop}")
    draw = _count if shares else _poisson
    found = 0
    for _run in range(_RUNS):
        before = Span(draw(chance, known.rate, known.exposure), known.exposure)
        after = Span(draw(chance, known.rate * (1 - drop), exposure), exposure)
        found += judge(before, after, shares).outcome == "effective"
    return found / _RUNS


def _count(chance, share, cases):
    return sum(chance.random() < share for _case in range(int(cases)))


def _poisson(chance, mean, weeks):
    """Events of all weeks, by counting exponential waiting times (Knuth)."""
    number = 0
    for _week in range(int(weeks)):
        limit, product = exp(-mean), chance.random()
        while product > limit:
            number += 1
            product *= chance.random()
    return number
