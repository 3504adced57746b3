from odoo import Command
from odoo.tests import tagged

from .common import HOUR, START
from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestCallbackCover(EscalationCase):
    """A promise to call holds although its caller is not there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idle, cls.busy = (
            cls._user(name, "service_quality.service_quality_group_agent") for name in ("idle", "busy")
        )
        for user in (cls.idle, cls.busy):
            cls._employee(user, department_id=cls.department.id)
        cls.team.user_ids = [Command.set((cls.agent | cls.busy | cls.idle).ids)]
        cls.callback = cls._promise_call(cls.agent)
        cls._promise_call(cls.busy)

    @classmethod
    def _promise_call(cls, user, hours=10):
        return cls.env["service.callback"].create(
            {
                "partner_id": cls.customer.id,
                "promised": START + hours * HOUR,
                "team_id": cls.team.id,
                "user_id": user.id,
            }
        )

    def leave(self, user, first=0, last=48):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": self.staff.get(user, user.employee_id).resource_id.id,
                "date_from": START + first * HOUR,
                "date_to": START + last * HOUR,
            }
        )

    def cover(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_cover_callbacks").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_least_loaded_who_will_be_there_calls(self):
        self.leave(self.agent)
        self.cover()
        self.assertEqual((self.callback.user_id, self.callback.covered_for_id), (self.idle, self.agent))
        clock = self.env["service.clock"].search([("callback_id", "=", self.callback.id)])
        self.assertEqual((clock.user_id, clock.due, clock.state), (self.idle, START + 10 * HOUR, "running"))
        note = self.callback.message_ids.filtered(lambda message: "On leave" in message.body)
        self.assertIn(self.idle.partner_id, note.notified_partner_ids)

    def test_who_is_back_by_then_keeps_the_call(self):
        self.leave(self.agent, last=9)
        self.cover()
        self.assertEqual(self.callback.user_id, self.agent)

    def test_who_is_away_too_is_passed_over_up_to_the_leader(self):
        for user in (self.agent, self.idle, self.busy):
            self.leave(user)
        self.cover()
        self.assertEqual(self.callback.user_id, self.leader)

    def test_who_has_left_is_covered_at_once_and_others_a_day_ahead(self):
        later = self._promise_call(self.agent, hours=100)
        self.leave(self.agent, first=90, last=120)
        self.cover()
        self.assertEqual(later.user_id, self.agent)
        self.agent.active = False
        self.cover()
        self.assertEqual(set((later | self.callback).mapped("user_id.id")), {self.idle.id})
        self.assertEqual(later.covered_for_id, self.agent)

    def test_who_was_not_reached_is_called_again(self):
        mine = self.callback.with_user(self.agent)
        for number in (2, 3):
            mine.action_no_answer()
            self.assertIn(str(number), self.callback.activity_ids.summary)
            self.assertEqual(self.callback.activity_ids.user_id, self.agent)
        mine.action_no_answer()
        self.assertIn("give up", self.callback.activity_ids.summary)
        mine.action_fail()
        self.assertFalse(self.callback.activity_ids)

    def test_queries_do_not_grow_with_the_calls(self):
        self.leave(self.agent)
        self.leave(self.idle, last=1)

        def queries(calls):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            calls._cover()
            return self.cr.sql_log_count - before

        # Whose caller is there costs the same for any number
        there = [self._promise_call(self.busy) for _n in range(40)]
        few = self.env["service.callback"].concat(*there[:4])
        many = self.env["service.callback"].concat(*there)
        queries(few)
        self.assertEqual(queries(few), queries(many))
