from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import START
from .test_improvement import WEEK, ImprovementCase


@tagged("post_install", "-at_install")
class TestJudgedByEvidence(ImprovementCase):
    """Whether it helped can be found out, also where there is nothing to count."""

    MEASURE = "Nine of ten calls name the price of the journey"

    def planned(self, **values):
        return self.improvement(
            cause_id=False,
            root_cause="Nobody tells it",
            action_ids=[Command.create({"name": "A line in the script", "user_id": self.agent.id})],
            **values,
        )

    def in_check(self):
        improvement = self.planned(effect_by="evidence", effect_measure=self.MEASURE)
        improvement.action_do()
        improvement.action_ids.action_done()
        improvement.action_check()
        return improvement

    def judge(self, improvement, outcome, user=None):
        wizard = self.env["service.improvement.judge"].with_user(user or self.agent)
        wizard.create({"improvement_id": improvement.id, "outcome": outcome, "evidence": "Ten heard"}).action_judge()

    def test_nothing_is_carried_out_before_it_is_said_how_it_shows(self):
        improvement = self.planned()
        with self.assertRaises(ValidationError) as refused:
            improvement.action_do()
        self.assertIn("Choose the cause", str(refused.exception))
        improvement.effect_by = "evidence"
        with self.assertRaises(ValidationError) as refused:
            improvement.action_do()
        self.assertIn("what is looked at", str(refused.exception))
        improvement.effect_measure = self.MEASURE
        improvement.action_do()
        with self.assertRaises(ValidationError):
            improvement.effect_by = "cases"
        improvement.write({"effect_by": "cases", "cause_id": self.pump.id})
        with self.assertRaises(ValidationError):
            improvement.cause_id = False

    def test_a_person_is_reminded_and_judges(self):
        improvement = self.in_check()
        [reminder] = improvement.activity_ids
        self.assertEqual((reminder.user_id, reminder.date_deadline), (self.agent, (START + 8 * WEEK).date()))
        improvement.after_weeks = 4
        [reminder] = improvement.activity_ids
        self.assertEqual(reminder.date_deadline, (START + 4 * WEEK).date())
        self.go_to(START + 5 * WEEK)
        self.check()
        self.assertEqual((improvement.state, len(improvement.check_ids)), ("check", 0))
        with self.assertRaises(UserError):
            improvement.action_check_now()
        self.judge(improvement, "effective")
        [check] = improvement.check_ids
        self.assertEqual((check.outcome, check.evidence, check.user_id), ("effective", "Ten heard", self.agent))
        self.assertEqual(improvement.state, "act")
        self.assertEqual(improvement.activity_ids.summary, "It helped: make it the rule")

    def test_what_did_not_help_goes_to_the_next_cycle_on_the_day(self):
        improvement = self.in_check()
        self.go_to(START + timedelta(days=1))
        self.judge(improvement, "ineffective")
        self.assertEqual((improvement.state, improvement.cycle, improvement.outcome), ("plan", 2, "ineffective"))
        with self.assertRaises(UserError):
            self.judge(improvement, "effective")

    def test_who_may_not_write_it_does_not_judge(self):
        improvement = self.in_check()
        other = self._user("other", "service_quality.service_quality_group_agent")
        with self.assertRaises(AccessError):
            self.judge(improvement, "effective", other)
        with self.assertRaises(AccessError):
            self.env["service.improvement.check"].with_user(self.manager).create(
                {"improvement_id": improvement.id, "outcome": "effective"}
            )
        with self.assertRaises(UserError):
            self.judge(self.carried_out(), "effective")
