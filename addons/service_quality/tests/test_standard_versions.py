from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import HOUR, START, ServiceCase


@tagged("post_install", "-at_install")
class TestStandardVersions(ServiceCase):
    """A case is judged by the version that held when its clock started."""

    def new_version(self, hours, standard=None):
        standard = standard or self.standard
        standard.action_new_version()
        draft = self.env["service.standard"].search([("previous_id", "=", standard.id)])
        draft.target_ids.filtered(lambda t: t.metric == "resolution").limit_value = hours
        return draft

    def test_in_force_nothing_that_cases_are_judged_by_changes(self):
        standard = self.standard.with_user(self.manager)
        target = standard.target_ids[0]
        self.partial = self._standard({"resolution": 1}, kind="request")
        for change in (
            lambda: standard.write({"priority": "3"}),
            lambda: standard.write({"domain": "[]"}),
            lambda: standard.write({"team_ids": [Command.clear()]}),
            lambda: standard.write({"company_id": self.env.company.id}),
            lambda: standard.write({"target_ids": [Command.update(target.id, {"limit_value": 99})]}),
            lambda: target.write({"limit_value": 99}),
            lambda: target.unlink(),
            lambda: target.create({"standard_id": self.partial.id, "metric": "closure"}),
            lambda: standard.write({"state": "draft"}),
            lambda: standard.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
            self.env.invalidate_all()

    def test_the_next_version_has_its_name_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.standard.name = "Hotline"
        self.standard.with_context(lang="zh_CN").name = "热线"
        self.standard.with_context(lang="zh_CN").action_new_version()
        draft = self.env["service.standard"].search([("previous_id", "=", self.standard.id)])
        self.assertEqual((draft.name, draft.with_context(lang="zh_CN").name), ("Hotline", "热线"))

    def test_words_may_be_corrected_in_force(self):
        self.standard.with_user(self.manager).write({"name": "Hotline, day", "summary": "We answer."})
        self.standard.message_post(body="Agreed with the customers' council")

    def test_the_next_version_takes_over_and_running_clocks_keep_theirs(self):
        old = self._ticket()
        draft = self.new_version(2)
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertEqual(self.clock(self._ticket()).standard_id, self.standard)
        self.wait(hours=1)
        draft.action_put_in_force()
        new = self._ticket()
        self.assertEqual((self.standard.state, self.standard.valid_to), ("retired", draft.valid_from))
        self.assertEqual(self.clock(new).due, START + 3 * HOUR)
        self.assertEqual(self.clock(old).due, START + 8 * HOUR)
        self._move(old, "done")
        self._move(old, "in_progress")
        self.assertEqual(self.clock(old, cycle=2).standard_id, draft)

    def test_a_version_may_begin_later(self):
        draft = self.new_version(2)
        draft.valid_from = START + 10 * HOUR
        draft.action_put_in_force()
        self.wait(hours=9)
        self.assertEqual(self.clock(self._ticket()).standard_id, self.standard)
        self.wait(hours=1)
        self.assertEqual(self.clock(self._ticket()).standard_id, draft)

    def test_the_next_version_is_made_once(self):
        self.assertEqual(self.standard.action_new_version()["res_id"], self.standard.action_new_version()["res_id"])

    def test_a_retired_standard_promises_nothing(self):
        self.wait(hours=1)
        self.standard.action_retire()
        ticket = self._ticket()
        self.assertNotIn(self.standard, self.clocks(ticket).standard_id)
        self.assertTrue(self.clocks(ticket), "the shipped standard holds again")

    def test_an_archived_standard_promises_nothing(self):
        self.standard.action_archive()
        self.assertNotIn(self.standard, self.clocks(self._ticket()).standard_id)

    def test_an_empty_standard_is_not_put_in_force(self):
        with self.assertRaises(UserError):
            self.env["service.standard"].create({"name": "Nothing"}).action_put_in_force()

    def test_a_draft_may_go(self):
        draft = self._standard({"resolution": 1}, in_force=False)
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_only_managers_write_standards(self):
        for user in (self.agent, self.leader):
            standard = self.standard.with_user(user)
            standard.read(["name"])
            for change in (
                lambda standard=standard: standard.write({"name": "Mine"}),
                lambda standard=standard: standard.action_retire(),
                lambda standard=standard: standard.action_new_version(),
                lambda standard=standard: standard.target_ids.write({"limit_value": 99}),
            ):
                with self.assertRaises(AccessError):
                    change()
