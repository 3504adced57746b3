import random
from collections import defaultdict
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_care import CareCase

NOW = datetime(2026, 3, 2, 8, 0, 0)


def _quarter(day):
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _next(quarter):
    return date(quarter.year + (quarter.month == 10), quarter.month % 12 + 3 if quarter.month != 10 else 1, 1)


def _expect(uses, active_days, churn_days):
    """The rows by going through the days one by one: ``{(customer, quarter): (cohort, active, retained, lost)}``."""
    rows = {}
    for customer, moments in uses.items():
        cohort, lost_before = _quarter(min(moments)), False
        year = []
        quarter = cohort
        while quarter <= NOW.date():
            stop = min(datetime.combine(_next(quarter), datetime.min.time()), NOW)
            idle = stop - max(moment for moment in moments if moment < stop)
            active, lost = idle <= timedelta(days=active_days), idle > timedelta(days=churn_days)
            # Of who was active four quarters ago
            retained = float(active) if len(year) >= 4 and year[-4] else None
            year.append(active)
            rows[customer, quarter] = (cohort, float(active), retained, int(lost and not lost_before))
            lost_before, quarter = lost, _next(quarter)
    return rows


@tagged("post_install", "-at_install")
class TestRetention(CareCase):
    """Cohorts and rates against a computation of their own, customer by customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(17)
        cls.env.cr.execute("UPDATE helpdesk_ticket SET commercial_partner_id = NULL")
        cls.env.cr.execute("DELETE FROM service_contact")
        cls.partners = cls.env["res.partner"].concat(*(cls._partner(number) for number in range(15)))
        cls.uses = defaultdict(list)
        for partner in cls.partners:
            for _use in range(chance.choice((1, 1, 2, 5, 9))):
                moment = NOW - timedelta(seconds=chance.randrange(1, 3 * 365 * 86400))
                cls._case_at(moment, partner)
                cls.uses[partner.id].append(moment)

    def rows(self):
        self.env.invalidate_all()
        return self.env["service.retention"].search([("partner_id", "in", self.partners.ids)])

    def test_each_row(self):
        expected = _expect(self.uses, 90, 180)
        self.env.cr.execute(self.env["service.retention"]._table_query)
        names = [column.name for column in self.env.cr.description]
        found = {}
        for values in self.env.cr.fetchall():
            row = dict(zip(names, values, strict=True))
            if row["partner_id"] in self.uses:
                key = (row["partner_id"], row["quarter"])
                found[key] = (row["cohort"], row["present"], row["retained"], row["lost"])
        self.assertEqual(found, expected)

    def test_the_table_of_cohorts(self):
        expected = defaultdict(list)
        for (_customer, quarter), (cohort, active, _retained, _lost) in _expect(self.uses, 90, 180).items():
            age = (quarter.year - cohort.year) * 4 + (quarter.month - cohort.month) // 3
            expected[cohort, age].append(active)
        groups = self.env["service.retention"]._read_group(
            [("partner_id", "in", self.partners.ids)], ["cohort:quarter", "age"], ["present:avg", "__count"]
        )
        found = {(cohort, age): (round(share, 9), count) for cohort, age, share, count in groups}
        self.assertEqual(found, {key: (round(sum(row) / len(row), 9), len(row)) for key, row in expected.items()})

    def test_the_rate_of_a_period_is_that_of_who_was_there(self):
        rates = defaultdict(list)
        for (_customer, quarter), (_cohort, _active, retained, _lost) in _expect(self.uses, 90, 180).items():
            if retained is not None:
                rates[quarter].append(retained)
        groups = self.env["service.retention"]._read_group(
            [("partner_id", "in", self.partners.ids)], ["quarter:quarter"], ["retained:avg"]
        )
        found = {quarter: round(rate, 9) for quarter, rate in groups if quarter in rates}
        self.assertEqual(found, {quarter: round(sum(row) / len(row), 9) for quarter, row in rates.items()})

    def test_any_period_tells_the_same_of_a_day(self):
        """Months, quarters and years of one definition agree where they end on the same day."""
        ends = {}
        for interval, months in (("month", 1), ("quarter", 3), ("year", 12)):
            self.env.cr.execute(self.env["service.retention"]._query(interval))
            names = [column.name for column in self.env.cr.description]
            for values in self.env.cr.fetchall():
                row = dict(zip(names, values, strict=True))
                if row["partner_id"] in self.uses and row["finished"]:
                    period = row["period"]
                    last = period.year * 12 + period.month - 1 + months
                    told = (row["active"], row["lost"], row["was_active"])
                    ends.setdefault((row["partner_id"], last), {})[interval] = told
        several = [told for told in ends.values() if len(told) > 1]
        self.assertGreater(len(several), 100)
        for told in several:
            self.assertEqual(len(set(told.values())), 1, told)

    def test_the_company_says_who_is_active(self):
        self.company.write({"service_active_days": 30, "service_churn_days": 60})
        expected = _expect(self.uses, 30, 60)
        self.assertEqual(sum(self.rows().mapped("present")), sum(row[1] for row in expected.values()))
        self.assertEqual(sum(self.rows().mapped("lost")), sum(row[3] for row in expected.values()))

    def test_it_counts_the_same_in_one_statement_for_any_number(self):
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.env["service.retention"]._read_group([], ["cohort:quarter", "age"], ["present:avg"])

    def test_who_sees_it(self):
        other = self.env["res.company"].create({"name": "Another company"})
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET company_id = %s WHERE commercial_partner_id = %s",
            (other.id, self.partners[0].id),
        )
        self.assertNotIn(self.partners[0], self.rows().with_user(self.leader).search([]).partner_id)
        with self.assertRaises(AccessError):
            self.env["service.retention"].with_user(self.agent).search([])
