import re

from odoo.tests import HttpCase, tagged
from odoo.tools import hash_sign

from .common import START
from .common_care import CareCase


@tagged("post_install", "-at_install")
class TestCareLinks(CareCase, HttpCase):
    """The link to unsubscribe: opening it decides nothing, posting does, forging nothing."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner(1)
        ticket = cls._solved_at(START, cls.partner)
        cls._set(ticket, solved_at=cls.env.cr.now())
        cls._refresh(cls.partner)
        cls._rule(standing="any")

    def setUp(self):
        super().setUp()
        self.run_care()
        self.message = self.messages()
        self.path = re.search(r"/service/care/unsubscribe/[^\"]+", self.mails(self.message).body_html)[0]

    def refusals(self):
        return self.env["service.care.refusal"].search([])

    def test_opening_decides_nothing(self):
        for _scanner in range(3):
            page = self.url_open(self.path)
            self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("c1@example.com", page.text)
        self.assertFalse(self.refusals())

    def test_posting_does_and_twice_is_no_harm(self):
        for _click in range(2):
            page = self.url_open(self.path, data={"List-Unsubscribe": "One-Click"})
            self.assertEqual(page.status_code, 200)
            self.assertIn("unsubscribed", page.text)
        refusal = self.refusals()
        self.assertEqual((refusal.email_normalized, refusal.origin), ("c1@example.com", "link"))
        self.assertEqual((refusal.partner_id, refusal.company_id), (self.partner, self.company))
        self.message.invalidate_recordset()
        self.assertEqual(self.message.refused, 1)

    def test_forged(self):
        token = self.path.rpartition("/")[2]
        env = self.env(su=True)
        nonce = self.message.sudo().nonce
        for forged in (
            token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
            "x",
            hash_sign(env, "another_scope", [self.message.id, nonce]),
            hash_sign(env, "service_quality.care", [self.message.id, nonce[::-1]]),
            hash_sign(env, "service_quality.care", [0, ""]),
        ):
            path = f"/service/care/unsubscribe/{forged}"
            self.assertEqual(self.url_open(path).status_code, 404)
            self.assertEqual(self.url_open(path, data={"a": "b"}).status_code, 404)
        self.assertFalse(self.refusals())
