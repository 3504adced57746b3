from odoo import http
from odoo.tests import HttpCase, tagged

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestReactionPage(HttpCase, TrainingCase):
    """The page of the link, without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee.user_id = False
        cls.employee.work_contact_id = cls.env["res.partner"].create({"name": "Without a login"})

    def setUp(self):
        super().setUp()
        training = self.session
        self._pass()
        training.with_user(self.trainer).action_close()
        self.reaction = self.env["training.reaction"].search([("session_id", "=", training.id)])
        # The name of the browser's session in HttpCase
        self.session = None

    def _post(self, url, **values):
        self.authenticate(None, None)
        return self.url_open(url, data={"csrf_token": http.Request.csrf_token(self), **values})

    def test_answered_once(self):
        url = self.reaction._get_url()
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertFalse(self.reaction.answered, "opening it answers nothing")
        scores = {"content": "5", "trainer": "4", "organisation": "3"}
        self.assertIn("Please answer every question", self._post(url, **scores).text)
        self.assertFalse(self.reaction.answered)
        self.assertIn("Thank you", self._post(url, **scores, usefulness="2", remark="<b>Good</b>").text)
        self.assertEqual((self.reaction.content, self.reaction.usefulness), (5, 2))
        self._post(url, **{**scores, "content": "1"}, usefulness="1")
        self.assertEqual(self.reaction.content, 5)

    def test_forged(self):
        token = self.reaction._get_token()
        for forged in ("x", token[:-1] + ("a" if token[-1] != "a" else "b"), token[1:]):
            self.assertEqual(self.url_open(f"/training/feedback/{forged}").status_code, 404)
