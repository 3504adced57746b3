import random
import time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestWhatIf(ServiceCase):
    """The past under another promise, without touching it."""

    def history(self, count=12):
        """Cases that were handled faster and slower, paused, reopened and left open."""
        chance = random.Random(7)
        tickets = self.env["helpdesk.ticket"]
        for _number in range(count):
            ticket = self._ticket()
            self.wait(minutes=chance.randint(1, 200))
            self._reply(ticket)
            if chance.random() < 0.5:
                self._move(ticket, "awaiting")
                self.wait(minutes=chance.randint(1, 600))
                self._move(ticket, "in_progress")
            self.wait(minutes=chance.randint(1, 600))
            if chance.random() < 0.8:
                self._move(ticket, "done")
            tickets |= ticket
        # At risk first, then missed
        while self.env["service.clock"]._sweep(fields.Datetime.now(), 1000):
            pass
        return tickets

    def what_if(self, standard=None, **values):
        wizard = (
            self.env["service.what.if"]
            .with_user(self.manager)
            .create({"standard_id": (standard or self.standard).id, **values})
        )
        wizard.action_run()
        return wizard

    def compliance(self):
        """``{metric: (kept, number)}`` by the clocks themselves."""
        rows = self.env["service.clock"]._read_group(
            [("standard_id", "=", self.standard.id), ("result", "!=", False), ("state", "!=", "cancelled")],
            ["metric"],
            ["compliance:avg", "__count"],
        )
        return {metric: (rate, count) for metric, rate, count in rows}

    def rates(self, wizard, measure):
        rows = self.env["service.what.if.line"]._read_group(
            [("what_if_id", "=", wizard.id), (f"{measure}_result", "!=", "open")],
            ["metric"],
            [f"{measure}:avg", "__count"],
        )
        return {metric: (rate, count) for metric, rate, count in rows}

    def test_with_nothing_changed_the_figures_are_the_actual_ones(self):
        self.history()
        draft = self.env["service.standard"].browse(self.standard.action_new_version()["res_id"])
        for standard in (self.standard, draft):
            wizard = self.what_if(standard)
            self.assertEqual(wizard.state, "done")
            self.assertEqual(self.rates(wizard, "actual"), self.compliance())
            self.assertEqual(self.rates(wizard, "expected"), self.compliance())
            self.assertTrue(wizard.line_ids)
            self.assertFalse(wizard.line_ids.filtered("difference"))

    def test_with_the_same_limit_written_down_too(self):
        self.history()
        wizard = self.what_if(metric="resolution", limit_value=8, limit_unit="hour", time_basis="always")
        self.assertEqual(self.rates(wizard, "expected"), {"resolution": self.compliance()["resolution"]})

    def test_a_shorter_limit(self):
        ticket = self._ticket()
        self.wait(hours=3)
        self._move(ticket, "done")
        before = self.clock(ticket).read()[0]
        wizard = self.what_if(metric="resolution", limit_value=2)
        self.assertEqual((wizard.actual, wizard.expected, wizard.line_ids.difference), (1, 0, -1))
        self.env.invalidate_all()
        self.assertEqual(self.clock(ticket).read()[0], before)

    def test_a_longer_limit_and_pauses(self):
        ticket = self._ticket()
        self.wait(hours=7)
        self._move(ticket, "awaiting")
        self.wait(hours=50)
        self._move(ticket, "in_progress")
        self.wait(hours=3)
        self.env["service.clock"]._sweep(START + 60 * HOUR, 100)
        self._move(ticket, "done")
        self.assertEqual(self.clock(ticket).result, "missed")
        wizard = self.what_if(metric="resolution", limit_value=10)
        self.assertEqual((wizard.actual, wizard.expected), (0, 1))

    def test_another_calendar(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        ticket = self._ticket()
        self.wait(days=2)
        self._move(ticket, "done")
        wizard = self.what_if(
            metric="resolution", time_basis="working", calendar_id=calendar.id, limit_value=3, limit_unit="day"
        )
        self.assertEqual((wizard.actual, wizard.expected), (0, 1))

    def test_a_draft(self):
        ticket = self._ticket()
        self.wait(hours=3)
        self._move(ticket, "done")
        draft = self.env["service.standard"].browse(self.standard.action_new_version()["res_id"])
        draft.target_ids.filtered(lambda t: t.metric == "resolution").limit_value = 2
        wizard = self.what_if(draft, metric="resolution")
        self.assertEqual((wizard.actual, wizard.expected), (1, 0))

    def test_only_the_last_months(self):
        ticket = self._ticket()
        self._move(ticket, "done")
        self.wait(days=100)
        self.assertFalse(self.what_if(months=3).line_ids)
        self.assertTrue(self.what_if(months=4).line_ids)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.env["service.what.if"].with_user(self.leader).create({"standard_id": self.standard.id})

    def test_clocks_of_other_companies_are_left_out(self):
        other = self.env["res.company"].create({"name": "Other"})
        shared = self._standard({"resolution": 1}, kind="request")
        ticket = self._ticket(kind="request", team_id=False, company_id=other.id)
        self._move(ticket, "done")
        self.assertFalse(self.what_if(shared).line_ids)

    def test_many_clocks_take_seconds(self):
        ticket = self._ticket()
        self.wait(hours=3)
        self._move(ticket, "done")
        self.env.flush_all()
        clock = self.clock(ticket)
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in clock._fields.items()
            if field.store and field.column_type and name != "id"
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO service_clock (%s) SELECT %s FROM service_clock, generate_series(1, 19999) WHERE id = %s",
                columns,
                columns,
                clock.id,
            )
        )
        self.env.cr.execute(
            "INSERT INTO service_clock_event (clock_id, kind, at) SELECT c.id, 'stop', c.stop FROM service_clock c"
            " WHERE c.id > %s AND c.ticket_id = %s AND c.metric = 'resolution'",
            (clock.id, ticket.id),
        )
        self.env.invalidate_all()
        began = time.perf_counter()
        wizard = self.what_if(metric="resolution", limit_value=2)
        self.assertEqual((wizard.state, wizard.total, wizard.expected), ("done", 20000, 0))
        self.assertLess(time.perf_counter() - began, 20)
