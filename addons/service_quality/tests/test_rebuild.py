from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.service_clock_store import _FOLD_COLUMNS
from .common import START, ServiceCase

_MOVES = ("new", "in_progress", "awaiting", "supplier", "ours", "resolved", "done", "cancelled")
_OTHERS = ("reply", "customer", "phone", "proposal", "sweep", "archive", "unarchive")
_STEPS = st.lists(st.tuples(st.sampled_from(_MOVES + _OTHERS), st.integers(0, 5 * 3600)), min_size=1, max_size=12)


@tagged("post_install", "-at_install")
class TestRebuild(ServiceCase):
    """Whatever happens, a clock is the fold of its events and its ticket knows what is due next."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(_STEPS)
    @example([("awaiting", 60), ("resolved", 60), ("in_progress", 60)])
    @example([("done", 60), ("customer", 60), ("awaiting", 60), ("sweep", 90_000)])
    def test_the_row_is_the_fold_of_its_events(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self.go_to(START)
            ticket = self._ticket()
            for step, seconds in steps:
                self.wait(seconds=seconds)
                self._do(ticket, step)
            self._check(ticket)
            savepoint.rollback()
        self.env.invalidate_all()

    def _do(self, ticket, step):
        if step in _MOVES:
            self._move(ticket, step)
        elif step == "sweep":
            self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
        else:
            {
                "reply": lambda: self._reply(ticket),
                "customer": lambda: self._customer_writes(ticket),
                "phone": ticket.action_answered_by_phone,
                "proposal": ticket.action_preliminary_solution,
                "archive": ticket.action_archive,
                "unarchive": ticket.action_unarchive,
            }[step]()

    def _rows(self, ticket):
        self.env.flush_all()
        columns = SQL(", ").join(SQL.identifier(name) for name in _FOLD_COLUMNS)
        return self.env.execute_query(
            SQL("SELECT id, %s FROM service_clock WHERE ticket_id = %s ORDER BY id", columns, ticket.id)
        )

    def _check(self, ticket):
        before = self._rows(ticket)
        clocks = self.env["service.clock"]
        clocks._fold(clocks._lock(SQL("ticket_id = %s", ticket.id)))
        self.assertEqual(self._rows(ticket), before)
        self.env.invalidate_all()
        opened = self.clocks(ticket).filtered(lambda clock: clock.state in ("running", "paused"))
        self.assertEqual(len(opened), len(set(opened.mapped("metric"))), "one open clock per metric")
        running = opened.filtered(lambda clock: clock.state == "running")
        self.assertEqual(ticket.clock_due, min(running.mapped("due"), default=False))
        position = ticket._clock_position()
        if position in ("closed", "cancelled", "set_aside"):
            self.assertFalse(opened)
        elif position in ("open", "resolved"):
            self.assertEqual(set(opened.mapped("state")) | {"running"}, {"running"})
        elif position.startswith("waiting"):
            self.assertEqual(set(opened.mapped("state")) | {"paused"}, {"paused"})
