from datetime import date

from odoo.tests import tagged

from .common import KpiCase


@tagged("post_install", "-at_install")
class TestChainHead(KpiCase):
    """The company keeps the end of its chain of closed periods, so that a shortened chain is found."""

    def _close(self, month):
        period = self.env["service.kpi.period"].create(
            {"company_id": self.company.id, "kind": "month", "date_start": date(2026, month, 1)}
        )
        period.action_close()
        return period

    def test_it_is_the_last_hash(self):
        self.assertFalse(self.company.service_kpi_chain_head)
        for month in (1, 2):
            period = self._close(month)
            self.assertEqual(self.company.service_kpi_chain_head, period.content_hash)

    def test_a_shortened_chain_is_found(self):
        first, second = self._close(1), self._close(2)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM service_kpi_measure WHERE date_start = %s", (second.date_start,))
        self.env.cr.execute("DELETE FROM service_kpi_period WHERE id = %s", (second.id,))
        self.env.invalidate_all()
        self.assertIn("the end", " ".join(first._find_changes()))

    def test_another_head_is_found(self):
        period = self._close(1)
        self.company.service_kpi_chain_head = "0" * 64
        self.assertTrue(period._find_changes())
        self.env["service.kpi.period"]._keep_missing_heads()
        self.assertTrue(period._find_changes(), "what is there is not taken for missing")

    def test_periods_closed_before_there_was_a_head(self):
        self._close(1)
        period = self._close(2)
        self.company.service_kpi_chain_head = False
        self.assertTrue(period._find_changes())
        self.env["service.kpi.period"]._keep_missing_heads()
        self.assertEqual(period._find_changes(), [])
        third = self._close(3)
        self.assertEqual((third.previous_hash, third._find_changes()), (period.content_hash, []))
