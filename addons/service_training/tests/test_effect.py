from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import START, AgentsCase


@tagged("post_install", "-at_install")
class TestEffect(AgentsCase):
    """Six trained and six others; the trained keep 9 of 10 promises afterwards, everybody 5 of 10 before."""

    def _promises(self, employee, day, met, missed, metric="resolution"):
        """Clocks that ended on a day: written as the import of a history would."""
        self.env.cr.execute(
            "INSERT INTO service_clock"
            " (user_id, metric, cycle, start, stop, due, state, result, compliance, limit_seconds)"
            " SELECT %s, %s, 1, %s, %s, %s, 'stopped', r, CASE r WHEN 'met' THEN 1 ELSE 0 END, 60 FROM unnest(%s) r",
            (employee.user_id.id, metric, day, day, day, ["met"] * met + ["missed"] * missed),
        )

    def _train(self, number):
        for employee in self.agents[:number]:
            self._pass(employee)
        self.session.with_user(self.trainer).action_close()

    def _measure(self, days=100):
        self.time.move_to(START + timedelta(days=days))
        self.session.with_user(self.officer).action_measure_effect()
        return {effect.days: effect for effect in self.env["training.effect"].search([])}

    def test_the_effect(self):
        self._train(6)
        for index, employee in enumerate(self.agents):
            self._promises(employee, START - timedelta(days=10), 5, 5)
            after = 9 if index < 6 else 5 + index % 2
            self._promises(employee, START + timedelta(days=20), after, 10 - after)
        effect = self._measure()[30]
        self.assertEqual((effect.trained, effect.others, effect.verdict), (6, 6, "better"))
        self.assertAlmostEqual(effect.estimate, 0.35)
        self.assertTrue(0 < effect.low < 0.35 < effect.high)
        self.assertAlmostEqual(effect.before_trained, 0.5)
        self.assertAlmostEqual(effect.after_trained, 0.9)

    def test_too_few_and_too_early(self):
        self._train(4)
        for employee in self.agents:
            self._promises(employee, START - timedelta(days=10), 5, 5)
            self._promises(employee, START + timedelta(days=20), 9, 1)
        found = self._measure(days=50)
        self.assertEqual((found[30].verdict, found[30].trained), ("too_few", 4))
        self.assertEqual(found[90].verdict, "early")

    def test_only_the_courses_indicator(self):
        self.course.effect_metric = "closure"
        self._train(6)
        for employee in self.agents:
            self._promises(employee, START - timedelta(days=10), 5, 5)
            self._promises(employee, START + timedelta(days=20), 9, 1)
        self.assertEqual(self._measure()[30].trained, 0)

    def test_who_may(self):
        with self.assertRaises(UserError):
            self.session.with_user(self.officer).action_measure_effect()
        with self.assertRaises(AccessError):
            self.env["training.effect"].with_user(self.trainer).search([])
