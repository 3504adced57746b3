from odoo.tests import tagged

from ..engine.moment import At
from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestNextUpdate(ServiceCase):
    """Whoever writes is answered, again and again."""

    def updates(self, ticket):
        return self.clocks(ticket).filtered(lambda c: c.metric == "next_update")

    def test_each_message_of_the_customer_promises_an_answer(self):
        ticket = self._ticket()
        self._reply(ticket)
        self.wait(hours=3)
        self._customer_writes(ticket)
        self.assertEqual(self.updates(ticket).mapped("state"), ["stopped", "running"])
        self.assertEqual(self.updates(ticket)[-1].due, START + 5 * HOUR)
        self.wait(hours=1)
        self._customer_writes(ticket)
        self.assertEqual(len(self.updates(ticket)), 2)
        self._reply(ticket)
        self.assertEqual(self.updates(ticket).mapped("result"), ["met", "met"])

    def test_thanks_after_closing_promise_nothing(self):
        ticket = self._ticket()
        self._move(ticket, "done")
        before = self.updates(ticket)
        self._customer_writes(ticket)
        self.assertEqual(self.updates(ticket), before)

    def test_a_message_while_waiting_starts_paused(self):
        ticket = self._ticket()
        self._reply(ticket)
        self._move(ticket, "supplier")
        self._customer_writes(ticket)
        self.assertEqual(self.updates(ticket)[-1].state, "paused")
        clock = self.clock(ticket)
        self.assertEqual([kind for kind, _at in self.events(clock)], ["pause"])

    def test_a_delayed_message_of_the_customer_does_not_rewrite_other_clocks(self):
        ticket = self._ticket()
        self._reply(ticket)
        self.wait(hours=2)
        self._move(ticket, "awaiting")
        self.wait(hours=1)
        late = ticket.with_context(service_at=At(START + HOUR))
        self._customer_writes(late, message_type="email")
        self.assertEqual(self.clock(ticket).seconds_used, 2 * 3600)
        self._move(ticket, "resolved")
        self.wait(hours=1)
        self._customer_writes(late, message_type="email")
        self.assertEqual(self.clock(ticket).stop, START + 3 * HOUR)

    def test_an_answer_sent_before_the_question_is_no_answer_to_it(self):
        ticket = self._ticket()
        self._reply(ticket)
        self.wait(hours=2)
        self._customer_writes(ticket)
        self.wait(minutes=10)
        self._late_mail(ticket)
        self.assertEqual(self.updates(ticket)[-1].state, "running")

    def _late_mail(self, ticket):
        """An agent's mail of an hour after START arrives only now."""
        ticket.with_context(service_at=At(START + HOUR)).message_post(
            body="Hello",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.agent.partner_id.id,
            date=START + HOUR,
        )
