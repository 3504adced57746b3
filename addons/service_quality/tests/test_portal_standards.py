from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import START, ServiceCase


@tagged("post_install", "-at_install")
class TestPublished(ServiceCase):
    """What customers read: published, in force, for them, in words."""

    def published(self, partner=None):
        return self.env["service.standard"]._get_published(partner or self.customer, self.env.company)

    def names(self, partner=None):
        return {standard["name"] for standard in self.published(partner)}

    def test_only_what_is_published_and_holds(self):
        hidden = self._standard({"resolution": 1}, name="Hidden", kind="request")
        draft = self._standard({"resolution": 1}, in_force=False, name="Draft", published=True)
        shown = self._standard({"resolution": 1}, name="Shown", published=True, kind="complaint")
        self.assertEqual(self.names(), {"Shown"})
        hidden.published = True
        self.assertEqual(self.names(), {"Shown", "Hidden"})
        shown.action_archive()
        draft.valid_from = START
        draft.action_approve()
        self.assertEqual(self.names(), {"Draft", "Hidden"})

    def test_of_the_company_or_shared(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._standard({"resolution": 1}, name="Foreign", published=True, company_id=other.id)
        self._standard({"resolution": 1}, name="Own", published=True, company_id=self.env.company.id)
        self.assertEqual(self.names(), {"Own"})

    def test_a_standard_that_names_customers_is_theirs(self):
        company = self.env["res.partner"].create({"name": "Hotel", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Reception", "parent_id": company.id})
        self._standard({"resolution": 1}, name="Hotel's own", published=True, partner_ids=[Command.set(company.ids)])
        self.assertEqual(self.names(), set())
        self.assertEqual(self.names(contact), {"Hotel's own"})

    def test_words_and_nothing_else(self):
        calendar = self.env["resource.calendar"].create({"name": "Secret hours"})
        targets = {
            "resolution": {"limit_value": 2, "time_basis": "working", "calendar_id": calendar.id},
            "closure": {"time_basis": "none"},
        }
        self._standard(
            targets,
            name="Shown",
            summary="We solve it.",
            published=True,
            domain="[('name', '=', 'secret')]",
            sequence=77,
        )
        (shown,) = self.published()
        self.assertEqual(set(shown), {"name", "text", "promises", "since"})
        self.assertEqual(shown["promises"], [{"metric": "Resolution", "limit": "2 hours (working time)"}])
        self.assertNotIn("ecret", str(shown))


@tagged("post_install", "-at_install")
class TestPortalStandards(ServiceCase, HttpCase):
    frozen_time = False

    def test_the_page(self):
        portal = self._user("portal", "base.group_portal")
        self._standard(
            {"resolution": 1}, name="Shown", published=True, domain="[('name', '=', 'secret')]", sequence=7777
        )
        self.authenticate(portal.login, portal.login)
        page = self.url_open("/my/service-standards").text
        self.assertIn("Shown", page)
        for word in ("secret", "7777"):
            self.assertNotIn(word, page)
        self.assertIn("/my/service-standards", self.url_open("/my").text)
        with self.assertRaises(AccessError):
            self.env["service.standard"].with_user(portal).search([])

    def test_strangers_log_in_first(self):
        self.assertIn("/web/login", self.url_open("/my/service-standards").url)
