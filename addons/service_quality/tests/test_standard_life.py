from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestStandardLife(ServiceCase):
    """Draft, approved, in force, retired: who signs, when it begins, what changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._user("second", "service_quality.service_quality_group_manager")

    def draft(self, user=None):
        """The next version of the team's standard, made by a manager: 2 hours for the resolution."""
        standard = self.standard.with_user(user or self.manager)
        draft = standard.browse(standard.action_new_version()["res_id"])
        draft.target_ids.filtered(lambda t: t.metric == "resolution").limit_value = 2
        draft.change_note = "Faster"
        return draft

    def test_the_last_author_does_not_approve(self):
        draft = self.draft()
        for action in (draft.action_approve, draft.action_put_in_force):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                action()
        draft.with_user(self.second).action_approve()
        self.assertEqual((draft.state, draft.approved_by_id, draft.approved_at), ("approved", self.second, START))

    def test_who_changes_a_promise_is_an_author(self):
        draft = self.draft()
        draft.with_user(self.second).target_ids[0].limit_value = 3
        self.assertEqual(draft.author_id, self.second)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            draft.with_user(self.second).action_approve()
        draft.action_approve()

    def test_authors_may_approve_where_the_company_says_so(self):
        self.env.company.service_author_approves = True
        draft = self.draft()
        draft.action_approve()
        self.assertEqual(draft.approved_by_id, self.manager)

    def test_nobody_writes_the_life_of_a_standard(self):
        draft = self.draft()
        for vals in (
            {"state": "approved"},
            {"state": "in_force", "valid_from": START},
            {"author_id": self.second.id},
            {"approved_by_id": self.second.id},
            {"version": 9},
            {"previous_id": self.standard.id},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                draft.write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            draft.create({"name": "Smuggled", "state": "in_force"})

    def test_agents_approve_nothing(self):
        for user in (self.agent, self.leader):
            draft = self.draft().with_user(user)
            for action in (
                draft.action_approve,
                draft.action_put_in_force,
                draft.action_back_to_draft,
                draft.action_apply_to_open,
            ):
                with self.assertRaises(AccessError):
                    action()

    def test_a_next_version_says_what_changed(self):
        draft = self.draft()
        draft.change_note = "  "
        with self.assertRaises(UserError), self.env.cr.savepoint():
            draft.with_user(self.second).action_approve()

    def test_the_form_says_what_differs(self):
        draft = self.draft()
        channel = self.env["helpdesk.ticket.channel"].create({"name": "Fax"})
        draft.channel_ids = channel
        draft.target_ids.filtered(lambda t: t.metric == "closure").unlink()
        lines = draft.changes.split("\n")
        self.assertEqual(len(lines), 3, lines)
        self.assertEqual(lines[0], "Channels: nothing → Fax")
        self.assertIn("Resolution: 8 hours (24×7)", lines[1] + lines[2])
        self.assertIn("2 hours (24×7)", lines[1] + lines[2])
        self.assertFalse(self.standard.changes)

    def test_approved_standards_change_no_more_until_they_are_drafts_again(self):
        draft = self.draft()
        draft.valid_from = START + 5 * HOUR
        draft.with_user(self.second).action_approve()
        self.assertEqual(self.standard.valid_to, START + 5 * HOUR)
        for change in (
            lambda: draft.write({"priority": "3"}),
            lambda: draft.target_ids[0].write({"limit_value": 1}),
            draft.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        draft.action_back_to_draft()
        self.assertEqual((draft.state, self.standard.valid_to, draft.approved_by_id.id), ("draft", False, False))
        draft.priority = "3"

    def test_it_begins_to_the_second_whenever_the_scheduled_action_comes(self):
        draft = self.draft()
        draft.valid_from = START + 5 * HOUR
        draft.with_user(self.second).action_approve()
        self.wait(hours=5, seconds=-1)
        self.assertEqual(self.clock(self._ticket()).standard_id, self.standard)
        self.wait(seconds=1)
        self.assertEqual(self.clock(self._ticket()).standard_id, draft)
        self.assertEqual((draft.state, self.standard.state), ("approved", "in_force"))
        self.env["service.standard"]._cron_take_effect()
        self.assertEqual((draft.state, self.standard.state), ("in_force", "retired"))
        self.assertEqual(self.standard.valid_to, draft.valid_from)

    def test_what_ends_is_retired(self):
        self.standard.valid_to = START + HOUR
        self.wait(hours=1)
        self.assertNotIn(self.standard, self.clocks(self._ticket()).standard_id)
        self.env["service.standard"]._cron_take_effect()
        self.assertEqual((self.standard.state, self.standard.valid_to), ("retired", START + HOUR))

    def test_approved_without_a_date_waits_to_be_put_in_force(self):
        draft = self.draft()
        draft.with_user(self.second).action_approve()
        self.env["service.standard"]._cron_take_effect()
        self.assertEqual(self.clock(self._ticket()).standard_id, self.standard)
        self.wait(hours=1)
        draft.action_put_in_force()
        self.assertEqual((draft.state, draft.valid_from), ("in_force", START + HOUR))
        self.assertEqual(self.clock(self._ticket()).standard_id, draft)

    def test_versions_are_one_line(self):
        self.wait(hours=1)
        first = self.draft()
        first.with_user(self.second).action_put_in_force()
        again = self.standard.action_new_version()["res_id"]
        third = self.env["service.standard"].browse(again)
        self.assertEqual((third.version, third.previous_id), (3, first))
        self.assertEqual(third._get_versions(), third + first + self.standard)

    def test_an_empty_draft_is_not_approved(self):
        with self.assertRaises(UserError):
            self._standard({}, in_force=False).action_approve()
        nothing = self._standard({}, in_force=False, not_covered=True, kind="request")
        nothing.action_put_in_force()
        self.assertEqual(nothing.state, "in_force")

    def test_per_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        draft = self._standard({"resolution": 1}, in_force=False, company_id=other.id, team_ids=[Command.clear()])
        self.assertFalse(draft.with_user(self.manager).search([("id", "=", draft.id)]))
