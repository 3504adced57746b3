from uuid import uuid4

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestCustomerPromise(ServiceCase):
    """What the customer is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.portal = cls._user("portal", "base.group_portal", tz="Asia/Shanghai")
        # A Monday, 8:00 in London, where the team opens at nine
        openings = [
            Command.create({"name": "x", "dayofweek": str(day), "hour_from": 9, "hour_to": 17}) for day in range(5)
        ]
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "Europe/London", "attendance_ids": [Command.clear(), *openings]}
        )

    def told(self, ticket, **context):
        return ticket.with_user(self.portal).with_context(**context)._get_customer_promise()

    def ticket(self, **values):
        return self._ticket(partner_id=self.portal.partner_id.id, **values)

    def test_the_next_moment_in_the_customers_time_zone(self):
        promise = self.told(self.ticket())
        self.assertEqual(promise["state"], "promised")
        self.assertIn("5:00", promise["due"].replace("\u202f", " "))
        self.assertIn("Asia/Shanghai", promise["due"])

    def test_the_customers_language(self):
        promise = self.told(self.ticket(), lang="zh_CN")
        self.assertEqual((promise["label"], "17:00" in promise["due"]), ("处理中", True))

    def test_late_waiting_and_over(self):
        ticket = self.ticket()
        self.wait(hours=2)
        self.assertEqual(self.told(ticket)["state"], "late")
        self._move(ticket, "awaiting")
        self.assertEqual(self.told(ticket)["state"], "waiting")
        self.assertIn("your answer", self.told(ticket)["lines"][0])
        self._move(ticket, "done")
        self.assertEqual((self.told(ticket)["state"], self.told(ticket)["lines"]), ("over", []))

    def test_outside_hours_it_says_when_work_resumes(self):
        self.team.service_calendar_id = self.calendar
        ticket = self.ticket()
        self.assertIn("We are closed now", self.told(ticket)["lines"][-1])
        # Nine in London is five in the afternoon in Shanghai
        self.assertIn("5:00", self.told(ticket)["lines"][-1].replace("\u202f", " "))
        self.wait(hours=1)
        self.assertEqual(len(self.told(ticket)["lines"]), 1)

    def test_nothing_between_ourselves_is_told(self):
        text = str(self.told(self.ticket(user_id=self.agent.id)))
        for secret in (self.standard.name + " –", self.agent.name, self.leader.name):
            self.assertNotIn(secret, text)

    def test_strangers_are_told_nothing(self):
        with self.assertRaises(AccessError):
            self.told(self._ticket())

    # Acknowledgement

    def acknowledged(self, ticket):
        return self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id), ("subject", "like", "We received")]
        )

    def mailed(self, address="someone@example.com", at=None, **headers):
        lines = {
            "From": address,
            "To": "help@ours.example",
            "Subject": "Help",
            "Message-Id": f"<{uuid4()}@x>",
            **headers,
        }
        mail = (
            "\n".join(f"{name.replace('_', '-')}: {value}" for name, value in lines.items()) + "\n\nIt does not work\n"
        )
        ticket_id = self.env["mail.thread"].message_process(
            "helpdesk.ticket", mail, custom_values={"team_id": self.team.id}
        )
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def test_a_mail_is_acknowledged_once_and_that_is_no_answer(self):
        ticket = self.mailed()
        mail = self.acknowledged(ticket)
        self.assertEqual(len(mail), 1)
        self.assertIn("auto-replied", mail.headers)
        self.assertIn(ticket.number, mail.subject)
        self.assertIn("We answer you by", mail.body_html)
        self.assertIn("someone@example.com", mail.email_to or "")
        self.assertEqual(self.clock(ticket, "first_response").state, "running")

    def test_machines_ourselves_and_floods_are_not_answered(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List_Id": "<a.b>"},
            {"address": self.agent.email},
        ):
            self.assertFalse(self.acknowledged(self.mailed(**headers)), headers)
        tickets = [self.mailed("flood@example.com") for _n in range(8)]
        self.assertEqual(sum(len(self.acknowledged(ticket)) for ticket in tickets), 5)

    def test_the_company_decides(self):
        self.env.company.service_acknowledge = False
        self.assertFalse(self.acknowledged(self.mailed()))

    def test_cases_by_hand_or_import_are_not_acknowledged(self):
        self.assertFalse(self.acknowledged(self._ticket()))

    def test_a_broken_template_stops_no_case(self):
        template = self.env.ref("service_quality.mail_template_acknowledgement")
        template.sudo().subject = "{{ object.nothing_like_this }}"
        with self.assertLogs("odoo.addons.service_quality", "ERROR"):
            ticket = self.mailed()
        self.assertTrue(self.clocks(ticket))


@tagged("post_install", "-at_install")
class TestPortalPages(ServiceCase, HttpCase):
    frozen_time = False

    def test_page_list_and_form(self):
        portal = self._user("portal_page", "base.group_portal", tz="Asia/Shanghai", password="portal_page_sq")
        ticket = self._ticket(partner_id=portal.partner_id.id)
        self.authenticate("portal_page_sq", "portal_page_sq")
        page = self.url_open(f"/my/ticket/{ticket.id}").text
        self.assertIn('name="service_promise"', page)
        self.assertIn("Asia/Shanghai", page)
        self.assertNotIn(self.standard.target_ids[0].display_name, page)
        self.assertIn("Asia/Shanghai", self.url_open("/my/tickets").text)
        foreign = self._ticket()
        self.assertNotIn(foreign.name + " ", self.url_open(f"/my/ticket/{foreign.id}").text)

    def test_a_case_from_the_portal_is_acknowledged(self):
        portal = self._user("portal_form", "base.group_portal", password="portal_form_sq", lang="en_US")
        self.authenticate("portal_form_sq", "portal_form_sq")
        data = {"subject": "Broken", "description": "x", "csrf_token": http.Request.csrf_token(self)}
        self.url_open("/submitted/ticket", data=data)
        ticket = self.env["helpdesk.ticket"].search([("partner_id", "=", portal.partner_id.id)])
        self.assertEqual(len(ticket), 1)
        mails = self.env["mail.mail"].sudo().search([("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)])
        self.assertTrue(mails.filtered(lambda mail: "We received" in mail.subject))
