from odoo import http
from odoo.tests import HttpCase, tagged

from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestEscalationPortal(EscalationCase, HttpCase):
    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user("portal", "base.group_portal")
        cls.stranger = cls._user("stranger", "base.group_portal")
        cls._policy(cls._level("leader", trigger="customer"), metric=None, every_case=True)
        cls.ticket = cls._ticket(partner_id=cls.portal.partner_id.id)

    def post(self, user, ticket=None, **values):
        self.authenticate(user.login, user.login)
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        return self.url_open(f"/my/ticket/{(ticket or self.ticket).id}/escalate", data=data)

    def test_a_customer_escalates_once_until_it_is_looked_at(self):
        self.authenticate(self.portal.login, self.portal.login)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn("This takes too long", page)
        page = self.post(self.portal, reason="Third time I call").text
        self.assertIn("to look at this case at a higher level", page)
        self.assertNotIn("This takes too long", page)
        step = self.steps(self.ticket)
        self.assertEqual((step.why, step.reason), ("customer", "Third time I call"))
        self.assertIn("is being looked at", self.post(self.portal, reason="And again").text)
        self.assertEqual(len(self.steps(self.ticket)), 1)
        self.climb()
        step.with_user(self.leader).action_acknowledge()
        self.assertIn("taken it over", self.url_open(f"/my/ticket/{self.ticket.id}").text)

    def test_without_a_word_nothing_happens(self):
        self.assertIn("Please tell us", self.post(self.portal, reason="  ").text)
        self.assertFalse(self.steps(self.ticket))

    def test_the_cases_of_others_cannot_be_escalated(self):
        page = self.post(self.stranger, reason="Mine?")
        self.assertNotIn(self.ticket.name, page.text)
        self.assertFalse(self.steps(self.ticket))

    def test_a_closed_case_offers_nothing(self):
        self._move(self.ticket, "done")
        self.authenticate(self.portal.login, self.portal.login)
        self.assertNotIn("This takes too long", self.url_open(f"/my/ticket/{self.ticket.id}").text)
        self.assertIn("reopen", self.post(self.portal, reason="Still broken").text)
        self.assertFalse(self.steps(self.ticket))
