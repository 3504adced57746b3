from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_appraisal import AppraisalCase


class IncentiveCase(AppraisalCase):
    def setUp(self):
        super().setUp()
        self._clocks(self.ann, 9, 1)
        self._clocks(self.bob, 8, 2)
        self.cycle, self.form = self._collected()
        self.cycle.action_calibrate()
        self.cycle.action_publish()
        self.cycle.sudo().write({"answer_until": "2026-12-31"})
        self.cycle.action_close()
        self.scheme = (
            self.env["service.incentive"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Bonus",
                    "company_id": self.company.id,
                    "scale_id": self.scale.id,
                    "rule_ids": [
                        Command.create({"grade_id": self.grades["A"].id, "points": 3, "cap": 500}),
                        Command.create({"grade_id": self.grades["A"].id, "points": 3, "fixed": 100, "rank_max": 1}),
                        Command.create({"grade_id": self.grades["D"].id, "points": 1}),
                    ],
                }
            )
        )

    def _run(self, pool=1000):
        return (
            self.env["service.incentive.run"]
            .with_user(self.officer)
            .create({"cycle_id": self.cycle.id, "incentive_id": self.scheme.id, "pool_amount": pool})
        )

    def _amounts(self, run):
        return {line.employee_id: line.amount for line in run.line_ids}


