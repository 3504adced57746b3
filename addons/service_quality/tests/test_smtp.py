import smtplib
import socket
import xmlrpc.client
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from aiosmtpd.controller import Controller

from odoo.fields import Datetime
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import ServiceCase


class _Gate:
    """What a mail server does with a mail for Odoo: hand it to the gateway over XML-RPC, as odoo-mailgate.py does."""

    def __init__(self, url, *credentials):
        self.odoo = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
        self.credentials = credentials

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 aiosmtpd's name
        mail = xmlrpc.client.Binary(envelope.content)
        self.odoo.execute_kw(*self.credentials, "mail.thread", "message_process", [False, mail], {})
        return "250 Delivered"


@tagged("post_install", "-at_install")
class TestSmtp(ServiceCase, HttpCase):
    """A mail that really travels: SMTP on the loopback, then the gateway."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].search([], limit=1) or cls.env["mail.alias.domain"].create(
            {"name": "ours.example"}
        )
        cls.env.company.alias_domain_id = domain
        cls.team.write({"alias_name": "hotline-smtp", "user_id": cls.leader.id})
        cls.team.alias_id.alias_domain_id = domain
        # The gateway's user; its rights are those that Odoo's documentation asks for
        cls.gate = cls._user("gate", "base.group_system", password="gate-password-sq")

    @staticmethod
    def _free_port():
        with socket.create_server(("127.0.0.1", 0)) as server:
            return server.getsockname()[1]

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc")  # deprecated, but what odoo-mailgate.py of Odoo 19 speaks
    def deliver(self, sent, sender="Customer <customer@example.com>", **headers):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, self.team.alias_email, "The lift is stuck"
        mail["Date"], mail["Message-Id"] = format_datetime(sent), make_msgid(domain="example.com")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content("Between the third and the fourth floor.")
        self.env.flush_all()
        gate = _Gate(self.base_url(), get_db_name(), self.gate.id, "gate-password-sq")
        port = self._free_port()
        controller = Controller(gate, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            with self.allow_requests(all_requests=True), smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
                smtp.send_message(mail)
        finally:
            controller.stop()
        self.env.invalidate_all()
        return self.env["helpdesk.ticket"].search([("team_id", "=", self.team.id)], order="id desc", limit=1)

    def test_a_mail_starts_clocks_and_the_answer_stops_them_when_they_were_sent(self):
        sent = Datetime.now() - timedelta(hours=1)
        ticket = self.deliver(sent)
        self.assertEqual(set(self.clocks(ticket).mapped("start")), {sent})
        self.assertEqual(len(self.clocks(ticket)), 5)
        self.assertEqual(ticket.partner_id, self.customer)
        question = ticket.message_ids.filtered("message_id")[-1]
        answered = sent + timedelta(minutes=10)
        references = {"In_Reply_To": question.message_id, "References": question.message_id}
        self.assertEqual(self.deliver(answered, f"Agent <{self.agent.email}>", **references), ticket)
        clock = self.clock(ticket, "first_response")
        self.assertEqual((clock.stop, clock.result, clock.seconds_used), (answered, "met", 600))

    def test_who_is_told_about_a_mail_is_a_person(self):
        ticket = self.deliver(Datetime.now() - timedelta(hours=2))
        self.env["service.clock"]._sweep(Datetime.now(), 1000)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)], limit=1
        )
        self.assertEqual(activity.user_id, self.leader)
