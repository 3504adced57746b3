from odoo.fields import Datetime
from odoo.tests import tagged

from .common import START
from .common_care import CareCase

_MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{id}@customer.example>
In-Reply-To: {reply}
References: {reply}
{headers}
Thank you.
"""


@tagged("post_install", "-at_install")
class TestCareReply(CareCase):
    """A customer who answers a care message reaches somebody, and the answer is counted as what it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "care.example"})
        cls.company.alias_domain_id = domain
        cls.env["helpdesk.ticket.team"].search([("alias_name", "!=", False)]).alias_name = False
        cls.team.write({"alias_name": "care-help", "alias_domain_id": domain.id})
        cls.team.alias_id.alias_contact = "everyone"
        cls.partner = cls._partner(1)
        cls._solved_at(START, cls.partner)
        cls._refresh(cls.partner)
        cls.rule = cls._rule(standing="any")

    def setUp(self):
        super().setUp()
        self.run_care()
        self.message = self.messages()
        self.mail = self.mails(self.message)
        self.address = self.mail.reply_to

    def reply(self, number=1, headers="", subject="Re: hello", reply=None):
        mail = _MAIL.format(
            sender=f"Customer <{self.partner.email}>",
            to=self.address,
            subject=subject,
            id=f"{number}-{self._testMethodName}",
            reply=reply or self.message.sudo().mail_reference,
            headers=headers,
        )
        return self.env["mail.thread"].with_user(self.env.ref("base.user_root")).message_process(None, mail)

    def test_a_reply_becomes_a_case_and_counts(self):
        self.assertEqual(self.address, "care-help@care.example")
        self.mail.unlink()
        self.wait(hours=1)
        ticket = self.env["helpdesk.ticket"].browse(self.reply())
        self.assertEqual((ticket.team_id, ticket.partner_id), (self.team, self.partner))
        self._set(ticket, create_date=Datetime.now())
        self.env["service.care.message"].sudo()._count_results()
        self.env.invalidate_all()
        self.assertEqual((self.message.answered, self.message.wrote), (1, 1))
        self.assertEqual((self.rule.answered_share, self.rule.wrote_share), (1, 1))

    def test_a_reply_while_the_mail_is_still_there(self):
        ticket = self.env["helpdesk.ticket"].browse(self.reply())
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(self.message.answered, 1)

    def test_machines_do_not_answer(self):
        for number, header in enumerate(("Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes")):
            self.reply(number, headers=header + "\n")
            self.assertEqual(self.message.answered, 0, header)

    def test_other_mails_do_not_answer(self):
        self.reply(reply="<something-else@customer.example>")
        self.assertEqual(self.message.answered, 0)

    def test_another_team_may_get_the_replies(self):
        other = self.env["helpdesk.ticket.team"].create({"name": "Sales", "alias_name": "care-sales"})
        other.alias_domain_id = self.company.alias_domain_id
        self.rule.reply_team_id = other
        self.assertEqual(self.rule._get_reply_to(), "care-sales@care.example")
        self.env["helpdesk.ticket.team"].search([]).write({"alias_name": False})
        self.assertEqual(self.rule._get_reply_to(), self.company.email_formatted)

    def test_nobody_reads_the_reference(self):
        self.assertNotIn("mail_reference", self.message.with_user(self.manager).fields_get())
