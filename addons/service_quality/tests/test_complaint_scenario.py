import re

from odoo import http
from odoo.tests import HttpCase, tagged

from .common_complaint import ComplaintCase

_WORDS = {
    "en_US": {"accept": "I accept", "step": "Solution proposed", "closed": "Closed", "submit": "A complaint"},
    "zh_CN": {"accept": "我同意", "step": "已提出方案", "closed": "已关闭", "submit": "投诉"},
}


@tagged("post_install", "-at_install")
class TestComplaintScenario(ComplaintCase, HttpCase):
    """A complaint over the network, each person in a session of their own, in both languages.

    The customer submits it in the portal; an agent acknowledges it; the complaint handler dispatches it; a colleague of
    the department investigates and drafts; the handler proposes above the limit; the manager approves; the customer
    accepts; the handler carries it out and closes it.
    """

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._staff_scenario()
        cls.people = cls.agent | cls.handler | cls.colleague | cls.director | cls.portal
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {"name": "From the portal", "company_id": cls.env.company.id, "show_in_portal": True}
        )

    def call(self, user, model, method, ids, *args, **kwargs):
        """What a button or a form of the web client sends."""
        self.authenticate(user.login, user.login)
        context = {"lang": user.lang, **kwargs.pop("context", {})}
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": [ids, *args], "kwargs": {**kwargs, "context": context}},
        )

    def wizard(self, user, model, button, **values):
        [key] = self.call(user, model, "create", [values])
        return self.call(user, model, button, [key])

    def page(self, user, address):
        self.authenticate(user.login, user.login)
        response = self.url_open(address)
        self.assertEqual(response.status_code, 200)
        return response.text

    def post(self, user, address, **values):
        self.authenticate(user.login, user.login)
        return self.url_open(address, data={"csrf_token": http.Request.csrf_token(self), **values}).text

    def open_form(self, user, ticket):
        """What the web client reads to draw the form of this person."""
        views = self.call(user, "helpdesk.ticket", "get_views", [[False, "form"]])
        names = set(re.findall(r'<field name="(complaint_\w+)"', views["views"]["form"]["arch"]))
        return self.call(user, "helpdesk.ticket", "web_read", ticket.ids, {name: {} for name in names})[0]

    def run_through(self, lang):
        words = _WORDS[lang]
        self.people.lang = lang
        self.assertIn(words["submit"], self.page(self.portal, "/new/ticket"))
        self.post(
            self.portal,
            "/submitted/ticket",
            category=self.category.id,
            kind="complaint",
            complaint_subject=self.subject.id,
            subject=f"The fan howls ({lang})",
            description="Every night",
        )
        mine = [("partner_id", "=", self.portal.partner_id.id)]
        ticket = self.env["helpdesk.ticket"].search(mine, order="id desc", limit=1)
        self.assertEqual((ticket.complaint_step, ticket.complaint_subject_id), ("received", self.subject))
        ticket.team_id = self.team

        self.wizard(self.agent, "service.complaint.acknowledge", "action_acknowledge", ticket_id=ticket.id)
        self.call(self.agent, "helpdesk.ticket", "write", ticket.ids, {"user_id": self.handler.id})
        dispatch = self.call(self.handler, "helpdesk.ticket", "action_complaint_dispatch", ticket.ids)
        self.wizard(self.handler, dispatch["res_model"], "action_dispatch", ticket_id=ticket.id, note="Why?")
        self.assertEqual(ticket.complaint_owner_id, self.foreman, "the head, proposed by the subject's department")

        inbox = [["complaint_for_my_department", "=", True]]
        found = self.call(self.colleague, "helpdesk.ticket", "search", inbox)
        self.assertIn(ticket.id, found)
        self.wizard(
            self.colleague,
            "service.complaint.investigation",
            "action_record",
            ticket_id=ticket.id,
            complaint_findings="The bearing is worn",
            complaint_justified="yes",
            complaint_justified_reason="Within warranty",
        )
        [draft] = self.call(
            self.colleague,
            "service.solution",
            "create",
            [{"ticket_id": ticket.id, "remedy": "exchange", "cost": 900, "text": "<p>A new fan</p>"}],
        )
        self.call(self.colleague, "service.solution", "action_submit", [draft])

        self.call(self.handler, "service.solution", "action_send", [draft])
        solution = self.env["service.solution"].browse(draft)
        self.assertEqual((solution.state, solution.approver_id), ("waiting", self.director))
        self.call(self.director, "service.solution", "action_approve", [draft])
        self.call(self.handler, "service.solution", "action_send", [draft])

        page = self.page(self.portal, f"/my/ticket/{ticket.id}")
        for text in ("A new fan", words["accept"], words["step"]):
            self.assertIn(text, page)
        self.post(self.portal, f"/my/complaint/proposal/{draft}", decision="accepted", said="Good")
        self.env.invalidate_all()
        self.assertEqual((solution.state, ticket.complaint_step), ("accepted", "decided"))

        self.call(self.handler, "service.solution", "action_carry_out", [draft])
        closing = {
            "complaint_summary": "Exchanged",
            "cause_id": self.cause.id,
            "complaint_improvement": "yes",
            "complaint_improvement_note": "Better bearings",
        }
        self.call(self.handler, "helpdesk.ticket", "write", ticket.ids, closing)
        target = {"complaint_target": "closed"}
        self.call(self.handler, "helpdesk.ticket", "action_complaint_advance", ticket.ids, context=target)
        self.env.invalidate_all()
        self.assertEqual(ticket.complaint_step, "closed")
        self.assertTrue(ticket.closed)
        self.assertIn(words["closed"], self.page(self.portal, f"/my/ticket/{ticket.id}"))
        for user in (self.agent, self.handler, self.director):
            self.assertEqual(self.open_form(user, ticket)["complaint_step"], "closed")
        internal = self.page(self.handler, f"/report/html/service_quality.report_complaint_internal/{ticket.id}")
        outward = self.page(self.handler, f"/report/html/service_quality.report_complaint_customer/{ticket.id}")
        for text in ("The bearing is worn", "Better bearings", solution.consent_ids.hash):
            self.assertIn(text, internal)
        self.assertIn(solution.consent_ids.hash, outward)
        for text in ("The bearing is worn", "Better bearings", self.colleague.name):
            self.assertNotIn(text, outward)

    def test_in_english(self):
        self.run_through("en_US")

    def test_in_chinese(self):
        self.run_through("zh_CN")
