from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestProposal(ServiceCase):
    """Staff propose, others decide with a reason, and what is carried out is rewarded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proposal = (
            cls.env["service.proposal"]
            .with_user(cls.agent)
            .create({"name": "Call ahead", "idea": "From the road", "state": "done", "reward": 9})
        )

    def as_leader(self):
        return self.proposal.with_user(self.leader)

    def test_from_idea_to_badge(self):
        self.assertEqual((self.proposal.state, self.proposal.reward), ("draft", 0))
        with self.assertRaises(AccessError):
            self.as_leader().read(["name"])
        self.proposal.action_submit()
        self.as_leader().action_review()
        with self.assertRaises(UserError):
            self.as_leader().action_accept()
        self.as_leader().write({"decision": "Let us try", "reward": 500})
        self.as_leader().action_accept()
        self.as_leader().action_done()
        self.assertEqual((self.proposal.state, self.proposal.reward, self.proposal.badge_given), ("done", 500, True))
        badge = self.env.ref("service_quality.badge_good_idea")
        self.assertIn(self.agent, badge.owner_ids.user_id)

    def test_nobody_decides_about_an_own_one(self):
        own = self.env["service.proposal"].with_user(self.leader).create({"name": "Mine", "idea": "Mine"})
        own.action_submit()
        for attempt in (
            own.action_review,
            lambda: own.write({"reward": 1000}),
            lambda: own.write({"state": "accepted"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        own.with_user(self.manager).action_review()

    def test_who_sees_it(self):
        colleague = self._user("colleague", "service_quality.service_quality_group_department")
        mine = self.proposal.with_user(colleague)
        self.proposal.action_submit()
        with self.assertRaises(AccessError):
            mine.read(["name"])
        with self.assertRaises(AccessError):
            self.proposal.write({"idea": "Another"})
        with self.assertRaises(UserError):
            self.proposal.unlink()
        self.as_leader().action_review()
        self.as_leader().decision = "Yes"
        self.as_leader().action_accept()
        self.assertEqual(mine.author_id.name, "Agent")
        with self.assertRaises(AccessError):
            self.env["service.proposal"].with_user(self._user("portal", "base.group_portal")).search([])
