from contextlib import nullcontext

from odoo import Command
from odoo.tests import HttpCase

from .common import ServiceCase


class FeedbackCase(ServiceCase):
    """The team of :class:`ServiceCase` with a leader above it and one rule that asks at once, by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.feedback.rule"].with_context(active_test=False).search([]).action_archive()
        cls.team.user_id = cls.leader
        cls.rule = cls._rule()

    @classmethod
    def _rule(cls, **values):
        return cls.env["service.feedback.rule"].create(
            {"name": "A rule", "delay_hours": 0, "fatigue_days": 0, "team_ids": [Command.set(cls.team.ids)], **values}
        )

    @classmethod
    def _address(cls, number):
        """A customer of its own."""
        return cls.env["res.partner"].create({"name": f"Customer {number}", "email": f"c{number}@example.com"})

    def ask(self):
        """Run the scheduled action as the scheduler does."""
        self.env.flush_all()
        with nullcontext() if isinstance(self, HttpCase) else self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_ask_customers").method_direct_trigger()
        self.env.invalidate_all()

    def solve(self, **values):
        """A case that is solved, and the question about it."""
        ticket = self._ticket(**{"user_id": self.agent.id, **values})
        self._move(ticket, "done")
        return ticket

    def feedback(self, ticket):
        return self.env["service.feedback"].search([("ticket_id", "in", ticket.ids)], order="id")

    def asked(self, **values):
        """A question that was asked."""
        feedback = self.feedback(self.solve(**values))
        self.ask()
        self.assertEqual(feedback.state, "asked")
        return feedback

    def mails(self, feedback):
        return self.env["mail.mail"].search([("model", "=", "service.feedback"), ("res_id", "in", feedback.ids)])
