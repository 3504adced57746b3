from datetime import timedelta
from email.utils import format_datetime

from odoo.tests import tagged

from .common import HOUR, START, ServiceCase

_MAIL = """From: {sender}
To: {to}
Subject: {subject}
Date: {date}
Message-Id: <{id}@example.com>
{headers}
Content of the mail
"""


@tagged("post_install", "-at_install")
class TestMailGateway(ServiceCase):
    """Mails count from when they were sent."""

    count = 0

    def deliver(self, sender="Customer <customer@example.com>", date=None, reply_to=None, values=None, **fields):
        """Hand a mail to the gateway as odoo-mailgate does; the ticket it arrives at."""
        self.count += 1
        headers = dict(fields.pop("headers", {}))
        if reply_to:
            origin = self.env["mail.message"].search(
                [("model", "=", reply_to._name), ("res_id", "=", reply_to.id), ("message_id", "!=", False)], limit=1
            )
            headers["In-Reply-To"] = headers["References"] = origin.message_id
        when = date if isinstance(date, str) else format_datetime((date or self.now()))
        mail = _MAIL.format(
            sender=sender,
            to=fields.get("to", "help@ours.example"),
            subject=fields.get("subject", "A question"),
            date=when,
            id=f"{self.count}-{self._testMethodName}",
            headers="".join(f"{name}: {value}\n" for name, value in headers.items()),
        )
        values = {"team_id": self.team.id, "user_id": False, **(values or {})}
        ticket_id = self.env["mail.thread"].message_process("helpdesk.ticket", mail, custom_values=values)
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def now(self):
        return self.time().replace(tzinfo=None)

    def from_agent(self, ticket, **fields):
        return self.deliver(f"Agent <{self.agent.email}>", reply_to=ticket, **fields)

    def test_a_ticket_by_mail_starts_when_the_mail_was_sent(self):
        ticket = self.deliver(date=START - HOUR)
        self.assertEqual(self.states(ticket), dict.fromkeys(self.states(ticket), "running"))
        self.assertEqual(set(self.clocks(ticket).mapped("start")), {START - HOUR})
        self.assertEqual(len(self.clocks(ticket)), 5)
        self.assertEqual(ticket.partner_id, self.customer)

    def test_a_time_zone_is_understood(self):
        ticket = self.deliver(date="Mon, 02 Mar 2026 15:00:00 +0800")
        self.assertEqual(self.clock(ticket).start, START - HOUR)

    def test_an_insane_date_is_the_present(self):
        for date in (
            START + timedelta(days=1),
            "Thu, 01 Jan 1970 00:00:00 +0000",
            "Fri, 31 Dec 9999 23:59:59 +0000",
            "rubbish",
        ):
            with self.subTest(date):
                ticket = self.deliver(date=date)
                self.assertEqual(set(self.clocks(ticket).mapped("start")), {START})

    def test_an_agent_answers_by_mail(self):
        ticket = self.deliver()
        self.wait(hours=3)
        self.assertEqual(self.from_agent(ticket, date=START + HOUR / 2), ticket)
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.stop, clock.result), (START + HOUR / 2, "met"))

    def test_an_insane_date_answers_now(self):
        for date in (START + timedelta(days=9), "Thu, 01 Jan 1970 00:00:00 +0000"):
            with self.subTest(date):
                self.go_to(START)
                ticket = self.deliver()
                self.wait(hours=3)
                self.from_agent(ticket, date=date)
                clock = self.clock(ticket, "first_response")
                self.assertEqual((clock.stop, clock.result), (START + 3 * HOUR, "missed"))

    def test_a_mail_overtaken_by_another_still_counts(self):
        ticket = self.deliver()
        self.wait(hours=2)
        self._reply(ticket)
        self.assertEqual(self.clock(ticket, "first_response").result, "missed")
        self.from_agent(ticket, date=START + HOUR)
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.stop, clock.result), (START + HOUR, "met"))

    def test_the_customer_writes_again(self):
        ticket = self.deliver()
        self.wait(minutes=10)
        self.assertEqual(self.deliver(reply_to=ticket), ticket)
        self.assertEqual(self.clock(ticket, "first_response").state, "running")
        self.deliver("Same person <private@example.com>", reply_to=ticket)
        self.assertEqual(self.clock(ticket, "first_response").state, "running")

    def test_an_autoresponder_does_not_answer(self):
        ticket = self.deliver()
        self.from_agent(ticket, subject="Out of office", headers={"Auto-Submitted": "auto-replied"})
        self.assertEqual(self.clock(ticket, "first_response").state, "running")

    def test_a_mail_to_a_note_stays_internal(self):
        ticket = self.deliver()
        note = self._reply(ticket, subtype_xmlid="mail.mt_note")
        self.deliver(
            f"Agent <{self.agent.email}>",
            headers={"In-Reply-To": note.message_id, "References": note.message_id},
        )
        self.assertEqual(self.clock(ticket, "first_response").state, "running")

    def test_followers_are_told_by_mail_all_the_same(self):
        ticket = self.deliver(date=START - HOUR)
        ticket.message_subscribe(partner_ids=self.manager.partner_id.ids)
        self.from_agent(ticket, date=START - HOUR / 2)
        self.assertEqual(self.clock(ticket, "first_response").stop, START - HOUR / 2)
        self._reply(ticket)
