import re
from datetime import timedelta

from odoo import http
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tests.common import mute_logger

from .common_complaint import ComplaintCase

_SECRET = "We exchange the secret fan"


@tagged("post_install", "-at_install")
class TestComplaintConsent(ComplaintCase, HttpCase):
    """The link in the e-mail: what it shows, what it decides, and to whom it says nothing."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._user("stranger", "base.group_portal")
        cls.complaint = cls._complaint(name="The secret matter")

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.solution = self.offer(self.complaint, text=f"<p>{_SECRET}</p>")

    def links(self):
        """The links that were mailed, the oldest first."""
        mails = self.env["mail.mail"].search([("body_html", "like", "/complaint/proposal/")], order="id")
        found = [re.search(r'href="[^"]*(/complaint/proposal/[\w-]+)"', mail.body_html) for mail in mails]
        return [match[1] for match in found]

    def link(self):
        return self.links()[-1]

    def visit(self, link=None):
        response = self.url_open(link or self.link())
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        return response

    def post(self, decision="accepted", link=None, **values):
        data = {"csrf_token": http.Request.csrf_token(self), "decision": decision, **values}
        return self.url_open(link or self.link(), data=data)

    def assert_refused(self, response, status, words):
        self.assertEqual(response.status_code, status)
        self.assertIn(words, response.text)
        for secret in (_SECRET, self.complaint.name, self.complaint.number, self.portal.name):
            self.assertNotIn(secret, response.text)

    def test_opening_the_link_shows_the_text_and_decides_nothing(self):
        for _time in range(3):
            page = self.visit()
            self.assertIn(_SECRET, page.text)
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_accepting_by_the_link(self):
        self.assertIn("You accepted", self.post(said="Thank you").text)
        self.env.invalidate_all()
        consent = self.solution.consent_ids
        self.assertEqual((consent.decision, consent.channel, consent.said), ("accepted", "link", "Thank you"))
        self.assertEqual(consent.partner_id, self.portal.partner_id)
        self.assertEqual(self.complaint.complaint_step, "decided")
        self.assertTrue(consent._is_intact())

    def test_rejecting_by_the_link(self):
        self.assertIn("You rejected", self.post("rejected", said="Too little").text)
        self.env.invalidate_all()
        self.assertEqual((self.solution.state, self.complaint.complaint_step), ("rejected", "investigated"))

    def test_without_the_token_of_the_page_nothing_is_posted(self):
        link = self.link()
        with mute_logger("odoo.http"):
            response = self.url_open(link, data={"decision": "accepted"})
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_a_forged_link(self):
        link = self.link()
        for forged in (
            link[:-1] + ("A" if link[-1] != "A" else "B"),
            link[:40],
            "/complaint/proposal/" + "A" * 120,
            "/complaint/proposal/x",
            link + "AAAA",
        ):
            with self.subTest(forged=forged):
                self.assert_refused(self.visit(forged), 404, "open it again from the e-mail")
                self.assert_refused(self.post(link=forged), 404, "open it again from the e-mail")

    def test_an_expired_link(self):
        link = self.link()
        self.solution.sudo().answer_by = Datetime.now() - timedelta(minutes=1)
        self.solution.sudo()._mail()
        self.assert_refused(self.visit(), 410, "time to answer is over")
        self.assert_refused(self.post(), 410, "time to answer is over")
        self.assert_refused(self.visit(link), 410, "no longer current")

    def test_a_link_used_twice(self):
        link = self.link()
        self.post(link=link)
        for response in (self.visit(link), self.post("rejected", link=link)):
            self.assert_refused(response, 410, "answered already")
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "accepted")

    def test_a_link_after_the_proposal_changed(self):
        old = self.link()
        self.solution.action_revise()
        self.assert_refused(self.visit(old), 410, "no longer current")
        revised = self.complaint.solution_ids.filtered(lambda s: s.version == 2)
        revised.with_user(self.agent).action_send()
        self.assert_refused(self.post(link=old), 410, "no longer current")
        self.assertEqual(self.visit().status_code, 200)

    def test_a_link_after_a_change_in_the_database(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE service_solution SET cost = 1 WHERE id = %s", (self.solution.id,))
        self.env.invalidate_all()
        self.assert_refused(self.visit(), 410, "no longer current")
        self.assert_refused(self.post(), 410, "no longer current")

    def test_a_link_that_was_sent_anew(self):
        old = self.link()
        self.solution.action_send_again()
        self.assert_refused(self.visit(old), 410, "no longer current")
        self.assertIn("You accepted", self.post().text)

    def test_a_link_after_the_complaint_went_to_another_customer(self):
        self.complaint.partner_id = self.stranger.partner_id
        self.assert_refused(self.visit(), 410, "no longer current")

    def test_the_link_of_another_customer(self):
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assert_refused(self.visit(), 404, "open it again")
        self.assert_refused(self.post(), 404, "open it again")
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_none_of_us_answers_by_the_link(self):
        self.authenticate(self.agent.login, self.agent.login)
        for response in (self.visit(), self.post()):
            self.assertEqual(response.status_code, 403)
            self.assertIn("for the customer", response.text)
            self.assertNotIn(_SECRET, response.text)
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_the_link_is_in_nothing_that_we_can_read(self):
        token = self.link().rpartition("/")[2]
        for user in (self.agent, self.leader, self.manager, self.colleague):
            messages = self.env["mail.message"].with_user(user).search([("body", "ilike", token)])
            self.assertFalse(messages, user.name)
        self.assertFalse(self.complaint.message_ids.filtered(lambda message: token in (message.body or "")))

    # In the portal

    def decide(self, user, solution=None, decision="accepted"):
        self.authenticate(user.login, user.login)
        data = {"csrf_token": http.Request.csrf_token(self), "decision": decision, "said": "Yes"}
        return self.url_open(f"/my/complaint/proposal/{(solution or self.solution).id}", data=data)

    def test_the_customer_decides_in_the_portal(self):
        self.authenticate(self.portal.login, self.portal.login)
        page = self.url_open(f"/my/ticket/{self.complaint.id}").text
        self.assertIn(_SECRET, page)
        self.assertIn("I accept", page)
        page = self.decide(self.portal).text
        self.assertNotIn("I accept", page)
        self.env.invalidate_all()
        consent = self.solution.consent_ids
        self.assertEqual((consent.channel, consent.person, consent.said), ("portal", self.portal.name, "Yes"))
        self.assertIn("does not wait for an answer", self.decide(self.portal, decision="rejected").text)

    def test_others_do_not_decide_in_the_portal(self):
        for user in (self.stranger, self.agent, self.manager):
            page = self.decide(user)
            if user == self.stranger:
                self.assertNotIn(_SECRET, page.text)
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_a_follower_of_another_company_reads_and_does_not_decide(self):
        self.complaint.message_subscribe(self.stranger.partner_id.ids)
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertNotIn(_SECRET, self.url_open(f"/my/ticket/{self.complaint.id}").text)
        self.decide(self.stranger)
        self.env.invalidate_all()
        self.assertEqual(self.solution.state, "sent")

    def test_drafts_and_notes_stay_ours(self):
        draft = self.propose(self.complaint, text="<p>Half price</p>", internal_note="He would take less")
        self.authenticate(self.portal.login, self.portal.login)
        page = self.url_open(f"/my/ticket/{self.complaint.id}").text
        self.assertNotIn("Half price", page)
        self.assertNotIn("take less", page)
        visible = self.env["service.solution"].with_user(self.portal).search([])
        self.assertEqual(visible & (draft | self.solution).with_user(self.portal), self.solution)
        for name in ("internal_note", "author_id", "approver_id", "cost_company", "consent_ids", "content_hash"):
            self.assertNotIn(name, visible.fields_get())
        for name in ("complaint_findings", "complaint_level", "complaint_repeat_ids", "cause_id"):
            self.assertNotIn(name, self.complaint.with_user(self.portal).fields_get())
