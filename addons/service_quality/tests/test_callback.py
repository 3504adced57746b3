from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HOUR, MINUTE, START, ServiceCase


@tagged("post_install", "-at_install")
class TestCallback(ServiceCase):
    """A call is due at the moment it was promised for."""

    def callback(self, hours=2, user=None, **values):
        user = user or self.agent
        return (
            self.env["service.callback"]
            .with_user(user)
            .create(
                {"partner_id": self.customer.id, "promised": START + hours * HOUR, "team_id": self.team.id, **values}
            )
        )

    def clocks_of(self, callback):
        return self.env["service.clock"].search([("callback_id", "=", callback.id)], order="id")

    def test_calling_in_time_keeps_the_promise_whether_anybody_answers_or_not(self):
        for action in ("action_reached", "action_no_answer"):
            self.go_to(START)
            callback = self.callback()
            clock = self.clocks_of(callback)
            self.assertEqual((clock.due, clock.user_id, clock.metric), (START + 2 * HOUR, self.agent, "callback"))
            self.assertEqual(callback.clock_due, clock.due)
            self.wait(hours=2)
            getattr(callback, action)()
            self.assertEqual(clock.result, "met")
            self.assertFalse(callback.clock_due)
        self.assertEqual(callback.state, "open")
        self.assertEqual(callback.attempt_ids.user_id, self.agent)

    def test_a_second_late_is_missed(self):
        callback = self.callback()
        self.wait(hours=2, seconds=1)
        callback.action_reached()
        self.assertEqual((self.clocks_of(callback).result, callback.state), ("missed", "done"))

    def test_a_wrong_number_keeps_nothing(self):
        callback = self.callback()
        callback.action_wrong_number()
        self.assertEqual(self.clocks_of(callback).state, "running")

    def test_the_customer_agrees_to_another_moment(self):
        callback = self.callback()
        self.wait(hours=1)
        attempts = self.env["service.callback.attempt"].with_user(self.agent)
        values = {"callback_id": callback.id, "outcome": "new_date"}
        attempts.create({**values, "promised": START + 5 * HOUR})
        clock = self.clocks_of(callback)
        self.assertEqual(
            (clock.due, callback.promised, clock.limit_seconds), (START + 5 * HOUR, START + 5 * HOUR, 5 * 3600)
        )
        self.wait(hours=5)
        attempts.create({**values, "promised": START + 24 * HOUR})
        self.assertEqual(self.clocks_of(callback).mapped("result"), ["missed", False])
        self.assertEqual(self.clocks_of(callback)[1].due, START + 24 * HOUR)
        with self.assertRaises(ValidationError):
            attempts.create({**values, "promised": START})

    def test_nobody_moves_a_promise_without_the_customer(self):
        callback = self.callback()
        for values in ({"promised": START + 9 * HOUR}, {"state": "done"}):
            with self.assertRaises(UserError):
                callback.write(values)
        with self.assertRaises(UserError):
            callback.unlink()
        forged = {
            "callback_id": callback.id,
            "outcome": "reached",
            "at": START - timedelta(days=9),
            "user_id": self.manager.id,
        }
        attempt = self.env["service.callback.attempt"].with_user(self.agent).create(forged)
        self.assertEqual((attempt.at, attempt.user_id), (START, self.agent))
        with self.assertRaises(AccessError):
            attempt.write({"note": "x"})

    def test_giving_up_and_cancelling(self):
        callback, other = self.callback(), self.callback()
        callback.action_no_answer()
        callback.action_fail()
        other.action_cancel()
        self.assertEqual((callback.state, self.clocks_of(callback).result), ("failed", "met"))
        self.assertEqual((other.state, self.clocks_of(other).state), ("cancelled", "cancelled"))

    def test_promised_from_a_ticket_with_all_that_is_known(self):
        self.customer.phone = "+32 2 555 01 23"
        ticket = self._ticket(user_id=self.agent.id)
        action = ticket.with_user(self.agent).action_promise_callback()
        callback = self.env["service.callback"].with_user(self.agent).with_context(**action["context"]).create({})
        self.assertEqual(
            (callback.partner_id, callback.phone, callback.team_id), (self.customer, "+32 2 555 01 23", self.team)
        )
        self.assertEqual((callback.promised, ticket.with_user(self.agent).callback_count), (START + HOUR, 1))

    def test_the_customer_sees_it(self):
        ticket = self._ticket()
        self.callback(ticket_id=ticket.id, hours=0.5)
        self.assertIn("call you back", ticket._get_customer_promise()["lines"][0])

    def test_overdue_is_marked_and_told(self):
        callback = self.callback()
        self.wait(hours=2, minutes=1)
        for _mark in ("at risk", "missed"):
            self.env["service.clock"]._sweep(self.time().replace(tzinfo=None), 100)
        self.assertEqual(self.clocks_of(callback).result, "missed")
        self.assertEqual(callback.activity_ids.user_id, self.agent)

    def test_who_sees_it(self):
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        self.team.user_id = self.leader
        callback = self.callback()
        for user, seen in ((self.agent, True), (self.leader, True), (self.manager, True), (stranger, False)):
            for model, field in (("service.callback", "id"), ("service.clock", "callback_id")):
                found = self.env[model].with_user(user).search_count([(field, "=", callback.id)])
                self.assertEqual(bool(found), seen, f"{user.name}: {model}")
        self.assertTrue(self.clocks_of(callback).with_user(self.agent).get_timeline()["terms"])
        self.assertEqual(self.clocks_of(callback).with_user(self.agent).due, START + 120 * MINUTE)
