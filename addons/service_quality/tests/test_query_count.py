from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .common import HOUR, LIMITS, START, ServiceCase

FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestQueryCount(ServiceCase):
    """What the clocks cost does not grow with the number of cases.

    Counted is the difference between an operation with our methods and the same operation with them patched out.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages and tracking are mail's own work
        quiet = {"tracking_disable": True, "mail_create_nolog": True, "mail_notrack": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})

    def create(self, count, **values):
        return self.env["helpdesk.ticket"].create([self._ticket_values(**values) for _n in range(count)])

    @contextmanager
    def without(self, *methods):
        with ExitStack() as stack:
            for model, name in methods:
                stack.enter_context(patch.object(type(self.env[model]), name, lambda *_args, **_options: {}))
            yield

    def queries(self, operation):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        operation()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def extra(self, count, prepare, operation, *methods):
        """Queries that ``methods`` add to an operation on ``prepare(count)``."""
        figures = []
        for patched in ((), methods):
            subjects = prepare(count)
            with self.without(*patched):
                figures.append(self.queries(lambda subjects=subjects: operation(subjects)))
        return figures[0] - figures[1]

    def assert_flat(self, prepare, operation, *methods, limit):
        self.extra(1, prepare, operation, *methods)
        few, many = (self.extra(count, prepare, operation, *methods) for count in (FEW, MANY))
        self.assertEqual(few, many)
        self.assertTrue(0 < few <= limit, few)

    def test_creating(self):
        self.assertEqual(len(LIMITS), 5)
        for values in ({"team_id": False}, {}):
            with self.subTest(**values):
                create = lambda count, values=values: self.create(count, **values)  # noqa: E731
                self.assert_flat(lambda count: count, create, ("helpdesk.ticket", "_clock_start"), limit=10)

    def _assert_moving_is_flat(self, stages, before=("new",), limit=16, **values):
        def prepare(count):
            tickets = self.create(count, **values)
            for index, stage in enumerate(before):
                self._move(tickets[index :: len(before)], stage)
            return tickets

        def move(tickets):
            for stage in stages:
                self._move(tickets, stage)

        ours = [
            ("helpdesk.ticket", "_clock_watch"),
            ("helpdesk.ticket", "_clock_follow"),
            ("service.clock", "_report_again"),
        ]
        self.assert_flat(prepare, move, *ours, limit=limit)

    def test_moving(self):
        every = ["new", "awaiting", "resolved", "done", "cancelled"]
        for stages, before, limit in (
            (["awaiting", "in_progress"], ["new"], 24),
            (["resolved"], ["new"], 24),
            (["done"], ["awaiting"], 24),
            # Reopening is an event that ladders are asked about
            (["in_progress"], ["done"], 28),
            (["in_progress"], every, 28),
        ):
            with self.subTest(stages=stages, before=before):
                self._assert_moving_is_flat(stages, before, limit=limit)

    def test_moving_by_shipped_standards(self):
        # Who solved it, and whether the customer is asked, included
        self._assert_moving_is_flat(["awaiting", "in_progress", "done"], team_id=False, limit=35)

    def test_handing_over(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.assert_flat(
            self.create,
            lambda tickets: tickets.write({"team_id": other.id}),
            ("helpdesk.ticket", "_clock_watch"),
            ("helpdesk.ticket", "_clock_follow"),
            ("service.clock", "_report_again"),
            limit=8,
        )

    _REMATCH = (("helpdesk.ticket", "_clock_terms"), ("helpdesk.ticket", "_clock_follow_terms"))

    def test_matching_again(self):
        urgent = {"team_ids": [(6, 0, self.team.ids)], "priority": "3", "valid_from": START - HOUR}
        self._standard({"resolution": 2, "first_response": 1, "handover": 1}, **urgent)
        none = self.env["helpdesk.ticket.team"].create({"name": "Promises nothing of its own"})
        for before, values in (({}, {"priority": "3"}), ({"team_id": none.id}, {"team_id": self.team.id})):
            with self.subTest(**values):
                prepare = lambda count, before=before: self.create(count, **before)  # noqa: E731
                self.assert_flat(
                    prepare, lambda tickets, values=values: tickets.write(values), *self._REMATCH, limit=24
                )

    def test_a_change_that_changes_no_promise_costs_nothing(self):
        for values in ({"priority": "2"}, {"kind": "request"}, {"user_id": self.agent.id}):
            with self.subTest(**values):
                self.extra(1, self.create, lambda tickets, values=values: tickets.write(values), *self._REMATCH)
                few, many = (
                    self.extra(n, self.create, lambda tickets, values=values: tickets.write(values), *self._REMATCH)
                    for n in (FEW, MANY)
                )
                self.assertEqual(few, many)
                self.assertLessEqual(
                    few,
                    9,
                    "what tickets, tags, customers, teams, companies, standards, their conditions and targets say,"
                    " read into no cache",
                )

    def _sweep(self, count, **context):
        """Queries of marking ``count`` tickets, without what creating activities takes."""
        self.create(count, user_id=self.agent.id)
        self.wait(hours=1)
        spent = []
        original = type(self.env["mail.activity"]).create

        def create(records, values):
            found = []
            spent.append(self.queries(lambda: found.append(original(records, values))))
            return found[0]

        clocks = self.env["service.clock"].with_context(**context)
        with patch.object(type(self.env["mail.activity"]), "create", create):
            total = self.queries(lambda: clocks._sweep(self.time().replace(tzinfo=None), 10_000))
        self.env["service.clock"].search([("next_event_at", "!=", False)]).sudo().unlink()
        return total - sum(spent)

    def test_marking(self):
        self._sweep(1)
        self.assertEqual(self._sweep(FEW, service_no_activity=True), self._sweep(MANY, service_no_activity=True))

    def test_marking_with_activities(self):
        """mail.activity.create notifies one by one (about 13 queries each in Odoo 19): that alone may grow."""
        self._sweep(FEW)
        few = self._sweep(FEW)
        self.assertLessEqual(self._sweep(MANY), few)
