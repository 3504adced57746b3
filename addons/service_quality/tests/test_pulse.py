from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ServiceCase

SECRET = "a sentence that only one colleague wrote"


@tagged("post_install", "-at_install")
class TestPulse(ServiceCase):
    """What a colleague answered is attacked by everybody who might want to know."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Asked"})
        group = "service_quality.service_quality_group_department"
        cls.staff = cls.env["res.users"].concat(*(cls._user(f"staff{number}", group) for number in range(4)))
        cls.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id, "department_id": cls.department.id}
                for user in (*cls.staff, cls.agent)
            ]
        )
        cls.admin = cls.env.ref("base.user_admin")

    def _pulse(self, opened=True, **values):
        pulse = (
            self.env["service.pulse"]
            .with_user(self.manager)
            .create({"name": "A rule", "minimum": 3, "department_ids": [Command.set(self.department.ids)], **values})
        )
        if opened:
            pulse.action_open()
        return pulse

    def _invitation(self, pulse, user):
        return self.env["service.pulse.invitation"].with_user(user).search([("pulse_id", "=", pulse.id)])

    def _answer(self, pulse, user, score=4, words=None):
        action = self._invitation(pulse, user).action_answer()
        form = self.env["service.pulse.form"].with_user(user).with_context(**action["context"]).create({})
        form.line_ids.score = str(score)
        form.words = words
        form.action_submit()
        return form

    def attackers(self):
        return (self.agent, self.leader, self.manager, self.admin, self.staff[0])

    def test_from_the_question_to_the_means(self):
        pulse = self._pulse()
        self.assertEqual(pulse.asked_count, 5)
        for user, score in zip(self.staff, (1, 3, 4, 5), strict=True):
            self._answer(pulse, user, score, f"{9 - score} {SECRET}")
        pulse.action_close()
        self.assertEqual((pulse.state, pulse.answer_count, pulse.enough), ("closed", 4, True))
        for user in (self.manager, self.leader, self.agent):
            seen = pulse.with_user(user)
            self.assertEqual(seen.result_ids.mapped("mean"), [3.2] * 3)
            self.assertEqual(seen.result_ids.mapped("n"), [4] * 3)
            self.assertEqual([line[0] for line in seen.words.split("\n\n")], ["4", "5", "6", "8"])
        for model in ("answer", "invitation"):
            self.assertFalse(self.env[f"service.pulse.{model}"].sudo().search([("pulse_id", "=", pulse.id)]))

    def test_the_window_shows_every_question(self):
        pulse = self._pulse()
        action = self._invitation(pulse, self.staff[0]).action_answer()
        model = self.env["service.pulse.form"].with_user(self.staff[0]).with_context(**action["context"])
        with Form(model) as form:
            for number in range(3):
                with form.line_ids.edit(number) as line:
                    self.assertTrue(line.name)
                    line.score = "4"
            form.words = SECRET
        form.record.action_submit()
        self.assertTrue(self._invitation(pulse, self.staff[0]).answered)

    def test_results_can_be_kept_to_leaders(self):
        pulse = self._pulse(shared=False)
        for user in self.staff:
            self._answer(pulse, user, words=SECRET)
        pulse.action_close()
        seen = pulse.with_user(self.agent)
        self.assertFalse(seen.result_ids)
        self.assertFalse(seen.words)
        self.env.invalidate_all()
        self.assertTrue(pulse.with_user(self.leader).result_ids)

    def test_too_few_answers_are_gone_and_shown_to_nobody(self):
        pulse = self._pulse()
        for user in self.staff[:2]:
            self._answer(pulse, user, words=SECRET)
        pulse.action_close()
        self.assertFalse(pulse.enough)
        self.assertFalse(self.env["service.pulse.result"].sudo().search([("pulse_id", "=", pulse.id)]))
        self.assertFalse(self.env["service.pulse.answer"].sudo().search([("pulse_id", "=", pulse.id)]))

    def test_answers_cannot_be_reached_by_any_role(self):
        pulse = self._pulse()
        self._answer(pulse, self.staff[1], words=SECRET)
        for user in self.attackers():
            answers = self.env["service.pulse.answer"].with_user(user)
            for attempt in (
                lambda a=answers: a.search([]),
                lambda a=answers: a.search_count([]),
                lambda a=answers: a.search_read([], ["score"]),
                lambda a=answers: a._read_group([], ["question_id"], ["score:avg"]),
                lambda a=answers: a.sudo().search([], limit=1).with_user(a.env.user).read(["score"]),
                lambda a=answers: a.sudo().search([], limit=1).with_user(a.env.user).export_data(["score"]),
                lambda a=answers: a.create({}),
            ):
                with self.assertRaises(UserError, msg=user.login):
                    attempt()
            rows = self.env["service.pulse.invitation"].with_user(user)
            self.assertLessEqual(rows.search([]).user_id, user, "only the own invitation")
            theirs = self.env["service.pulse.invitation"].sudo().search([("user_id", "=", self.staff[1].id)])
            if user != self.staff[1]:
                with self.assertRaises(AccessError):
                    theirs.with_user(user).read(["answered"])
                with self.assertRaises(UserError):
                    theirs.with_user(user).action_answer()
                self.assertFalse(rows.search_count([("user_id", "=", self.staff[1].id)]))
            with self.assertRaises(AccessError):
                rows.search([]).write({"answered": False})
                rows.create({"pulse_id": pulse.id, "user_id": user.id})

    def test_no_path_through_other_models_leads_to_them(self):
        secret = ("service.pulse.answer", "service.pulse.invitation")
        pointing = {
            (model, name)
            for model in self.env.registry
            for name, field in self.env[model]._fields.items()
            if field.comodel_name in secret
        }
        self.assertEqual(pointing, {("service.pulse.form", "invitation_id")})

    def test_nothing_is_to_be_seen_while_it_is_open(self):
        """Looking again after each answer tells nothing at all."""
        pulse = self._pulse()
        names = ["answer_count", "asked_count", "enough", "words", "result_ids", "write_date", "write_uid", "reminded"]

        def look(user):
            seen = pulse.with_user(user)
            self.env.flush_all()
            self.env.invalidate_all()
            results = self.env["service.pulse.result"].with_user(user)
            return seen.read(names), results.search_count([]), seen.message_ids.ids

        before = [look(user) for user in (self.leader, self.manager, self.admin)]
        for user, score in zip(self.staff, (1, 3, 5, 5), strict=True):
            self._answer(pulse, user, score, SECRET)
            self.assertEqual([look(user) for user in (self.leader, self.manager, self.admin)], before)

    def test_who_answered_what_and_when_is_stored_nowhere(self):
        pulse = self._pulse()
        form = self._answer(pulse, self.staff[0], 2, SECRET)
        self.env.flush_all()
        self.assertFalse(form.sudo().exists(), "the typed questions are gone")
        self.assertFalse(self.env["service.pulse.form.line"].sudo().search([]))
        for table in ("service_pulse_answer", "service_pulse_invitation", "service_pulse_result"):
            self.env.cr.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND (data_type LIKE 'timestamp%%' OR data_type = 'date'"
                " OR column_name IN ('create_uid', 'write_uid'))",
                (table,),
            )
            self.assertEqual(self.env.cr.fetchall(), [], table)
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'service_pulse_answer'"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(columns, {"id", "pulse_id", "question_id", "score", "words"})
        for model in ("mail.message", "mail.tracking.value", "mail.activity", "ir.attachment", "mail.mail"):
            text = str(self.env[model].search([("create_date", ">=", self.env.cr.now())]).read())
            self.assertNotIn(SECRET, text, model)
            self.assertNotIn("service.pulse.answer", text, model)

    def test_what_was_promised_does_not_change(self):
        pulse = self._pulse()
        for user in (self.manager, self.admin):
            mine = pulse.with_user(user)
            for attempt in (
                lambda p=mine: p.write({"minimum": 3}),
                lambda p=mine: p.write({"department_ids": [Command.clear()]}),
                lambda p=mine: p.write({"state": "draft"}),
                lambda p=mine: p.write({"answer_count": 9}),
                lambda p=mine: p.write({"closes_on": fields.Date.today()}),
                lambda p=mine: p.question_ids[0].write({"name": "Another"}),
                lambda p=mine: p.question_ids[0].unlink(),
                lambda p=mine: p.question_ids.create({"pulse_id": p.id, "name": "One more"}),
                lambda p=mine: p.unlink(),
                lambda p=mine: p.action_open(),
            ):
                with self.assertRaises(UserError), self.cr.savepoint():
                    attempt()
        pulse.closes_on += timedelta(days=5)
        pulse.action_close()
        with self.assertRaises(UserError):
            pulse.action_close()
        with self.assertRaises(UserError):
            pulse.write({"closes_on": fields.Date.today()})

    def test_only_enough_people_are_asked(self):
        with self.assertRaises(UserError):
            self._pulse(minimum=6)
        self.staff[0].active = False
        with self.assertRaises(UserError):
            self._pulse(minimum=5)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._pulse(opened=False, minimum=2)

    def test_once_each_and_not_after_the_end(self):
        pulse = self._pulse()
        self._answer(pulse, self.staff[0])
        with self.assertRaises(UserError):
            self._answer(pulse, self.staff[0])
        invitation = self._invitation(pulse, self.staff[1])
        questions = pulse.sudo().question_ids.ids
        for scores in ({}, dict.fromkeys(questions, 6), dict.fromkeys(questions, 0), dict.fromkeys(questions[1:], 3)):
            with self.assertRaises(UserError):
                invitation._submit(scores, None)
        with self.assertRaises(UserError):
            invitation.with_user(self.agent)._submit(dict.fromkeys(questions, 3), None)
        form = self.env["service.pulse.form"].with_user(self.staff[1]).create({"invitation_id": invitation.id})
        pulse.action_close()
        with self.assertRaises(UserError):
            form.action_submit()

    def test_everybody_is_reminded_once_and_it_ends_by_itself(self):
        today = fields.Date.today()
        pulse = self._pulse(closes_on=today + timedelta(days=2))
        self._answer(pulse, self.staff[0])
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.env.flush_all()
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("service_quality.ir_cron_pulse").method_direct_trigger()
        self.env.invalidate_all()
        reminder = self.env["mail.message"].search([("id", ">", before), ("model", "=", "service.pulse")])
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.notified_partner_ids, (self.staff | self.agent).partner_id)
        pulse.sudo().closes_on = today - timedelta(days=1)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_pulse").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((pulse.state, pulse.enough), ("closed", False))

    def test_who_may_ask(self):
        for user in (self.agent, self.leader, self.staff[0]):
            with self.assertRaises(AccessError):
                self.env["service.pulse"].with_user(user).create({"name": "Mine"})
            draft = self._pulse(opened=False)
            self.assertFalse(draft.with_user(user).search([("id", "=", draft.id)]))
        portal = self._user("portal", "base.group_portal")
        for model in ("", ".question", ".invitation", ".answer", ".result"):
            with self.assertRaises(AccessError):
                self.env[f"service.pulse{model}"].with_user(portal).search([])

    def test_from_a_standard(self):
        pulse = self.env["service.pulse"].with_user(self.manager).create({"standard_id": self.standard.id})
        self.assertEqual(pulse.name, self.standard.display_name)
        self.assertEqual(len(pulse.question_ids), 3)
