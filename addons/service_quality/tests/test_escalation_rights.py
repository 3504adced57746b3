from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_escalation import EscalationCase


@tagged("post_install", "-at_install")
class TestEscalationRights(EscalationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_agent")
        cls.elsewhere = cls.env["helpdesk.ticket.team"].create(
            {"name": "Elsewhere", "user_ids": [Command.set(cls.colleague.ids)]}
        )
        cls.company = cls.env["res.company"].create({"name": "Other"})
        cls.foreigner = cls._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.portal = cls._user("portal", "base.group_portal")
        cls.nobody = cls._user("nobody")
        cls.policy = cls._policy(
            cls._level(["leader", {"role": "user", "user_id": cls.colleague.id}], trigger="manual"),
            metric=None,
            every_case=True,
        )
        cls.own = cls._ticket(user_id=cls.agent.id)
        cls.other = cls._ticket(team_id=cls.elsewhere.id)

    def setUp(self):
        super().setUp()
        for ticket in (self.own, self.other):
            ticket._escalate("Look")
        self.climb()

    def test_escalations_are_seen_with_their_cases_and_by_who_was_told(self):
        own, other = self.steps(self.own), self.steps(self.other)
        for user, seen in (
            (self.agent, own),
            (self.leader, own),
            (self.colleague, own | other),
            (self.manager, own | other),
            (self.foreigner, own.browse()),
        ):
            found = self.env["service.escalation"].with_user(user).search([("id", "in", (own | other).ids)])
            self.assertEqual(set(found.ids), set(seen.ids), user.name)
            notices = self.env["service.escalation.notice"].with_user(user).search([])
            self.assertLessEqual(notices.sudo().escalation_id, seen, user.name)

    def test_who_has_no_role_sees_nothing(self):
        for user in (self.portal, self.nobody, self.env.ref("base.public_user")):
            for model in (
                "service.escalation",
                "service.escalation.notice",
                "service.escalation.policy",
                "service.escalation.level",
                "service.duty.post",
                "service.duty.shift",
            ):
                with self.assertRaises(AccessError, msg=f"{user.login}: {model}"):
                    self.env[model].with_user(user).search([])

    def test_nobody_writes_steps_or_notices(self):
        step = self.steps(self.own)
        for user in (self.agent, self.leader, self.manager):
            for record in (step, step.notice_ids[:1]):
                as_user = record.with_user(user)
                for attempt in (
                    lambda r=as_user: r.write({"level_id": step.level_id.id}),
                    lambda r=as_user: r.unlink(),
                    lambda r=as_user: r.copy(),
                ):
                    with self.assertRaises(AccessError, msg=user.login):
                        attempt()

    def test_policies_are_the_managers(self):
        for user, allowed in ((self.agent, False), (self.leader, False), (self.manager, True)):
            for record, values in (
                (self.policy, {"name": "Mine"}),
                (self.policy.level_ids, {"name": "Mine"}),
                (self.policy.level_ids.recipient_ids[:1], {"role": "manager"}),
            ):
                if allowed:
                    record.with_user(user).write(values)
                    continue
                with self.assertRaises(AccessError, msg=user.login):
                    record.with_user(user).write(values)

    def test_only_who_was_told_or_leads_acknowledges(self):
        step = self.steps(self.own)
        for user in (self.agent, self.foreigner, self.nobody, self.portal):
            with self.assertRaises(AccessError, msg=user.login):
                step.with_user(user).action_acknowledge()
        step.with_user(self.colleague).action_acknowledge()
        self.assertEqual(step.acknowledged_by_id, self.colleague)

    def test_an_agent_escalates_own_cases_only(self):
        request = self.env["service.escalation.request"].with_user(self.agent)
        with self.assertRaises(AccessError):
            request.create({"ticket_id": self.other.id, "reason": "Please"}).action_escalate()
        request.create({"ticket_id": self.own.id, "reason": "Please"}).action_escalate()
        self.assertEqual(len(self.steps(self.own)), 2)

    def test_the_dry_run_is_the_managers(self):
        for user in (self.agent, self.leader):
            with self.assertRaises(AccessError):
                self.env["service.escalation.dry.run"].with_user(user).create({"policy_id": self.policy.id})
