from datetime import date

from odoo.tests import tagged

from .test_appraisal import QUARTER, AppraisalCase


@tagged("post_install", "-at_install")
class TestQueryCount(AppraisalCase):
    """What measuring and judging cost does not grow with the number of cases or people."""

    def queries(self, operation):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        operation()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _measure_quarter(self):
        self.measures._measure(self.company, self.kpi, QUARTER, date(2026, 3, 31))

    def test_measuring(self):
        self._clocks(self.ann, 4, 2)
        self._measure_quarter()
        few = self.queries(self._measure_quarter)
        for user in self.users:
            self._clocks(user, 150, 50)
        self.assertEqual(self.queries(self._measure_quarter), few)

    def _people(self, count, prefix):
        return self.env["hr.employee"].create(
            [
                {
                    "name": f"{prefix} {number}",
                    "company_id": self.company.id,
                    "department_id": self.hotline.id,
                    "parent_id": self.boss.id,
                }
                for number in range(count)
            ]
        )

    def _cost_of_a_cycle(self, month):
        """Queries of making the forms of everybody, and of judging them."""
        cycle = self._cycle(period_kind="month", date_start=date(2026, month, 1)).sudo()
        made = self.queries(cycle._generate)
        cycle.state = "collecting"
        cycle._close_figures()
        judged = self.queries(lambda: cycle.appraisal_ids._score())
        return made, judged

    def test_forms_and_results(self):
        """Up to a hundred rows the ORM inserts with one statement: what is ours is the number of steps."""
        self._people(10, "First")
        self._cost_of_a_cycle(1)
        few = self._cost_of_a_cycle(2)
        self._people(25, "More")
        many = self._cost_of_a_cycle(3)
        self.assertEqual(many, few)

    def test_reading_figures(self):
        self._clocks(self.ann, 4, 2)
        self._clocks(self.bob, 4, 2)
        self._measure_quarter()
        fields = ["subject", "value_text", "raw_text", "target_text", "score_text", "response_rate"]
        figures = self.measures.search([("company_id", "=", self.company.id)])
        self.assertGreater(len(figures), 10)
        self.queries(lambda: figures.read(fields))
        few = self.queries(lambda: figures[:3].read(fields))
        self.assertLessEqual(self.queries(lambda: figures.read(fields)), few + 3, "one more per kind of subject")
