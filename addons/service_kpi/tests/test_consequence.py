from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_appraisal import AppraisalCase


class ConsequenceCase(AppraisalCase):
    """Ann reaches A in the first quarter, Bob D: two rules of the test's own scale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["service.consequence.rule"]
        cls.honour_rule = cls._rule(name="Star", kind="honour", grade_id=cls.grades["A"].id, publish=True)
        cls.plan_rule = cls._rule(name="Plan", kind="plan", grade_id=cls.grades["D"].id, extensions=1)
        cls.course = cls.env["training.course"].search([("state", "=", "in_force")], limit=1) or cls.env[
            "training.course"
        ].create({"name": "Complaints", "company_id": cls.company.id})
        cls.plan_rule.course_ids = cls.course

    @classmethod
    def _rule(cls, **values):
        return cls.env["service.consequence.rule"].create({"scale_id": cls.scale.id, **values})

    def _closed(self, good=(19, 1), bad=(5, 15), day=date(2026, 2, 5)):
        """A closed quarter: Ann's and Bob's promises met and missed."""
        at = f"{day.year}-{day.month:02}-10 04:00:00"
        self._clocks(self.ann, *good, at=at)
        self._clocks(self.bob, *bad, at=at)
        cycle = self._started(date_start=day)
        for employee, stars in zip(self.employees, (5, 1), strict=True):
            self._answer(self._row(self._form(cycle, employee), "manager"), stars)
        cycle.action_calibrate()
        cycle.action_publish()
        cycle.sudo().write({"answer_until": "2026-04-01"})
        cycle.action_close()
        return cycle

    def _plan(self):
        return self.env["service.improvement.plan"].search([("employee_id", "=", self.employees[1].id)])


@tagged("post_install", "-at_install")
class TestConsequence(ConsequenceCase):
    def test_a_closed_cycle_draws_its_rules_once(self):
        cycle = self._closed()
        ann, bob = self.employees
        honours = self.env["service.honour"].search([("company_id", "=", self.company.id)])
        self.assertEqual((honours.employee_id, honours.title, honours.published), (ann, "Star", True))
        plan = self.env["service.improvement.plan"].search([("company_id", "=", self.company.id)])
        self.assertEqual((plan.employee_id, plan.goal_ids.root_id), (bob, self.kpi))
        cycle.action_draw_consequences()
        self.assertEqual(self.env["service.honour"].search_count([("company_id", "=", self.company.id)]), 1)
        self.assertEqual(self._plan(), plan)

    def test_a_result_leads_to_training(self):
        course = self.env.ref("service_training.training_course_new_hire")
        with self.assertRaises(ValidationError):
            self._rule(name="Back to school", kind="training", grade_id=self.grades["D"].id)
        rule = self._rule(
            name="Back to school",
            kind="training",
            grade_id=self.grades["D"].id,
            course_ids=[Command.set(course.ids)],
        )
        cycle = self._closed()
        bob = self.employees[1]
        need = self.env["training.need"].search([("course_id", "=", course.id), ("employee_id", "=", bob.id)])
        self.assertEqual((need.source, need.name, need.state), ("appraisal", rule.name, "open"))
        self.assertEqual(need.origin_ids._get_record(), self._form(cycle, bob))
        need.sudo()._refuse("Coached instead")
        cycle.action_draw_consequences()
        self.assertEqual(self.env["training.need"].search_count([("employee_id", "=", bob.id)]), 1, "once a form")

    def test_results_in_a_row(self):
        rule = self._rule(name="Twice", kind="promotion", grade_id=self.grades["A"].id, in_a_row=2)
        proposals = self.env["service.career.proposal"]
        self._closed()
        self.assertFalse(proposals.search([("rule_id", "=", rule.id)]))
        self._closed(day=date(2026, 5, 5))
        self.assertEqual(proposals.search([("rule_id", "=", rule.id)]).employee_id, self.employees[0])

    def test_rules_are_checked(self):
        grades = [Command.create({"name": "X", "lower": 0})]
        other = self.env["service.grade.scale"].create({"name": "O", "grade_ids": grades})
        for values in (
            {"grade_id": other.grade_ids.id},
            {"grade_id": False},
            {"trigger": "failed_plan", "kind": "honour"},
        ):
            with self.assertRaises(ValidationError):
                self._rule(**{"name": "R", "kind": "plan", "grade_id": self.grades["D"].id, **values})

    def test_tampered_results_draw_nothing_new(self):
        """Consequences follow from closed cycles alone."""
        cycle = self._started()
        with self.assertRaises(UserError):
            cycle.action_draw_consequences()


@tagged("post_install", "-at_install")
class TestImprovementPlan(ConsequenceCase):
    def _running(self):
        with freeze_time("2026-04-02 08:00:00"):
            self._closed()
            plan = self._plan()
            plan.with_user(self.manager).action_start()
        self.assertEqual((plan.date_start, plan.date_end), (date(2026, 5, 1), date(2026, 7, 31)))
        return plan

    def test_start_makes_needs_and_reviews(self):
        plan = self._running()
        need = self.env["training.need"].search([("improvement_plan_id", "=", plan.id)])
        self.assertEqual((need.course_id, need.employee_id, need.source), (self.course, plan.employee_id, "appraisal"))
        self.assertEqual(plan.review_ids[-1].date, plan.date_end)
        self.assertEqual(plan.activity_ids.user_id, self.manager)
        with self.assertRaises(UserError):
            plan.with_user(self.manager).write({"duration": "month"})
        with self.assertRaises(UserError):
            plan.goal_ids.with_user(self.manager).write({"least_score": 1})

    def test_met_by_the_figures_of_its_time(self):
        plan = self._running()
        self._clocks(self.bob, 17, 3, at="2026-05-31 15:59:00")
        self._clocks(self.bob, 1, 0, at="2026-07-31 15:59:00")
        # Shanghai is eight hours ahead: this one is of August
        self._clocks(self.bob, 0, 15, at="2026-07-31 16:00:00")
        plan.with_user(self.manager).action_judge()
        # 18 of 21 is 95.2 % of the target of 90 %; 80 % scores 0, 100 % scores 100
        self.assertEqual((plan.state, plan.goal_ids.score_text), ("met", "76.19"))
        self.assertFalse(plan.activity_ids)

    def test_missed_extended_then_failed(self):
        self._rule(name="Failed", kind="rotation", trigger="failed_plan")
        plan = self._running()
        self._clocks(self.bob, 5, 5, at="2026-06-10 04:00:00")
        self._clocks(self.bob, 5, 5, at="2026-09-10 04:00:00")
        plan.with_user(self.manager).action_judge()
        self.assertEqual((plan.state, plan.extension_count, plan.date_end), ("running", 1, date(2026, 10, 31)))
        plan.with_user(self.manager).action_judge()
        self.assertEqual(plan.state, "failed")
        proposal = self.env["service.career.proposal"].search([("plan_id", "=", plan.id)])
        self.assertEqual((proposal.kind, proposal.employee_id), ("rotation", plan.employee_id))

    def test_without_data_nobody_fails(self):
        plan = self._running()
        plan.with_user(self.manager).action_judge()
        plan.with_user(self.manager).action_judge()
        self.assertEqual((plan.state, plan.extension_count, plan.goal_ids.result), ("running", 0, "none"))

    def test_not_before_its_time(self):
        plan = self._running()
        with freeze_time("2026-07-31 08:00:00"), self.assertRaises(UserError):
            plan.with_user(self.manager).action_judge()
        self._clocks(self.bob, 9, 1, at="2026-06-10 04:00:00")
        review = plan.review_ids[0]
        with freeze_time("2026-06-20 08:00:00"):
            review.with_user(self.manager).action_done()
        self.assertEqual((review.done, review.figures), (True, "Promises: 100.00"))

    def test_whose_plan_it_is(self):
        with freeze_time("2026-04-02 08:00:00"):
            self._closed()
        plan = self._plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.bob).read(["state"])
        with freeze_time("2026-04-02 08:00:00"):
            plan.with_user(self.manager).action_start()
        plan.with_user(self.bob).read([])
        plan.goal_ids.with_user(self.bob).read([])
        plan.review_ids.with_user(self.bob).read([])
        for user in (self.ann, self.leader):
            with self.assertRaises(AccessError):
                plan.with_user(user).read(["state"])
            with self.assertRaises(AccessError):
                plan.goal_ids.with_user(user).read(["score"])
        for attempt in (
            lambda: plan.with_user(self.bob).write({"coaching": "None needed"}),
            lambda: plan.with_user(self.bob)._cancel("No"),
            lambda: plan.goal_ids.with_user(self.bob).write({"least_score": 0}),
            lambda: plan.review_ids[0].with_user(self.bob).write({"note": "Good"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRaises(UserError):
            plan.with_user(self.officer).write({"state": "met"})
        # Nobody is offered a button that would be refused
        for user, leads in ((self.bob, False), (self.manager, True), (self.officer, True)):
            self.assertEqual(plan.with_user(user).may_decide, leads, user.name)


@tagged("post_install", "-at_install")
class TestCareer(ConsequenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.senior = cls.env["hr.job"].create({"name": "Senior agent", "company_id": cls.company.id})
        cls.path = cls.env["service.career.path"].create(
            {
                "company_id": cls.company.id,
                "job_id": cls.job.id,
                "next_job_id": cls.senior.id,
                "scale_id": cls.scale.id,
                "grade_id": cls.grades["B"].id,
                "in_a_row": 1,
                "months": 24,
                "course_ids": [Command.set(cls.course.ids)],
            }
        )

    def _certify(self, employee):
        self.env["training.certificate"].sudo().create(
            {
                "number": f"T-{employee.id}",
                "partner_id": employee._get_training_partner().id,
                "employee_id": employee.id,
                "course_id": self.course.id,
                "company_id": self.company.id,
                "issued": "2026-01-01",
                "token": f"token-{employee.id}",
            }
        )

    def _check(self, user=None):
        action = self.path.with_user(user or self.officer).action_check()
        return self.env["service.career.check"].search(action["domain"])

    def test_who_fulfils_what(self):
        self._closed()
        ann, bob = self.employees
        for employee in self.employees:
            self._certify(employee)
        rows = {row.employee_id: row for row in self._check()}
        self.assertEqual({employee: row.fulfilled for employee, row in rows.items()}, {ann: True, bob: False})
        self.assertEqual((rows[bob].results_met, rows[bob].time_met, rows[bob].missing_ids.ids), (False, True, []))
        ann.create_version({"date_version": "2026-06-01"}).job_id = self.senior
        ann.create_version({"date_version": "2026-12-01"}).job_id = self.job
        row = self._check().filtered(lambda r: r.employee_id == ann)
        self.assertEqual((row.since, row.time_met), (date(2026, 12, 1), False), "back since December")

    def test_a_missing_certificate(self):
        self._closed()
        row = self._check().filtered(lambda r: r.employee_id == self.employees[0])
        self.assertEqual((row.missing_ids, row.fulfilled), (self.course, False))

    def test_my_career_shows_me_alone(self):
        action = self.env["service.career.path"].with_user(self.bob).action_check_mine()
        rows = self.env["service.career.check"].with_user(self.bob).search(action["domain"])
        self.assertEqual(rows.sudo().employee_id, self.employees[1])
        rows.read(["employee_name", "path_name", "results_text", "fulfilled"])
        others = self._check()
        with self.assertRaises(AccessError):
            others.with_user(self.bob).read(["fulfilled"])

    def _propose(self, **values):
        return (
            self.env["service.career.proposal"]
            .with_user(self.manager)
            .create(
                {
                    "kind": "promotion",
                    "employee_id": self.employees[0].id,
                    "company_id": self.company.id,
                    "job_id": self.senior.id,
                    "effective": "2027-02-01",
                    "reason": "Twice A",
                    **values,
                }
            )
        )

    def test_an_approved_post_becomes_a_version(self):
        proposal = self._propose()
        proposal.with_user(self.officer)._decide("approved", "Well earned")
        employee = self.employees[0]
        self.assertEqual(employee._get_version(date(2027, 1, 31)).job_id, self.job)
        self.assertEqual(employee._get_version(date(2027, 2, 1)).job_id, self.senior)
        self.assertEqual((proposal.state, proposal.decided_by), ("approved", self.officer))
        with self.assertRaises(UserError):
            proposal.with_user(self.officer)._decide("rejected", "Again")
        with self.assertRaises(UserError):
            proposal.with_user(self.manager).write({"reason": "Other"})

    def test_who_proposes_and_who_decides(self):
        proposal = self._propose()
        for user in (self.manager, self.ann):
            with self.assertRaises(AccessError):
                proposal.with_user(user)._decide("approved", "Yes")
        own = self._propose().with_user(self.officer).copy()
        with self.assertRaises(UserError):
            own._decide("approved", "My own")
        with self.assertRaises(AccessError):
            proposal.with_user(self.ann).read(["state"])
        with self.assertRaises(AccessError):
            self._propose(employee_id=self.boss.id)
        with self.assertRaises(UserError):
            self._propose(effective=False).with_user(self.officer)._decide("approved", "When?")
        proposal.with_user(self.officer)._decide("rejected", "Next year")
        self.assertEqual(proposal.with_user(self.ann).read(["decision_reason"])[0]["decision_reason"], "Next year")

    def test_honour_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_kpi"], ["zh_CN"])
        self._closed()
        honour = self.env["service.honour"].search([("company_id", "=", self.company.id)])
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("service_kpi.report_honour", honour.ids)
        self.assertIn("Honour Certificate", html.decode())
        self.assertIn("荣誉证书", html.decode())
        self.assertIn(honour.number, html.decode())

    def test_praise_is_public_once_published(self):
        self.honour_rule.publish = False
        self._closed()
        honour = self.env["service.honour"].search([("company_id", "=", self.company.id)])
        with self.assertRaises(AccessError):
            honour.with_user(self.bob).read(["title"])
        with self.assertRaises(AccessError):
            honour.with_user(self.bob).action_publish()
        honour.with_user(self.officer).action_publish()
        row = honour.with_user(self.bob).read(["title", "employee_name"])[0]
        self.assertEqual((row["title"], row["employee_name"]), ("Star", "Agent0"))
        with self.assertRaises(UserError):
            honour.with_user(self.officer).write({"title": "Other"})
