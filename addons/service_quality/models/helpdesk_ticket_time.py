from itertools import pairwise

from markupsafe import Markup

from odoo import fields, models

from ..engine.diary import ended_at, entered_after
from ..engine.moment import to_epoch

_BAR = Markup('<div class="%s" style="width: %.1f%%; min-width: 2px"></div>')
_FIGURE = Markup(
    '<span class="me-3 text-nowrap">'
    '<i class="d-inline-block rounded-circle me-1 %s" style="width: 8px; height: 8px"></i>%s %s</span>'
)
_SPLIT = Markup(
    '<div class="d-flex rounded overflow-hidden mb-1" style="height: 6px">%s</div>'
    '<div class="small text-muted">%s</div>'
)


class HelpdeskTicket(models.Model):
    """Whose the time of a case was so far: ours, the customer's, a supplier's, or nobody's because we were closed."""

    _inherit = "helpdesk.ticket"

    clock_split = fields.Html(
        string="Whose Time",
        compute="_compute_clock_split",
        sanitize=False,
        groups="service_quality.service_quality_group_agent",
    )

    def _compute_clock_split(self):
        now = to_epoch(fields.Datetime.now())
        calendars = self.sudo()._clock_calendars()
        for ticket in self:
            split = ticket.sudo()._get_time_split(calendars.get(ticket.id, self.env["resource.calendar"]), now)
            ticket.clock_split = ticket._draw_split(split) if sum(split.values()) else False

    def _get_time_split(self, calendar, now):
        """Seconds of this cycle by whose they were: ``{ours, customer, supplier, closed}``; their sum is its length."""
        split = dict.fromkeys(("ours", "customer", "supplier", "closed"), 0)
        diary = self.clock_diary
        if not diary:
            return split
        table = self.env["service.clock"]._get_table(calendar.id)
        start, end = diary[0][0], ended_at(diary) or now
        moves = [(start, "open"), *entered_after(diary, start), (end, "")]
        for (since, position), (until, _next) in pairwise(moves):
            worked = table.seconds_between(since, max(until, since))
            party = position.partition(":")[2]
            split[party if party in split else "ours"] += worked
            split["closed"] += max(until - since, 0) - worked
        return split

    def _draw_split(self, split):
        """A bar of shares and a line of figures."""
        labels = {
            "ours": (self.env._("We"), "bg-primary"),
            "customer": (self.env._("Customer"), "bg-warning"),
            "supplier": (self.env._("Supplier"), "bg-info"),
            "closed": (self.env._("Closed hours"), "bg-secondary"),
        }
        total = sum(split.values())
        bars, figures = Markup(), Markup()
        for party, seconds in split.items():
            label, colour = labels[party]
            if seconds:
                bars += _BAR % (colour, 100 * seconds / total)
                figures += _FIGURE % (colour, label, self._format_hours(seconds))
        return _SPLIT % (bars, figures)

    def _format_hours(self, seconds):
        hours, minutes = divmod(seconds // 60, 60)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{minutes:02}")
