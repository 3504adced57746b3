from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import START, AgentsCase


@tagged("post_install", "-at_install")
class TestLevels(AgentsCase):
    """Six trained and six others, as on the screen of a session and of its course."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls.env["service.inspection.sheet"].create({"name": "A sheet"})

    def _inspect(self, employee, days, *scores):
        """Submitted inspections, as they are stored."""
        moment = START + timedelta(days=days)
        ticket = self.env["helpdesk.ticket"].create({"name": "Case", "description": "Case"})
        values = {"sheet_id": self.sheet.id, "agent_id": employee.user_id.id, "inspector_id": self.officer.id}
        values |= {"ticket_id": ticket.id, "state": "submitted", "submitted_at": moment}
        self.env["service.inspection"].create([{**values, "final_score": score} for score in scores])

    def _promises(self, employee, days, met, missed):
        day = START + timedelta(days=days)
        self.env.cr.execute(
            "INSERT INTO service_clock"
            " (user_id, metric, cycle, start, stop, due, state, result, compliance, limit_seconds)"
            " SELECT %s, 'resolution', 1, %s, %s, %s, 'stopped', r, CASE r WHEN 'met' THEN 1 ELSE 0 END, 60"
            " FROM unnest(%s) r",
            (employee.user_id.id, day, day, day, ["met"] * met + ["missed"] * missed),
        )

    def _close(self, number=6, session=None):
        session = session or self.session
        for employee in self.agents[:number]:
            self._pass(employee, session)
        self.time.move_to(START + timedelta(days=4))
        session.with_user(self.trainer).action_close()

    def _measure(self, days=100):
        self.time.move_to(START + timedelta(days=days))
        self.session.with_user(self.officer).action_measure_effect()

    def _shown(self, record=None):
        record = (record or self.session).with_user(self.officer)
        record.invalidate_recordset()
        return str(record.effect_levels)

    def _reactions(self):
        return self.env["training.reaction"].search([("session_id", "=", self.session.id)])

    # 1 reaction

    def test_who_took_part_is_asked_once(self):
        self._enroll(self.other)
        self._close(4)
        reactions = self._reactions()
        self.assertEqual(len(reactions), 4, "who never came is not asked")
        self.env["training.reaction"]._ask(self.session)
        self.assertEqual(self._reactions(), reactions)
        self.assertIn("0 of 4 answered", self._shown())
        mails = self.env["mail.mail"].sudo().search([("model", "=", "training.reaction")])
        self.assertEqual(len(mails), 4)

    def test_the_mail_has_the_link(self):
        self.agents[1].user_id.partner_id.email = False
        self._close(2)
        mail = self.env["mail.mail"].sudo().search([("model", "=", "training.reaction")])
        asked = self._reactions().filtered("partner_id.email")
        self.assertIn(asked._get_url(), mail.body_html, "who has no address is not written to")

    def test_the_course_may_ask_nobody(self):
        self.course.ask_reaction = False
        self._close(2)
        self.assertFalse(self._reactions())
        self.assertIn("Nobody was asked yet", self._shown())

    def test_means_from_three_answers_on(self):
        self._close(4)
        scores = {"content": 5, "trainer": 4, "organisation": 3, "usefulness": 2}
        one, two, three, _four = self._reactions()
        one._answer(scores, "More practice")
        two._answer(scores)
        self.assertIn("Too few answers", self._shown())
        self.assertNotIn("More practice", self._shown())
        three._answer({**scores, "content": 2})
        self.assertIn("4.0 / 5", self._shown())
        self.assertIn("More practice", self._shown())
        self.assertIn("3 of 4 answered", self._shown(self.course))

    def test_an_answer_stands(self):
        self._close(1)
        reaction = self._reactions()
        scores = dict.fromkeys(("content", "trainer", "organisation", "usefulness"), 5)
        with self.assertRaises(UserError):
            reaction._answer({"content": 5})
        with self.assertRaises(UserError):
            reaction._answer({**scores, "content": 6})
        reaction._answer(scores)
        with self.assertRaises(UserError):
            reaction._answer({**scores, "content": 1})

    def test_nobody_reads_who_said_what(self):
        self._close(1)
        for user in (self.officer, self.trainer, self.agents[0].user_id):
            with self.assertRaises(AccessError):
                self.env["training.reaction"].with_user(user).search([])
        enrollment = self.session.enrollment_ids[0]
        self.assertTrue(enrollment.with_user(self.agents[0].user_id).reaction_url)
        self.assertFalse(enrollment.with_user(self.officer).reaction_url, "the link is the participant's")

    # 2 learning

    def _test(self, enrollment, right):
        """Take the test that is open now."""
        enrollment.sudo()._get_test_url()
        attempt = enrollment.sudo()._get_tests().filtered(lambda a: a.state != "done")
        answers = attempt.survey_id.question_ids.suggested_answer_ids
        attempt._save_lines(attempt.survey_id.question_ids, str(answers[0 if right else 1].id))
        attempt._mark_done()

    def test_gain(self):
        self.course.test_id = self._exam()
        enrollments = [self._enroll(employee) for employee in self.agents[:6]]
        for number, enrollment in enumerate(enrollments):
            self._test(enrollment, right=number == 0)
        with self.assertRaises(UserError):
            self.time.move_to(START + timedelta(days=2))
            enrollments[0]._get_test_url()
        self.time.move_to(START + timedelta(days=3, hours=1))
        self.assertIn("Nobody has taken the test", self._shown())
        for enrollment in enrollments[:4]:
            self._test(enrollment, right=True)
        self.assertIn("Too few people for an interval: 4", self._shown())
        for enrollment in enrollments[4:]:
            self._test(enrollment, right=True)
        self.assertIn("+83.3 points", self._shown())
        with self.assertRaises(UserError):
            enrollments[0]._get_test_url()
        self.assertFalse(enrollments[0]._get_finished_inputs(self.course.exam_id), "it is no exam")

    def test_the_exam_is_no_test(self):
        exam = self._exam()
        with self.assertRaises(ValidationError):
            self._course(name="Other", exam_id=exam.id, test_id=exam.id)

    # 3 behaviour

    def test_inspections_before_and_after(self):
        self._close()
        self.assertIn("Not measured yet", self._shown())
        for index, employee in enumerate(self.agents):
            self._inspect(employee, -10, 60, 70)
            self._inspect(employee, 20, *((85, 95) if index < 6 else (65, 65 + index)))
        self._measure()
        effect = self.env["training.effect"].search([("level", "=", "behaviour"), ("days", "=", 30)])
        self.assertEqual((effect.trained, effect.others, effect.verdict), (6, 6, "better"))
        changes = [index / 200 for index in range(6, 12)]
        self.assertAlmostEqual(effect.estimate, 0.25 - sum(changes) / 6)
        self.assertIn("Better than colleagues", self._shown())

    def test_too_few_inspections(self):
        self._close()
        for employee in self.agents:
            self._inspect(employee, -10, 60)
            self._inspect(employee, 20, 90, 90)
        self._measure()
        self.assertIn("Too few people: 0 trained", self._shown())

    # 4 result and return

    def _kept(self):
        for index, employee in enumerate(self.agents):
            self._promises(employee, -10, 5, 5)
            after = 9 if index < 6 else 5 + index % 2
            self._promises(employee, 20, after, 10 - after)

    def test_return_on_cost(self):
        self._close()
        self._kept()
        self.session.cost_ids = [Command.create({"kind": "venue", "amount": 1000, "state": "spent"})]
        with self.assertRaises(ValidationError):
            self.course.point_value = 20
        self._measure()
        self.assertIn("Not shown: the course does not say", self._shown())
        self.course.write({"point_value": 20, "benefit_basis": "Compensation of last year"})
        self._measure()
        effect = self.env["training.effect"].search([("level", "=", "result"), ("days", "=", 30)])
        # 35 points × 20 × 6 people × 1 month
        self.assertAlmostEqual(effect.benefit, 4200)
        self.assertAlmostEqual(effect.return_on_cost, 3.2)
        self.assertLess(effect.return_low, 3.2)
        longest = self.env["training.effect"].search([("level", "=", "result"), ("days", "=", 90)])
        self.assertAlmostEqual(longest.benefit, 3 * 4200)
        self.assertIn("Compensation of last year", self._shown())
        self.assertIn("+1160%", self._shown())
        self.course.point_value = 0
        self.assertIn("Not shown: the course does not say", self._shown(), "no value, no return")

    def test_no_return_of_what_is_not_known(self):
        self.course.write({"point_value": 20, "benefit_basis": "Accounts"})
        self._close(4)
        self._kept()
        self._measure()
        self.assertIn("Too few people: 4 trained", self._shown())
        self.assertFalse(self.env["training.effect"].search([("has_return", "=", True)]))
        self.assertIn("Not shown: the result is not known", self._shown())

    def test_no_return_without_cost(self):
        self.course.write({"point_value": 20, "benefit_basis": "Accounts"})
        self._close()
        self._kept()
        self._measure()
        self.assertIn("measure again once the costs are entered", self._shown())

    # Rights

    def test_the_effect_is_the_officers(self):
        for user in (self.user, self.trainer):
            with self.assertRaises(AccessError):
                self.session.with_user(user).read(["effect_levels"])
            with self.assertRaises(AccessError):
                self.course.with_user(user).read(["effect_levels"])
