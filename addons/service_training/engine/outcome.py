"""Whether somebody passed: attendance, every exam and the drill, each with its reason.

Hours are class-hours. Everything is plain data, so that a verdict can be stored beside the figures it was made from and
be explained later in any language.
"""

from dataclasses import asdict, dataclass, field

PASSED, FAILED, OPEN = "passed", "failed", "open"


@dataclass(frozen=True)
class Part:
    """One condition of passing.

    :param kind: ``lecture``, ``practice``, ``exam`` or ``drill``
    :param state: ``passed``, ``failed`` (cannot be mended any more by what is still to come) or ``open``
    :param reason: key of the sentence that explains the state
    :param figures: what the sentence is filled with
    """

    kind: str
    state: str
    reason: str
    figures: dict = field(default_factory=dict)


def judge_attendance(kind, required, attended, to_come=0.0):
    """Hours are compared in hundredths: exactly the minimum is enough.

    :param to_come: hours of slots whose attendance is not recorded yet
    """
    figures = {"required": round(required, 2), "attended": round(attended, 2), "to_come": round(to_come, 2)}
    if _hundredths(attended) >= _hundredths(required):
        return Part(kind, PASSED, "attended_enough", figures)
    if _hundredths(attended + to_come) >= _hundredths(required):
        return Part(kind, OPEN, "attendance_open", figures)
    return Part(kind, FAILED, "attended_too_little", figures)


def judge_exam(name, needed, scores, limit, passed):
    """The best of the finished attempts counts.

    :param scores: percentages of the finished attempts, all sittings and resits together
    :param limit: attempts allowed altogether, 0 for any number
    :param passed: whether one of the attempts reached the pass mark
    """
    figures = {"name": name, "needed": needed, "best": max(scores, default=None), "tried": len(scores), "limit": limit}
    if passed:
        return Part("exam", PASSED, "exam_passed", figures)
    if limit and len(scores) >= limit:
        return Part("exam", FAILED, "exam_used_up", figures)
    return Part("exam", OPEN, "exam_failed" if scores else "exam_not_taken", figures)


@dataclass(frozen=True)
class Sheet:
    """What one assessor found in one drill.

    :param points: per step ``(points reached, points possible)``
    :param critical: whether a critical step failed
    :param seconds: how long it took; ``limit`` seconds were allowed (0: no limit)
    """

    points: tuple
    critical: bool = False
    seconds: int = 0
    limit: int = 0

    @property
    def percent(self):
        possible = sum(most for _reached, most in self.points)
        return 100.0 * sum(reached for reached, _most in self.points) / possible if possible else 0.0

    def passes(self, needed):
        return not self.critical and not self.is_late and round(self.percent, 2) >= needed

    @property
    def is_late(self):
        return bool(self.limit) and self.seconds > self.limit


def judge_drill(needed, sheets, assessors):
    """One verdict an assessor; where two disagree a further one decides by majority.

    :param needed: percentage to pass
    :param sheets: the submitted sheets
    :param assessors: how many have to judge at least
    """
    votes = [sheet.passes(needed) for sheet in sheets]
    yes, no = votes.count(True), votes.count(False)
    best = round(sum(sheet.percent for sheet in sheets) / len(sheets), 2) if sheets else None
    figures = {"needed": needed, "score": best, "passed": yes, "failed": no, "assessors": assessors}
    if len(votes) < assessors:
        return Part("drill", OPEN, "drill_not_judged", figures)
    if yes == no:
        return Part("drill", OPEN, "drill_disagreement", figures)
    if yes > no:
        return Part("drill", PASSED, "drill_passed", figures)
    if sum(sheet.critical for sheet in sheets) * 2 > len(sheets):
        return Part("drill", FAILED, "drill_critical", figures)
    return Part("drill", FAILED, "drill_failed", figures)


def conclude(parts):
    """All parts passed: passed. One failed: failed. Otherwise open."""
    states = {part.state for part in parts}
    if FAILED in states:
        return FAILED
    return OPEN if OPEN in states or not parts else PASSED


def as_data(parts):
    return [asdict(part) for part in parts]


def _hundredths(hours):
    return round(hours * 100)