@tagged("post_install", "-at_install")
class TestIncentive(IncentiveCase):
    def test_grades_and_ranks_are_paid(self):
        """The first rank has a rule of its own: 3 of 4 shares without cap, and a fixed amount."""
        run = self._run(1000)
        run.action_compute()
        ann, bob = self.employees
        self.assertEqual(self._amounts(run), {ann: 850, bob: 250})
        self.assertEqual(run.total, 1100)

    def test_a_cap_gives_the_rest_to_the_others(self):
        self.scheme.rule_ids[1].rank_max = 0
        self.scheme.rule_ids[1].cap = 600
        self.scheme.rule_ids[0].unlink()
        run = self._run(1000)
        run.action_compute()
        ann, bob = self.employees
        self.assertEqual(self._amounts(run), {ann: 700, bob: 400})

    def test_shares_add_up_to_the_cent(self):
        self.scheme.rule_ids[2].points = 0.7
        run = self._run(999.99)
        run.action_compute()
        self.assertEqual(round(sum(run.line_ids.mapped("share")), 2), 999.99)

    def test_a_bonus_by_presence(self):
        """Who was there half of the time gets half of the fixed amount, half a share, and at most half of the cap."""
        self.scheme.by_presence = True
        bob = self.cycle.sudo().appraisal_ids.filtered(lambda form: form.employee_id.user_id == self.bob)
        self.scheme.rule_ids = [
            Command.clear(),
            Command.create({"grade_id": bob.grade_id.id, "points": 1, "fixed": 101}),
        ]
        if self.form.grade_id != bob.grade_id:
            self.scheme.rule_ids = [Command.create({"grade_id": self.form.grade_id.id, "points": 1, "fixed": 101})]
        # closed forms are not written any more
        self.env.cr.execute(
            "UPDATE service_appraisal SET presence = CASE WHEN id = %s THEN 0.5 ELSE 1 END WHERE cycle_id = %s",
            (bob.id, self.cycle.id),
        )
        bob.invalidate_recordset()
        run = self._run()
        lines = {
            values["appraisal_id"]: (values["part"], values["share"], values["fixed"])
            for values in run._prepare_lines()
        }
        self.assertEqual(lines[self.form.id], (1, 666.67, 101))
        self.assertEqual(lines[bob.id], (0.5, 333.33, 50.5))
        self.scheme.rule_ids.cap = 500
        lines = {values["appraisal_id"]: values["share"] for values in run._prepare_lines()}
        self.assertEqual(lines, {self.form.id: 500, bob.id: 250})

    def test_repeating_a_run_pays_nothing_twice(self):
        first = self._run()
        first.action_approve()
        again = self._run()
        again.action_approve()
        self.assertEqual(again.total, 0)
        self.env["service.appraisal.adjustment"].with_user(self.officer).create(
            {"appraisal_id": self.form.id, "new_grade_id": self.grades["D"].id, "reason": "Counted twice"}
        )
        third = self._run()
        third.action_approve()
        ann, bob = self.employees
        self.assertEqual(self._amounts(third), {ann: -350, bob: 250}, "half the pool each, less what was paid")
        self.assertEqual(first.total + third.total, 1000)

    def test_only_frozen_results_are_paid(self):
        other = self._started(period_kind="month", date_start="2026-03-01")
        run = self.env["service.incentive.run"].create(
            {"cycle_id": other.id, "incentive_id": self.scheme.id, "pool_amount": 10}
        )
        with self.assertRaises(UserError):
            run.action_compute()
        self.env.flush_all()
        self.env.cr.execute("UPDATE service_appraisal SET score = 100 WHERE id = %s", (self.form.id,))
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self._run().action_compute()

    def test_an_approved_run_stays(self):
        run = self._run()
        run.action_approve()
        for attempt in (
            lambda: run.write({"pool_amount": 5}),
            lambda: run.write({"state": "draft"}),
            lambda: run.unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        run.action_compute()
        self.assertEqual(run.total, 1100)
        with self.assertRaises(AccessError):
            run.line_ids[0].write({"amount": 1})
        grades = [Command.create({"name": "X", "lower": 0})]
        other = self.env["service.grade.scale"].create({"name": "O", "grade_ids": grades})
        with self.assertRaises(ValidationError):
            self.scheme.rule_ids[0].grade_id = other.grade_ids

    def test_money_is_the_officers(self):
        run = self._run()
        run.action_compute()
        for user in (self.ann, self.leader, self.manager):
            for record in (run, run.line_ids, self.scheme, self.scheme.rule_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read([])

    def test_scorecard_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        report = self.env["ir.actions.report"]
        for lang in ("en_US", "zh_CN"):
            html, _kind = report.with_context(lang=lang)._render_qweb_html(
                "service_kpi.report_appraisal", self.form.ids
            )
            self.assertIn("93.75", html.decode())
            self.assertIn(self.form.content_hash, html.decode())

    def test_printed_results(self):
        officer = self.cycle.with_user(self.officer)
        page = self._print(officer)
        for text in (*self.cycle.appraisal_ids.employee_id.mapped("name"), "93.75", self.cycle.chain_head):
            self.assertIn(text, page)
        self.assertNotIn("Adjusted after Publication", page)
        grade = self.form.template_id.scale_id.grade_ids.sorted("lower")[0]
        self.env["service.appraisal.adjustment"].with_user(self.officer).create(
            {"appraisal_id": self.form.id, "new_grade_id": grade.id, "reason": "<b>Forged</b> tickets"}
        )
        page = self._print(officer)
        self.assertIn("Adjusted after Publication", page)
        self.assertIn("&lt;b&gt;Forged&lt;/b&gt; tickets", page)

    def test_printed_results_count_what_the_reader_may_read(self):
        everybody = self.cycle.with_user(self.officer)._get_results()
        self.assertEqual(everybody["forms"], self.cycle.appraisal_ids)
        ((_scale, grades),) = everybody["scales"]
        self.assertEqual(sum(people for _grade, people, *_rest in grades), len(everybody["judged"]))
        self.assertAlmostEqual(sum(percent for _grade, _people, percent, _wanted in grades), 100)
        stranger = self._user("stranger", "service_quality.service_quality_group_manager")
        self.assertFalse(self.cycle.with_user(stranger)._get_results()["forms"])

    def test_nothing_is_printed_before_there_are_results(self):
        cycle = self.cycle.copy({"date_start": "2026-06-01"}).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "end of the collection"):
            cycle.action_print()
        with self.assertRaisesRegex(UserError, "end of the collection"):
            cycle._get_results()

    def _print(self, cycle):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(cycle.env.user)
            ._render_qweb_html("service_kpi.report_appraisal_cycle", cycle.ids)
        )
        return html.decode()
