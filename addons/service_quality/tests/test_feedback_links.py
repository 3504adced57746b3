import re
import string
from base64 import urlsafe_b64decode
from datetime import timedelta

from odoo import Command, http
from odoo.tests import HttpCase, tagged
from odoo.tools import hash_sign

from .common_feedback import FeedbackCase


@tagged("post_install", "-at_install")
class TestFeedbackLinks(FeedbackCase, HttpCase):
    """What can be done with the links that customers get, and what cannot."""

    frozen_time = False

    def setUp(self):
        super().setUp()
        self.request = self.asked()
        self.path = self.request._get_path()

    def get(self, path=None, **parameters):
        return self.url_open(path or self.path, params=parameters)

    def post(self, path=None, login=None, **values):
        self.authenticate(login, login)
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        return self.url_open(path or self.path, data=data)

    def test_opening_a_face_stores_nothing(self):
        link = re.search(r'href="[^"]*(/service/feedback/[^"]+score=1)"', self.mails(self.request).body_html)
        for _scanner in range(3):
            page = self.get(link[1])
            self.assertEqual(page.status_code, 200)
        self.assertRegex(page.text, r'value="1"[^>]*checked')
        self.assertEqual((self.request.state, self.request.score), ("asked", 0))
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_sending_the_page_does(self):
        reason = self.env.ref("service_quality.service_feedback_reason_speed")
        page = self.post(score="4", reason=str(reason.id), comment="<b>Good</b>")
        self.assertIn("Thank you", page.text)
        self.assertEqual((self.request.state, self.request.score), ("answered", 4))
        self.assertEqual((self.request.reason_ids, self.request.comment), (reason, "<b>Good</b>"))
        # The answer can be corrected, and is shown as text
        page = self.get()
        self.assertIn("&lt;b&gt;Good", page.text)
        self.post(score="5")
        self.assertEqual(self.request.answer_ids.sorted("id").mapped("score"), [4, 5])

    def test_nonsense_is_asked_for_again(self):
        for score in ("", "9", "0", "x", "1e9"):
            page = self.post(score=score)
            self.assertIn("Please choose", page.text)
        self.assertEqual(self.request.state, "asked")

    def test_forged(self):
        token = self.path.rpartition("/")[2]
        env = self.env(su=True)
        other_case = self.asked()
        for forged in (
            token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
            token[:10],
            "x",
            "%00",
            hash_sign(env, "another_scope", [self.request.id, self.request.nonce]),
            hash_sign(env, "service_quality.feedback", [self.request.id, other_case.nonce]),
            hash_sign(env, "service_quality.feedback", [0, ""]),
        ):
            path = f"/service/feedback/{forged}"
            for answer in (self.get(path), self.post(path, score="1")):
                self.assertEqual(answer.status_code, 404, forged)
                self.assertIn("not valid", answer.text)
        self.assertEqual((self.request.state, other_case.state), ("asked", "asked"))

    def test_one_spelling(self):
        """The same bytes written otherwise are another link: nobody sent it."""
        token = self.path.rpartition("/")[2]
        self.assertEqual(self.request._from_token(token), self.request)
        spellings = {
            token[:-1] + last
            for last in string.ascii_letters + string.digits
            if urlsafe_b64decode(f"{token[:-1]}{last}===") == urlsafe_b64decode(f"{token}===")
        }
        spellings |= {f"{token}=", f"{token}====", f"{token[:9]}.{token[9:]}", f"{token}\n"}
        for spelling in spellings - {token}:
            self.assertFalse(self.request._from_token(spelling), spelling)

    def test_expired(self):
        self.request.expire_at = self.request.asked_at - timedelta(seconds=1)
        for answer in (self.get(), self.post(score="5")):
            self.assertEqual(answer.status_code, 410)
            self.assertIn("time for answering is over", answer.text)
        self.assertEqual(self.request.state, "asked")

    def test_reused_after_the_time_for_corrections(self):
        self.post(score="5")
        self.rule.correction_days = 0
        self.assertIn("no longer be changed", self.get().text)
        answer = self.post(score="1")
        self.assertEqual(answer.status_code, 410)
        self.assertEqual(self.request.score, 5)

    def test_withdrawn(self):
        self._move(self.request.ticket_id, "in_progress")
        answer = self.post(score="5")
        self.assertEqual(answer.status_code, 410)
        self.assertIn("worked on again", answer.text)

    def test_another_customer_and_our_own_people(self):
        self._user("stranger", "base.group_portal")
        for login in ("stranger_sq", self.agent.login, self.manager.login):
            answer = self.post(login=login, score="5")
            self.assertEqual(answer.status_code, 403, login)
            self.assertIn("somebody else", answer.text)
            self.assertEqual(self.get().status_code, 403)
        self.assertEqual(self.request.state, "asked")

    def test_the_customer_logged_in(self):
        portal = self._user("portal", "base.group_portal")
        request = self.asked(partner_id=portal.partner_id.id)
        self.authenticate(portal.login, portal.login)
        page = self.url_open(f"/my/ticket/{request.ticket_id.id}")
        self.assertIn("Tell us how it went", page.text)
        self.post(request._get_path(), login=portal.login, score="5")
        self.assertEqual(request.score, 5)
        page = self.url_open(f"/my/ticket/{request.ticket_id.id}")
        self.assertNotIn("Tell us how it went", page.text)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_quality"], ["zh_CN"])
        self.customer.lang = "zh_CN"
        request = self.asked()
        self.assertIn("满意", self.url_open(request._get_path()).text)
        self.assertIn("满意", self.mails(request).body_html)

    def test_a_questionnaire_opens_by_the_same_link(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Service",
                "access_mode": "token",
                "question_and_page_ids": [Command.create({"title": "How?", "question_type": "numerical_box"})],
            }
        )
        self.rule.write({"channel": "survey", "survey_id": survey.id, "survey_question_id": survey.question_ids.id})
        request = self.asked()
        self.authenticate(None, None)
        page = self.url_open(request._get_path())
        self.assertIn(request.survey_input_id.access_token, page.url)
        self.assertEqual(page.status_code, 200)
        # A score cannot be posted past the questionnaire
        self.post(request._get_path(), score="5")
        self.assertEqual(request.state, "asked")
