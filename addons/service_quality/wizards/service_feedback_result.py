from datetime import timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.verdict import Tally, weighted
from ..models.service_feedback_terms import SCALE_NAMES


class ServiceFeedbackResult(models.TransientModel):
    """Scores with what they are worth: how many answered, how far they can be trusted, who is missing; before and
    after a date.

    Only what the user may read is counted.
    """

    _name = "service.feedback.result"
    _description = "Satisfaction Results"

    scale = fields.Selection(SCALE_NAMES, required=True, default="csat")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.context_today(self) - relativedelta(months=3)
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    split_date = fields.Date(string="Compare before and after", help="Asked before this date, and from it on.")
    group_by = fields.Selection(
        [
            ("team_id", "Team"),
            ("user_id", "Agent"),
            ("category_id", "Category"),
            ("channel_id", "Channel of the case"),
            ("product_category_id", "Product category"),
            ("tier_id", "Customer tier"),
            ("promise", "Outcome"),
            ("channel", "Asked by"),
            ("asked_at:month", "Month"),
        ],
        string="By",
        required=True,
        default="team_id",
    )
    line_ids = fields.One2many("service.feedback.result.line", "result_id", readonly=True)
    summary = fields.Text(readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Satisfaction Results")

    @api.constrains("date_from", "date_to", "split_date")
    def _check_dates(self):
        for result in self:
            if result.date_from > result.date_to:
                raise ValidationError(self.env._("The first day lies after the last one."))
            if result.split_date and not result.date_from < result.split_date <= result.date_to:
                raise ValidationError(self.env._("The date of the comparison lies between the first and the last day."))

    @api.model
    def action_open(self):
        """The results of the last months."""
        result = self.create({})
        result.action_run()
        return result._get_records_action(name=self.env._("Satisfaction Results"))

    def action_run(self):
        """Look again, with what is chosen now; the form stays where it is."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write(self._evaluate())

    def _evaluate(self):
        """The lines and what is said about all of them, from one query a period."""
        after = self._tally(self.split_date or self.date_from, self.date_to)
        before = self._tally(self.date_from, self.split_date - relativedelta(days=1)) if self.split_date else {}
        empty = Tally(self.scale)
        total = sum(after.values(), empty)
        total_before = sum(before.values(), empty)
        keys = sorted(set(after) | set(before), key=lambda key: (str(key) == "False", self._get_label(key)))
        lines = [self._prepare_line(None, total, total_before, total)]
        lines += [self._prepare_line(key, after.get(key, empty), before.get(key, empty), total) for key in keys]
        return {
            "line_ids": [fields.Command.create({**line, "sequence": n}) for n, line in enumerate(lines)],
            "summary": self._summarise(total, after),
        }

    def _tally(self, first, last):
        """``{key of the group: Tally}`` of who was asked on these days, in the user's time zone."""
        domain = [
            ("scale", "=", self.scale),
            ("asked_at", ">=", self._start_of(first)),
            ("asked_at", "<", self._start_of(last + relativedelta(days=1))),
        ]
        tallies = {}
        for key, answered, score, count in self.env["service.feedback.report"]._read_group(
            domain, [self.group_by, "answered", "score"], ["__count"]
        ):
            tallies.setdefault(key, Tally(self.scale)).add(count, score if answered else None)
        return tallies

    def _start_of(self, day):
        moment = fields.Datetime.to_datetime(day)
        return moment.replace(tzinfo=ZoneInfo(self.env.user.tz or "UTC")).astimezone(timezone.utc).replace(tzinfo=None)

    def _get_label(self, key):
        if isinstance(key, models.BaseModel):
            return key.sudo().display_name or self.env._("None")
        if self.group_by == "asked_at:month" and key:
            return fields.Date.to_string(key)[:7]
        report = self.env["service.feedback.report"]
        if self.group_by in ("promise", "channel"):
            return dict(report._fields[self.group_by]._description_selection(self.env)).get(key, self.env._("None"))
        return key or self.env._("None")

    def _prepare_line(self, key, tally, before, total):
        figure, difference = tally.figure(), tally.difference(before) if before.asked else None
        response = tally.response()
        unlike = tally.answers_unlike(total) if key is not None else None
        return {
            "name": self.env._("All") if key is None else self._get_label(key),
            "total": key is None,
            "asked": tally.asked,
            "answered": tally.answered,
            "response": self._percent(response.value) if response else "–",
            "figure": self._show(figure.value) if figure else "–",
            "interval": self._show_interval(figure),
            "mean": f"{tally.mean:.2f}" if tally.mean is not None else "–",
            "small": tally.small,
            "note": self._note(tally, unlike),
            "before": self._show(before.figure().value) if before.figure() else "–",
            "answered_before": before.answered,
            "difference": self._show(difference.value, sign=True) if difference else "–",
            "difference_interval": self._show_interval(difference, sign=True),
            "verdict": self._judge(difference),
        }

    def _note(self, tally, unlike):
        notes = []
        if tally.asked and tally.small:
            notes.append(self.env._("Few answers: chance may explain differences."))
        if unlike:
            points = self._percent(abs(unlike.value))
            notes.append(
                self.env._("Answers %(points)s more often than the others.", points=points)
                if unlike.value > 0
                else self.env._("Answers %(points)s less often than the others.", points=points)
            )
        return " ".join(notes)

    def _judge(self, difference):
        if not difference:
            return False
        if not difference.excludes(0):
            return "same"
        return "better" if difference.value > 0 else "worse"

    def _summarise(self, total, tallies):
        """What the missing answers may hide."""
        if not total.answered:
            return self.env._("Nobody answered in this time.")
        figure, balanced = total.figure().value, weighted(list(tallies.values()))
        text = self.env._(
            "%(answered)s of %(asked)s answered. Intervals hold with 95 %%: Wilson for shares, Newcombe for their"
            " differences, Welch for the net promoter score.",
            answered=total.answered,
            asked=total.asked,
        )
        if balanced is not None and len(tallies) > 1:
            text += " " + self.env._(
                "If all groups had answered as often as the others, it would be %(balanced)s instead of %(figure)s.",
                balanced=self._show(balanced),
                figure=self._show(figure),
            )
        return text

    # Figures as words: an empty one is not 0

    def _percent(self, share):
        return f"{100 * share:.0f} %"

    def _show(self, value, sign=False):
        return self._number(value, sign) + self._get_unit()

    def _number(self, value, sign=False):
        value = value if self.scale == "nps" else 100 * value
        return f"{value:+.1f}" if sign else f"{value:.1f}"

    def _get_unit(self):
        return "" if self.scale == "nps" else " %"

    def _show_interval(self, interval, sign=False):
        if not interval or abs(interval.high) == float("inf"):
            return "–"
        return f"{self._number(interval.low, sign)} … {self._number(interval.high, sign)}{self._get_unit()}"


class ServiceFeedbackResultLine(models.TransientModel):
    _name = "service.feedback.result.line"
    _description = "Satisfaction Results of a Group"
    _order = "sequence, id"

    result_id = fields.Many2one("service.feedback.result", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    name = fields.Char(string="Group")
    total = fields.Boolean()
    asked = fields.Integer(help="Customers who were asked.")
    answered = fields.Integer(string="Answers")
    response = fields.Char(string="Response Rate")
    figure = fields.Char(string="Score", help="Satisfied customers among the answers, or the net promoter score.")
    interval = fields.Char(string="With 95 %", help="The score of all customers lies in here with 95 % confidence.")
    mean = fields.Char()
    small = fields.Boolean(string="Small Sample")
    note = fields.Text(string="How to Read It")
    answered_before = fields.Integer(string="Answers before")
    before = fields.Char()
    difference = fields.Char()
    difference_interval = fields.Char(string="Its 95 %", help="The difference lies in here with 95 % confidence.")
    verdict = fields.Selection(
        [("better", "Better"), ("worse", "Worse"), ("same", "May Be Chance")],
        string="Change",
        help="Better or worse only where the interval of the difference leaves out 0.",
    )
