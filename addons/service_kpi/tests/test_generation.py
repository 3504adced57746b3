from unittest.mock import patch

from odoo import Command, fields
from odoo.addons.base.models.ir_cron import IrCron
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import service_appraisal_generate
from .test_appraisal import AppraisalCase


class Killed(BaseException):
    pass


@tagged("post_install", "-at_install")
class TestGeneration(AppraisalCase):
    """Forms batch by batch: six people, two a batch."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(service_appraisal_generate, "_BATCH", 2))
        # the trigger is not what is tested here, and tests do not commit
        self.startPatcher(patch.object(IrCron, "_trigger", lambda *args, **kwargs: None))
        self.progress = []

    def _run(self, stop_after=None):
        """The scheduled action, with each commit noted, killed at one of them if so asked."""

        def commit(_cron, done=0, *, remaining=None, **_kwargs):
            self.progress.append((done, remaining))
            if stop_after == len(self.progress):
                raise Killed
            return 60

        with patch.object(IrCron, "_commit_progress", commit):
            self.env["service.appraisal.cycle"]._cron_generate()

    def _look(self, cycle):
        cycle.invalidate_recordset()
        return (cycle.generating, cycle.appraisal_count, cycle.people_count)

    def test_the_first_batch_at_once_the_others_by_and_by(self):
        cycle = self._started()
        self.assertEqual(self._look(cycle), (True, 2, 6))
        self.assertAlmostEqual(cycle.progress, 100 / 3)
        with self.assertRaisesRegex(UserError, "still being made"):
            cycle.action_calibrate()
        self._run()
        self.assertEqual(self.progress, [(2, 2), (2, 0)])
        self.assertEqual(self._look(cycle), (False, 6, 6))
        people = cycle.sudo().appraisal_ids.employee_id
        self.assertEqual(len(people), 6)
        told = self.env["mail.message"].search([("model", "=", cycle._name), ("res_id", "=", cycle.id)])
        self.assertIn("The forms are made", str(told.mapped("subject")))
        for form in cycle.sudo().appraisal_ids:
            self.assertEqual(len(form.line_ids), 2, form.display_name)
            self.assertEqual(bool(form.manager_id), bool(form.feedback_ids), form.display_name)

    def test_what_was_killed_goes_on(self):
        cycle = self._started()
        # assertRaises would undo what the scheduled action has committed
        try:
            self._run(stop_after=1)
        except Killed:
            killed = True
        self.assertTrue(killed)
        self.assertEqual(self._look(cycle), (True, 4, 6))
        self._run()
        self.assertEqual(self._look(cycle), (False, 6, 6))

    def test_again_changes_nothing(self):
        cycle = self._started()
        self._run()
        forms, rows = cycle.sudo().appraisal_ids, cycle.sudo().appraisal_ids.feedback_ids
        self._run()
        cycle.action_generate()
        cycle.invalidate_recordset()
        self.assertEqual((cycle.sudo().appraisal_ids, cycle.sudo().appraisal_ids.feedback_ids), (forms, rows))

    def test_late_joiners_by_themselves(self):
        cycle = self._started()
        self._run()
        joiner = self._employee(self._user("joiner"))
        later = self._employee(self._user("later"), contract_date_start="2026-04-01", date_version="2026-04-01")
        self._run()
        self.assertTrue(self._form(cycle, joiner))
        self.assertFalse(self._form(cycle, later), "joined after the period")
        cycle.follow_joiners = False
        other = self._employee(self._user("other"))
        self._run()
        self.assertFalse(self._form(cycle, other))

    def test_posts_without_a_template_get_none(self):
        self.template.job_ids = [Command.set(self.job.ids)]
        cycle = self._started()
        self._run()
        self.assertEqual(cycle.sudo().appraisal_ids.employee_id.job_id, self.job)
        self.assertEqual(self._look(cycle)[2], 2)


@tagged("post_install", "-at_install")
class TestReminder(AppraisalCase):
    """Who is told what, and when."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(IrCron, "_trigger", lambda *args, **kwargs: None))
        self.startPatcher(patch.object(IrCron, "_commit_progress", lambda *args, **kwargs: 60))
        self.env["res.lang"]._activate_lang("zh_CN")

    def _told(self, day):
        """``{login: text}`` of what is sent on a day."""
        messages = self.env["mail.message"]
        before = messages.search([("model", "=", "service.appraisal.cycle")])
        with patch.object(fields.Date, "context_today", lambda record, timestamp=None: fields.Date.to_date(day)):
            self.env["service.appraisal.cycle"]._cron_remind()
        new = messages.search([("model", "=", "service.appraisal.cycle")]) - before
        self.assertTrue(all(len(message.partner_ids) == 1 for message in new), "nobody reads who else is late")
        return {message.partner_ids.user_ids.login: message.body for message in new}

    def _open_cycle(self):
        cycle = self._started(department_ids=[Command.set(self.hotline.ids)])
        cycle.sudo().review_until = "2026-04-20"
        return cycle

    def test_reviewers_superiors_and_those_who_nominate(self):
        cycle = self._open_cycle()
        form = self._form(cycle)
        row = (
            self.env["service.appraisal.feedback"]
            .with_user(self.ann)
            .create({"appraisal_id": form.id, "rater_id": self.peers[0].id})
        )
        told = self._told("2026-04-06")
        self.assertIn("Rate colleagues: 5", told[self.manager.login])
        self.assertIn("Approve proposed reviewers: 1", told[self.manager.login])
        self.assertIn("Propose colleagues", told[self.ann.login])
        self.assertNotIn("Rate colleagues", told[self.peers[0].user_id.login], "not approved yet")
        row.with_user(self.manager).action_approve()
        self.assertEqual(self._told("2026-04-06"), {}, "once a day")
        self.assertEqual(self._told("2026-04-16"), {}, "not before the last days")
        self.assertIn("Rate colleagues: 1", self._told("2026-04-17")[self.peers[0].user_id.login])
        self.assertEqual(self._told("2026-04-19"), {})
        self._answer(row, 4)
        told = self._told("2026-04-20")
        self.assertNotIn("Rate colleagues", told[self.peers[0].user_id.login])
        self.assertIn("Rate colleagues", told[self.manager.login])

    def test_in_the_language_of_the_reader(self):
        self.ann.lang = "zh_CN"
        self._open_cycle()
        body = self._told("2026-04-06")[self.ann.login]
        self.assertNotIn("Propose colleagues", body)
        self.assertIn("同事", body)

    def test_results_and_appeals(self):
        cycle, form = self._collected()
        cycle.action_calibrate()
        cycle.action_publish()
        cycle.sudo().answer_until = "2027-01-20"
        told = self._told("2027-01-16")
        self.assertIn("Read your result", told[self.ann.login])
        form.with_user(self.ann)._give_answer("appealed", "No")
        told = self._told("2027-01-18")
        self.assertNotIn(self.ann.login, told)
        self.assertIn("Decide on appeals: 1", told[form.reviewer_id.login])
        told = self._told("2027-01-22")
        self.assertEqual(set(told), {form.reviewer_id.login}, "the time to answer is over, that to decide is not")
        domain = self.env.ref("service_kpi.service_appraisal_action_staff").domain
        found = self.env["service.appraisal"].with_user(form.reviewer_id)
        self.assertIn(form, found.search(eval(domain, {"uid": form.reviewer_id.id})).sudo())

    def test_by_hand_everybody_again(self):
        cycle = self._open_cycle()
        self._told("2026-04-06")
        before = self.env["mail.message"].search_count([("model", "=", cycle._name), ("res_id", "=", cycle.id)])
        cycle.action_remind()
        after = self.env["mail.message"].search_count([("model", "=", cycle._name), ("res_id", "=", cycle.id)])
        self.assertEqual(after - before, len(cycle.sudo()._get_open_steps()))

    def test_nobody_reads_when_others_were_told(self):
        self._open_cycle()
        self._told("2026-04-06")
        for user in (self.officer, self.manager, self.ann, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.env["service.appraisal.reminder"].with_user(user).search([])
