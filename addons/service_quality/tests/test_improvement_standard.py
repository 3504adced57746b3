from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_improvement import ImprovementCase


@tagged("post_install", "-at_install")
class TestStandardise(ImprovementCase):
    """What helped becomes a new version of a document; in force, it closes the cycle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.process = cls.env["service.process"].create(
            {"name": "Repair", "automatic": False, "step_ids": [Command.create({"name": "Look"})]}
        )
        cls.process.action_put_in_force()
        cls.article = cls.env["service.article"].create({"name": "Pump", "problem": "Loud", "solution": "Oil"})
        cls.article.action_publish()

    def effective(self, user=None):
        improvement = self.improvement(user=user or self.manager, root_cause="The bearing")
        improvement.action_ids = [Command.create({"name": "Look at the bearing", "user_id": improvement.user_id.id})]
        improvement.action_do()
        improvement.action_ids.action_done()
        improvement.action_check()
        improvement.sudo()._follow_outcome("effective")
        return improvement

    def draft(self, improvement, kind, document, user=None):
        improvement = improvement.with_user(user or improvement.env.user)
        improvement.action_standardise()
        wizard = self.env["service.improvement.standardise"].with_user(improvement.env.user)
        with Form(wizard.with_context(default_improvement_id=improvement.id)) as form:
            if form.kind != kind:
                form.kind = kind
            form[f"{kind}_id"] = document
        action = form.record.action_make()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_a_process_in_force_closes_the_cycle(self):
        improvement = self.effective()
        draft = self.draft(improvement, "process", self.process)
        self.assertEqual((draft.state, draft.version, draft.previous_id), ("draft", 2, self.process))
        self.assertEqual((draft.improvement_id, improvement.process_ids), (improvement, draft))
        self.assertIn("Look at the bearing", draft.change_note)
        with self.assertRaisesRegex(UserError, "Not in force"):
            improvement.action_close()
        self.assertEqual(improvement.state, "act")
        draft.with_user(self.manager).action_put_in_force()
        self.assertEqual(improvement.state, "closed")
        self.assertIn("Repair (version 2)", improvement.standardised)
        self.assertFalse(improvement.activity_ids)

    def test_a_standard_is_signed_by_somebody_else(self):
        improvement = self.effective()
        draft = self.draft(improvement, "standard", self.standard)
        self.assertEqual((draft._name, draft.author_id), ("service.standard", self.manager))
        with self.assertRaises(UserError):
            draft.with_user(self.manager).action_put_in_force()
        draft.with_user(self.director).action_put_in_force()
        self.assertEqual((draft.state, improvement.state), ("in_force", "closed"))

    def test_a_standard_that_takes_effect_later_closes_it_then(self):
        improvement = self.effective()
        draft = self.draft(improvement, "standard", self.standard)
        draft.with_user(self.director).write({"valid_from": "2026-03-20 00:00:00"})
        draft.with_user(self.manager).action_approve()
        self.assertEqual(improvement.state, "act")
        self.time.move_to("2026-03-20 00:05:00")
        self.env["service.standard"]._cron_take_effect()
        self.assertEqual(improvement.state, "closed")

    def test_an_agent_proposes_an_article(self):
        improvement = self.effective(user=self.agent)
        draft = self.draft(improvement, "article", self.article)
        self.assertEqual((draft._name, draft.improvement_id), ("service.article.version", improvement))
        draft.with_user(self.leader).action_refuse()
        self.assertEqual(improvement.state, "act")
        again = self.draft(improvement, "article", self.article)
        self.assertNotEqual(again, draft)
        again.with_user(self.leader).action_approve()
        self.assertEqual(improvement.state, "closed")

    def test_two_documents_are_both_waited_for(self):
        improvement = self.effective()
        process = self.draft(improvement, "process", self.process)
        article = self.draft(improvement, "article", self.article)
        process.with_user(self.manager).action_put_in_force()
        self.assertEqual(improvement.state, "act")
        article.with_user(self.leader).action_approve()
        self.assertEqual(improvement.state, "closed")

    def test_one_draft_follows_from_one_improvement(self):
        self.draft(self.effective(), "process", self.process)
        with self.assertRaisesRegex(UserError, "another improvement"):
            self.draft(self.effective(), "process", self.process)

    def test_who_may(self):
        improvement = self.effective(user=self.leader)
        past_the_form = {"improvement_id": improvement.id, "kind": "process", "process_id": self.process.id}
        wizard = self.env["service.improvement.standardise"].with_user(self.leader).create(past_the_form)
        with self.assertRaisesRegex(UserError, "Service managers"):
            wizard.action_make()
        self.assertTrue(self.draft(improvement, "process", self.process, user=self.manager))
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        with self.assertRaises(AccessError):
            improvement.with_user(stranger).action_standardise()
        with self.assertRaisesRegex(UserError, "effective"):
            self.improvement(user=self.manager).action_standardise()


@tagged("post_install", "-at_install")
class TestKept(ImprovementCase):
    """Nothing that people are judged by is deleted; an empty draft of one's own may go."""

    def test_improvements(self):
        own = self.improvement()
        with self.assertRaises(AccessError):
            own.with_user(self._user("stranger", "service_quality.service_quality_group_agent")).unlink()
        for user in (self.leader, self.manager):
            with self.assertRaises(UserError):
                own.with_user(user).unlink()
        own.unlink()
        self.assertFalse(own.exists())
        measured = self.improvement()
        measured.action_ids = [Command.create({"name": "Another supplier", "user_id": self.leader.id})]
        with self.assertRaises(UserError):
            measured.unlink()
        checked = self.carried_out()
        with self.assertRaises(UserError):
            checked.with_user(self.agent).unlink()

    def test_measures_and_reasons(self):
        improvement = self.improvement(root_cause="The bearing")
        whys = self.env["service.improvement.why"].with_user(self.agent)
        slip, kept = whys.create([{"improvement_id": improvement.id, "name": name} for name in ("Slip", "Worn")])
        improvement.action_ids = [
            Command.create({"name": name, "user_id": self.agent.id}) for name in ("Slip", "Order", "Drop")
        ]
        mistaken, done, todo = improvement.action_ids.sorted("id")
        slip.unlink()
        mistaken.unlink()
        done.action_done()
        with self.assertRaises(UserError):
            done.unlink()
        improvement.action_do()
        for record in (todo, kept):
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            improvement.write({"action_ids": [Command.delete(todo.id)]})

    def test_proposals(self):
        proposals = self.env["service.proposal"]
        draft = proposals.with_user(self.agent).create({"name": "Call ahead", "idea": "From the road"})
        for user in (self._user("colleague", "service_quality.service_quality_group_department"), self.manager):
            with self.assertRaises(AccessError):
                draft.with_user(user).unlink()
        submitted = draft.copy()
        submitted.action_submit()
        for user in (self.agent, self.leader, self.manager):
            with self.assertRaises(UserError):
                submitted.with_user(user).unlink()
        draft.unlink()
        self.assertTrue(submitted.exists())
