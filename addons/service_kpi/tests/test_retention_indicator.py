import random
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.period import between
from .common import KpiCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRetentionIndicator(KpiCase):
    """The indicator is the report's own definition, counted here by going through each customer's uses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(31)
        cls.company.write({"service_active_days": 100, "service_churn_days": 200})
        cls.kpi = cls._kpi(name="Stayed", source="retention", min_n=1, target=0.5)
        cls.partners = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(25)])
        moments = [
            (partner, datetime(2024, 1, 1) + timedelta(seconds=chance.randrange(1, 3 * 365 * 86400)))
            for partner in cls.partners
            for _use in range(chance.choice((1, 2, 4, 8, 12)))
        ]
        tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": "T",
                    "description": "D",
                    "partner_id": partner.id,
                    "team_id": cls.team.id,
                    "company_id": cls.company.id,
                }
                for partner, _moment in moments
            ]
        )
        cls.env.flush_all()
        cls.uses = {}
        for ticket, (partner, moment) in zip(tickets, moments, strict=True):
            cls.env.cr.execute(SQL("UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s", moment, ticket.id))
            cls.uses.setdefault(partner, []).append(moment)
        cls.env.invalidate_all()

    def _active(self, uses, day):
        """Whether a customer was active when a day began."""
        moment = datetime.combine(day, time.min)
        before = [use for use in uses if use < moment]
        return bool(before) and moment - max(before) <= 100 * DAY

    def _expected(self, period):
        """``(who stayed, who could)`` at the end of a period, which is that of a month."""
        year_before = date(period.end.year - 1, period.end.month, 1)
        could = [uses for uses in self.uses.values() if self._active(uses, year_before)]
        return sum(self._active(uses, period.end) for uses in could), len(could)

    def test_each_month(self):
        self.measure(start=date(2025, 1, 1), end=date(2026, 12, 31))
        for period in between("month", date(2025, 2, 1), date(2027, 1, 1)):
            stayed, could = self._expected(period)
            figure = self.figure(self.company, start=period.start)
            self.assertEqual((figure.numerator, figure.denominator), (stayed, could), period.start)
        self.assertGreater(could, 3)

    def test_the_last_month_of_a_quarter_says_what_the_report_says(self):
        self.measure(start=date(2025, 1, 1), end=date(2026, 12, 31))
        groups = self.env["service.retention"]._read_group(
            [("company_id", "=", self.company.id), ("was_present", "=", True), ("finished", "=", True)],
            ["quarter:quarter"],
            ["retained:avg", "__count"],
        )
        compared = 0
        for quarter, share, count in groups:
            month = date(quarter.year, quarter.month + 2, 1)
            self.assertEqual(self.numbers(self.company, start=month), (round(share, 6), count))
            compared += 1
        self.assertGreaterEqual(compared, 6)

    def test_purchases_and_visits_count_as_the_report_counts_them(self):
        """Whatever another addon adds to what customers do reaches the indicator."""
        partner = self.partners[0]
        extra = SQL(
            "SELECT %s, %s, %s::timestamp AS at, 'purchase' AS kind, 0::numeric AS amount",
            self.company.id,
            partner.id,
            datetime(2026, 3, 30, 12),
        )
        activity = type(self.env["service.customer.activity"])
        original = activity._get_queries
        self.patch(activity, "_get_queries", lambda model: [*original(model), extra])
        self.uses[partner] = [datetime(2025, 3, 30, 12), datetime(2026, 3, 30, 12)]
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = '2025-03-30 12:00' WHERE commercial_partner_id = %s", [partner.id]
        )
        self.measure(start=date(2026, 3, 1), end=date(2026, 3, 31))
        [period] = between("month", date(2026, 3, 1), date(2026, 4, 1))
        self.assertEqual(
            (self.figure(self.company).numerator, self.figure(self.company).denominator), self._expected(period)
        )

    def test_a_month_that_runs_is_counted_until_now(self):
        now = datetime(2026, 5, 11, 8)
        self.env.cr.execute("UPDATE helpdesk_ticket SET commercial_partner_id = NULL WHERE create_date >= %s", [now])
        with freeze_time(now):
            self.measure(start=date(2026, 5, 1), end=date(2026, 5, 31))
            figure = self.figure(self.company, start=date(2026, 5, 1))
        could = [uses for uses in self.uses.values() if self._active(uses, date(2025, 6, 1))]
        stayed = [uses for uses in could if now - max(use for use in uses if use < now) <= 100 * DAY]
        # the fact counts from the middle of the month on, so that it is there before the month ends
        self.assertEqual((figure.numerator, figure.denominator), (len(stayed), len(could)))
