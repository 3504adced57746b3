from odoo import api, models
from odoo.tools import format_amount

from ..engine.gain import combine, paired_gain

UNDECIDED = ("early", "too_few")


class TrainingLevels(models.AbstractModel):
    """The effect of sessions on four levels, after D. Kirkpatrick, and the return on their cost, in words.

    1 reaction, 2 learning, 3 behaviour, 4 result. Of several sessions, the
    estimates of their longest measured time are combined by their precision.
    """

    _name = "training.levels"
    _description = "Effect on Four Levels"

    @api.model
    def _render(self, sessions, course):
        """:param course: whose indicator, test and value of a point count"""
        levels = [
            self._describe_reaction(sessions),
            self._describe_learning(sessions, course),
            self._describe_effect(sessions, "behaviour", self.env._("3 Behaviour: score of inspections")),
            self._describe_effect(sessions, "result", self._name_result(course)),
            self._describe_return(sessions, course),
        ]
        return self.env["ir.qweb"]._render("service_training.effect_levels", {"levels": levels})

    # 1

    def _describe_reaction(self, sessions):
        title = self.env._("1 Reaction: what participants said")
        asked, answered, means, remarks = self.env["training.reaction"]._summarize(sessions)
        if not asked:
            return _level(title, self.env._("Nobody was asked yet: that is done when a session is closed."))
        counts = self.env._("%(answered)s of %(asked)s answered", answered=answered, asked=asked)
        if not means:
            return _level(title, self.env._("Too few answers to show them: %s.", counts))
        names = self.env["training.reaction"]._fields
        figures = [(names[name]._description_string(self.env), f"{mean:.1f} / 5") for name, mean in means.items()]
        return {**_level(title, counts, figures), "remarks": remarks}

    # 2

    def _describe_learning(self, sessions, course):
        title = self.env._("2 Learning: test before and after")
        gain = paired_gain(sessions.sudo().enrollment_ids._get_learning())
        if not gain.people:
            if course.test_id:
                return _level(title, self.env._("Nobody has taken the test before and after yet."))
            return _level(title, self.env._("The course has no test before and after."))
        figures = [
            (self.env._("Before"), f"{gain.before:.0f} %"),
            (self.env._("After"), f"{gain.after:.0f} %"),
        ]
        if gain.estimate is None:
            return _level(title, self.env._("Too few people for an interval: %s.", gain.people), figures)
        figures.append((self.env._("Gain"), self._show_points(gain.estimate, gain.low, gain.high)))
        return _level(title, self.env._("%s people took both tests.", gain.people), figures, _tone(gain.low, gain.high))

    # 3 and 4

    def _name_result(self, course):
        labels = dict(course._fields["effect_metric"]._description_selection(self.env))
        return self.env._("4 Result: promises kept (%s)", labels[course.effect_metric])

    def _get_rows(self, sessions, level):
        """The longest time that is decided, of each session; what is undecided where none is."""
        rows = self.env["training.effect"].sudo().search([("session_id", "in", sessions.ids), ("level", "=", level)])
        decided = rows.filtered(lambda row: row.verdict not in UNDECIDED)
        if not decided:
            return rows, decided
        days = max(decided.mapped("days"))
        return rows, decided.filtered(lambda row: row.days == days)

    def _describe_effect(self, sessions, level, title):
        rows, decided = self._get_rows(sessions, level)
        if not rows:
            return _level(title, self.env._("Not measured yet: press Measure Effect on a closed session."))
        if not decided:
            return _level(title, self._explain_undecided(rows))
        estimate, low, high = self._combine(decided)
        verdicts = {
            "better": self.env._("Better than colleagues who were not trained"),
            "worse": self.env._("Worse than colleagues who were not trained"),
            "unclear": self.env._("No clear effect: it could be nothing"),
        }
        tone = _tone(low, high)
        counted = self.env._(
            "%(verdict)s. %(trained)s trained and %(others)s others, %(days)s days before and after.",
            verdict=verdicts[tone],
            trained=sum(decided.mapped("trained")),
            others=sum(decided.mapped("others")),
            days=decided[0].days,
        )
        shown = self._show_points(estimate * 100, low * 100, high * 100)
        return _level(title, counted, [(self.env._("Effect"), shown)], tone)

    def _combine(self, rows):
        if len(rows) == 1:
            return rows.estimate, rows.low, rows.high
        return combine([(row.estimate, row.error) for row in rows])

    def _explain_undecided(self, rows):
        if few := rows.filtered(lambda row: row.verdict == "too_few"):
            most = max(few, key=lambda row: row.trained)
            return self.env._(
                "Too few people: %(trained)s trained and %(others)s others have enough to compare, five of each are"
                " needed.",
                trained=most.trained,
                others=most.others,
            )
        return self.env._("Too early: the time after the training is not over yet.")

    # Return on cost

    def _describe_return(self, sessions, course):
        title = self.env._("Return on cost")
        if not course.point_value:
            return _level(
                title, self.env._("Not shown: the course does not say what a point of its indicator is worth.")
            )
        _rows, decided = self._get_rows(sessions, "result")
        paid = decided.filtered("has_return")
        if not decided:
            return _level(title, self.env._("Not shown: the result is not known."))
        if not paid:
            return _level(title, self.env._("Not shown: measure again once the costs are entered."))
        return self._describe_paid(title, paid)

    def _describe_paid(self, title, paid):
        currency = paid[0].currency_id
        if paid.currency_id != currency:
            return _level(title, self.env._("Not shown: the sessions were paid in several currencies."))
        cost, benefit = sum(paid.mapped("cost")), sum(paid.mapped("benefit"))
        total = (benefit - cost) / cost
        figures = [
            (self.env._("Benefit"), format_amount(self.env, benefit, currency)),
            (self.env._("Cost"), format_amount(self.env, cost, currency)),
            (self.env._("Return"), f"{total:+.0%}"),
        ]
        if len(paid) == 1:
            figures.append((self.env._("95 % interval"), f"{paid.return_low:+.0%} … {paid.return_high:+.0%}"))
        basis = self.env._(
            "(Benefit − cost) / cost. A point is worth %(value)s a person and 30 days: %(basis)s",
            value=format_amount(self.env, paid[-1].point_value, currency),
            basis=paid[-1].benefit_basis,
        )
        return _level(title, basis, figures, "better" if total > 0 else "worse")

    def _show_points(self, estimate, low, high):
        """Percentage points with their interval; no figure in % moves by more than a hundred."""
        low, high = max(low, -100), min(high, 100)
        return self.env._(
            "%(estimate)s points (95 %% interval %(low)s to %(high)s)",
            estimate=f"{estimate:+.1f}",
            low=f"{low:+.1f}",
            high=f"{high:+.1f}",
        )


def _level(title, text, figures=(), tone=""):
    return {"title": title, "text": text, "figures": figures, "tone": tone, "remarks": ()}


def _tone(low, high):
    if low > 0:
        return "better"
    return "worse" if high < 0 else "unclear"
