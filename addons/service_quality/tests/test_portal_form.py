from datetime import timedelta

from odoo import http
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestPortalForm(ServiceCase, HttpCase):
    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user("portal", "base.group_portal")
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {"name": "From the portal", "company_id": cls.env.company.id, "show_in_portal": True}
        )

    def submit(self, **values):
        self.authenticate(self.portal.login, self.portal.login)
        data = {
            "category": self.category.id,
            "csrf_token": http.Request.csrf_token(self),
            "subject": "It does not work",
            "description": "At all",
            **values,
        }
        response = self.url_open("/submitted/ticket", data=data)
        self.assertEqual(response.status_code, 200, response.text[:500])
        return self.env["helpdesk.ticket"].search(
            [("partner_id", "=", self.portal.partner_id.id)], order="id desc", limit=1
        )

    def test_a_customers_form_starts_the_shipped_clocks(self):
        before = Datetime.now()
        ticket = self.submit()
        self.assertEqual(self.states(ticket), {"first_response": "running", "resolution": "running"})
        self.assertTrue(before <= self.clock(ticket).start <= Datetime.now() + timedelta(seconds=1))

    def test_a_broken_standard_does_not_show(self):
        standard = self._standard({"resolution": 1}, sequence=0, category_ids=[(6, 0, self.category.ids)])
        self.env.cr.execute("UPDATE service_standard SET domain = '1 / 0' WHERE id = %s", (standard.id,))
        standard.invalidate_recordset()
        self.env.registry.clear_cache()
        with self.assertLogs("odoo.addons.service_quality", "ERROR"):
            ticket = self.submit()
        self.assertTrue(self.clocks(ticket))
        self.assertNotIn(standard, self.clocks(ticket).standard_id)

    def test_the_customer_writes_in_the_portal(self):
        ticket = self.submit()
        self.team.write({"user_ids": [(4, self.agent.id)]})
        ticket.team_id = self.team
        self._reply(ticket)
        self._standard({"next_update": 2}, category_ids=[(6, 0, self.category.ids)])
        self.authenticate(self.portal.login, self.portal.login)
        response = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": ticket.id,
                "post_data": {"body": "Still broken", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"},
            },
        )
        self.assertTrue(response)
        self.env.invalidate_all()
        self.assertEqual(self.clock(ticket, "next_update").state, "running")
        self.assertEqual(self.clock(ticket, "first_response").result, "met")
