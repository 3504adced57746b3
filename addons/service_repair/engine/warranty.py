"""Whether a repair is covered, and why: dates in, a verdict out."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Facts:
    """What is known of a device and its history.

    ``sold_on``: sale or delivery. ``months``: the product's warranty, ``extension``: months bought on top.
    ``repaired_on``: end of the last repair of the same fault, ``repair_days``: how long such a repair is guaranteed.
    ``part_until``: the day until which every part that is to be replaced is itself under warranty, None if one is not.
    ``excluded``: the cause found is one that no warranty covers.
    """

    sold_on: date | None = None
    months: int = 0
    extension: int = 0
    repaired_on: date | None = None
    repair_days: int = 0
    part_until: date | None = None
    excluded: bool = False


@dataclass(frozen=True)
class Verdict:
    """``covered``, the ``reason`` (excluded, repair, product, extension, part, expired, unknown) and the last day."""

    covered: bool
    reason: str
    until: date | None = None


def judge(facts: Facts, day: date) -> Verdict:
    """The verdict on a repair asked for on ``day``; the last day of a warranty counts as covered.

    An exclusion beats everything. Then the first that holds: repair warranty, product warranty, extension, part
    warranty.
    """
    if facts.excluded:
        return Verdict(False, "excluded")
    repair_until = facts.repaired_on and facts.repaired_on + timedelta(days=facts.repair_days)
    product_until = facts.sold_on and facts.months and add_months(facts.sold_on, facts.months)
    extended_until = facts.sold_on and facts.extension and add_months(facts.sold_on, facts.months + facts.extension)
    for reason, until in (
        ("repair", facts.repair_days and repair_until),
        ("product", product_until),
        ("extension", extended_until),
        ("part", facts.part_until),
    ):
        if until and day <= until:
            return Verdict(True, reason, until)
    ended = max(filter(None, (product_until, extended_until)), default=None)
    return Verdict(False, "expired", ended) if ended else Verdict(False, "unknown")


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
