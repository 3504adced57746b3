import logging
from datetime import datetime, time, timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.effect import Span, control_chart, judge, power

_logger = logging.getLogger(__name__)
_LONGEST_WEEKS = 26
_MORE_WEEKS = 4
_WEEK = timedelta(weeks=1)


class ServiceImprovement(models.Model):
    """The effect, checked by itself: before is the time until the cycle began, after the time since the measures."""

    _inherit = "service.improvement"

    chart = fields.Html(string="Control Chart", compute="_compute_chart", sanitize=False)
    chance = fields.Float(
        string="Chance to Find a Drop of 30 %",
        compute="_compute_chart",
        help="With so many cases before and so long a time after. Compare over more weeks if it is low.",
    )

    @api.depends(
        "effect_by",
        "cause_id",
        "team_id",
        "product_id",
        "channel_id",
        "compare",
        "before_weeks",
        "after_weeks",
        "state",
    )
    @api.depends_context("lang")
    def _compute_chart(self):
        for improvement in self:
            improvement.chart, improvement.chance = False, 0
            if not improvement._is_counted() or not improvement.cycle_start:
                continue
            before, after = improvement._get_series()
            total = _add(before)
            exposure = total.exposure / (improvement.before_weeks or 1) * improvement.after_weeks
            improvement.chance = power(total, exposure, shares=improvement.compare == "shares")
            improvement.chart = improvement._draw_chart(before, after)

    def _draw_chart(self, before, after):
        shares = self.compare == "shares"
        centre, points = control_chart(before + after, before, shares)
        return self.env["ir.qweb"]._render(
            "service_quality.control_chart",
            {
                "points": points,
                "centre": centre,
                "before": len(before),
                "shares": shares,
                "top": max([point.upper for point in points] + [point.value or 0 for point in points] + [0.0]) or 1.0,
            },
        )

    # Counting

    def _get_series(self):
        """Weekly spans before the cycle began, and since the measures were carried out (complete weeks only).

        :return: two lists of :class:`Span`
        """
        self.ensure_one()
        start = self.cycle_start - self.before_weeks * _WEEK
        before = [start + number * _WEEK for number in range(self.before_weeks)]
        today, after = fields.Date.today(), []
        if self.implemented_on:
            weeks = min((today - self.implemented_on).days // 7, self.after_weeks)
            after = [self.implemented_on + number * _WEEK for number in range(weeks)]
        events = self._count_by_day(self._get_case_domain(), start, today)
        cases = self._count_by_day(self._get_scope_domain(), start, today) if self.compare == "shares" else None
        return [[_span(day, events, cases) for day in days] for days in (before, after)]

    def _count_by_day(self, domain, start, end):
        """``{date: number of cases that came on it}``."""
        tickets = self.env["helpdesk.ticket"].sudo().with_context(tz="UTC", active_test=False)
        within = (
            Domain(domain)
            & Domain("create_date", ">=", datetime.combine(start, time()))
            & Domain("create_date", "<", datetime.combine(end, time()))
        )
        return {day.date(): count for day, count in tickets._read_group(within, ["create_date:day"], ["__count"])}

    # Checking

    @api.model
    def _cron_check(self):
        """Check what is due. One that fails stops no other."""
        due = self.search([("state", "=", "check"), ("check_on", "<=", fields.Date.today())])
        for improvement in due.filtered(lambda improvement: improvement._is_counted()):
            try:
                with self.env.cr.savepoint():
                    improvement._check_effect()
            except OperationalError:
                raise
            except Exception:
                _logger.exception("Improvement %s could not be checked", improvement.id)
            self.env["ir.cron"]._commit_progress(1)

    def action_check_now(self):
        """Compare before the time is over; with too few cases nothing is decided."""
        self.check_access("write")
        if not all(improvement._is_counted() for improvement in self):
            raise UserError(self.env._("No cases are counted here: press Judge the Effect."))
        self.sudo()._check_effect()

    def _check_effect(self):
        for improvement in self:
            before, after = map(_add, improvement._get_series())
            verdict = judge(before, after, improvement.compare == "shares")
            improvement._note_check(
                {
                    "cycle": improvement.cycle,
                    "checked_on": fields.Date.today(),
                    "compare": improvement.compare,
                    "before_events": before.events,
                    "before_exposure": before.exposure,
                    "after_events": after.events,
                    "after_exposure": after.exposure,
                    "change": verdict.change or 0,
                    "p_value": verdict.p_value,
                    "outcome": verdict.outcome,
                }
            )
            improvement.outcome = verdict.outcome
            improvement._follow_outcome(verdict.outcome)

    def _note_check(self, values):
        """Keep what was found; asked again on the same day with the same figures it is no other check."""
        known = ("cycle", "checked_on", "compare", "before_events", "before_exposure", "after_events", "after_exposure")
        if not any(all(check[name] == values[name] for name in known) for check in self.check_ids):
            self.env["service.improvement.check"].create({**values, "improvement_id": self.id})

    def _follow_outcome(self, outcome):
        """Effective: make it the rule. Not effective: the next cycle. Unclear: wait on, and in the end begin anew."""
        over = self.check_on and self.check_on <= fields.Date.today()
        user = self.user_id
        env = self.with_context(lang=user.lang or self.env.lang).env
        if outcome == "effective":
            self.state = "act"
            summary = env._("It helped: make it the rule")
        elif not over:
            return
        elif outcome == "unclear" and self.after_weeks < _LONGEST_WEEKS:
            self.after_weeks = min(self.after_weeks + _MORE_WEEKS, _LONGEST_WEEKS)
            return
        else:
            self.write(
                {
                    "state": "plan",
                    "cycle": self.cycle + 1,
                    "cycle_start": fields.Date.today(),
                    "implemented_on": False,
                    "check_on": False,
                }
            )
            summary = env._("It did not help: look for the root cause again (cycle %(number)s)", number=self.cycle)
        self.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary)


def _span(day, events, cases):
    days = [day + timedelta(days=number) for number in range(7)]
    exposure = 1 if cases is None else sum(cases.get(date, 0) for date in days)
    return Span(sum(events.get(date, 0) for date in days), exposure)


def _add(spans):
    return Span(sum(span.events for span in spans), sum(span.exposure for span in spans))
