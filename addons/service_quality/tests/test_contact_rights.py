from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestContactRights(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        teams = cls.env["helpdesk.ticket.team"]
        cls.region = teams.create({"name": "Region", "user_id": cls.leader.id})
        cls.team.parent_id = cls.region
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_agent")
        cls.elsewhere = teams.create({"name": "Elsewhere", "user_ids": [Command.set(cls.colleague.ids)]})
        company = cls.env["res.company"].create({"name": "Other"})
        cls.foreigner = cls._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.outsiders = [cls._user("nobody"), cls._user("portal", "base.group_portal"), cls.env.ref("base.public_user")]
        contacts = cls.env["service.contact"]
        past = {"start": START - HOUR, "answered": START}
        cls.own = contacts.create({"user_id": cls.agent.id, "team_id": False, **past})
        cls.teams = contacts.create({"user_id": False, "team_id": cls.team.id, **past})
        cls.other = contacts.create({"user_id": cls.colleague.id, "team_id": cls.elsewhere.id, **past})
        cls.free = contacts.create({"user_id": False, "team_id": False, **past})
        cls.all = cls.own | cls.teams | cls.other | cls.free

    def test_who_sees_which(self):
        for user, contacts in (
            (self.agent, self.own | self.teams | self.free),
            (self.colleague, self.other | self.free),
            (self.leader, self.teams | self.free),
            (self.manager, self.all),
            (self.foreigner, self.all.browse()),
        ):
            found = self.env["service.contact"].with_user(user).search([("id", "in", self.all.ids)])
            self.assertEqual(set(found.ids), set(contacts.ids), user.name)
            for model, field in (("service.clock", "contact_id"), ("service.clock.event", "clock_id.contact_id")):
                found = self.env[model].with_user(user).search([(field, "in", self.all.ids)]).sudo().mapped(field)
                self.assertEqual(set(found.ids), set(contacts.ids), (user.name, model))

    def test_writing(self):
        self.own.with_user(self.agent).write({"note": "Mine"})
        self.teams.with_user(self.leader).write({"note": "My team's"})
        for user, contact in (
            (self.agent, self.other),
            (self.colleague, self.own),
            (self.leader, self.other),
            (self.foreigner, self.own),
        ):
            with self.assertRaises(AccessError, msg=user.name):
                contact.with_user(user).write({"note": "Not mine"})
        with self.assertRaises(AccessError):
            self.own.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            self.env["service.contact"].with_user(self.agent).create(
                {"user_id": self.colleague.id, "team_id": self.elsewhere.id}
            )

    def test_outsiders(self):
        for user in self.outsiders:
            for model in ("service.contact", "service.contact.import"):
                with self.assertRaises(AccessError, msg=user.login):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["service.contact"].with_user(user).create({})
        for user in self.outsiders[1:]:
            with self.assertRaises(AccessError):
                self.env["service.customer.tier"].with_user(user).search([])
            self.assertNotIn("service_tier_id", self.env["res.partner"].with_user(user).fields_get())

    def test_tiers_are_the_managers(self):
        tier = self.env["service.customer.tier"].with_user(self.manager).create({"name": "Platinum"})
        for user in (self.agent, self.leader):
            self.assertEqual(tier.with_user(user).name, "Platinum")
            for attempt in (
                lambda user=user: tier.with_user(user).write({"name": "Mine"}),
                lambda user=user: self.env["service.customer.tier"].with_user(user).action_recompute(),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_only_managers_import(self):
        with self.assertRaises(AccessError):
            self.env["service.contact.import"].with_user(self.leader).create({})
        self.env["service.contact.import"].with_user(self.manager).create({})
