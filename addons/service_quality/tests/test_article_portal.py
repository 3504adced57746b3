from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestArticlePortal(HttpCase, ServiceCase):
    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user("portal", "base.group_portal", password="portal_sq_pass")
        cls.shown = cls.publish("No hot water", customer_draft="<p>Switch it off and on</p>")
        cls.hidden = cls.publish("Compressor secrets", visibility="internal")
        cls.waiting = cls.publish("Water is brown", customer_draft="<p>Let it run</p>", approve=False)

    @classmethod
    def publish(cls, name, approve=True, **values):
        values = {"problem": "<p>xylophone</p>", "solution": "<p>zebra</p>", "visibility": "portal", **values}
        article = cls.env["service.article"].create({"name": name, **values})
        article.action_publish()
        if approve and article.visibility == "portal":
            article.action_approve_customer_text()
        return article

    def setUp(self):
        super().setUp()
        self.authenticate(self.portal.login, "portal_sq_pass")

    def post(self, url, **data):
        return self.url_open(url, data={"csrf_token": Request.csrf_token(self), **data})

    def suggest(self, text):
        return self.make_jsonrpc_request("/my/knowledge/suggest", {"text": text})

    def test_customers_find_their_text_and_nothing_else(self):
        self.assertEqual([found["id"] for found in self.suggest("there is no hot water")], self.shown.ids)
        self.assertEqual(self.suggest("xylophone zebra compressor secrets"), [])
        page = self.url_open("/my/knowledge?search=hot+water").text
        self.assertIn(f"/my/knowledge/{self.shown.id}", page)
        page = self.url_open(f"/my/knowledge/{self.shown.id}").text
        self.assertIn("Switch it off and on", page)
        for private in ("xylophone", "zebra"):
            self.assertNotIn(private, page)
        self.assertEqual(self.shown.view_count, 1)

    def test_what_is_not_for_customers_does_not_exist(self):
        self.shown.action_retire()
        for article in (self.shown, self.hidden, self.waiting):
            for path in ("", "/vote", "/solved"):
                url = f"/my/knowledge/{article.id}{path}"
                answer = self.post(url, useful="1") if path else self.url_open(url)
                self.assertEqual(answer.status_code, 404, url)
        self.assertFalse(self.env["service.article.vote"].search([]) & (self.shown | self.hidden).vote_ids)

    def test_a_case_that_was_not_written_is_counted_once(self):
        for _time in range(2):
            answer = self.post(f"/my/knowledge/{self.shown.id}/solved", question="no hot water")
            self.assertIn("No ticket was sent", answer.text)
        use = self.shown.use_ids.filtered(lambda use: use.kind == "solved")
        self.assertEqual((len(use), use.partner_id, use.by_customer), (1, self.portal.partner_id, True))
        self.assertEqual(use.question, "no hot water")

    def test_a_customer_votes_and_says_what_is_missing(self):
        self.post(f"/my/knowledge/{self.shown.id}/vote", useful="0", comment="Which switch?")
        self.post(f"/my/knowledge/{self.shown.id}/vote", useful="1")
        self.assertEqual((self.shown.vote_count, self.shown.useful_count), (1, 1))

    def test_strangers_are_sent_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(f"/my/knowledge/{self.shown.id}").url)

    def test_suggestions_speak_the_language_of_the_page(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        known = self.url_open("/website/translations?lang=zh_CN").json()["modules"]["service_quality"]
        self.assertIn("This solved it", [message["id"] for message in known["messages"]])
