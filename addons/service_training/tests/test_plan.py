from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestPlan(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "a department manager", "base.group_user")
        boss = cls.env["hr.employee"].create({"name": "Manager", "user_id": cls.manager.id})
        cls.department = cls.env["hr.department"].create({"name": "Repair", "manager_id": boss.id})
        cls.plan = (
            cls.env["training.plan"]
            .with_user(cls.officer)
            .create(
                {
                    "year": 2026,
                    "department_id": cls.department.id,
                    "line_ids": [Command.create({"course_id": cls.course.id, "headcount": 2, "budget": 1000})],
                }
            )
        )

    def _approve(self):
        self.plan.action_submit()
        self.plan.with_user(self.manager).action_approve()

    def test_approved_by_the_manager_and_not_by_who_submits(self):
        self.plan.action_submit()
        self.officer.group_ids += self.env.ref("hr.group_hr_manager")
        for user in (self.officer, self.trainer, self.user):
            with self.assertRaises(AccessError, msg=user.name):
                self.plan.with_user(user).action_approve()
        self.plan.with_user(self.manager).action_approve()
        self.assertEqual((self.plan.state, self.plan.approved_by), ("approved", self.manager))

    def test_approved_plans_stay(self):
        self._approve()
        with self.assertRaises(UserError):
            self.plan.line_ids.budget = 5000
        with self.assertRaises(UserError):
            self.plan.goal = "Other"
        with self.assertRaises(AccessError):
            self.plan.write({"state": "draft"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.plan.line_ids.unlink()
        self.plan.action_revise()
        self.assertEqual((self.plan.state, self.plan.revision), ("draft", 2))
        self.plan.line_ids.budget = 5000

    def test_plan_against_actual(self):
        self.assertEqual((self.plan.headcount, self.plan.hours, self.plan.budget), (2, 30, 1000))
        self._approve()
        line = self.plan.line_ids
        session = self.env["training.session"].browse(line.action_plan_session()["res_id"])
        self.assertEqual((session.course_id, session.capacity, session.state), (self.course, 2, "draft"))
        self.session.plan_line_id = line
        self.session.cost_ids = [
            Command.create({"kind": "venue", "amount": 300, "state": "spent"}),
            Command.create({"kind": "material", "amount": 100, "state": "committed"}),
            Command.create({"kind": "travel", "amount": 50}),
        ]
        self.employee.hourly_cost = 40
        self._pass()
        failed = self._enroll(self.other)
        self._attend(failed, 5, 0, 0)
        failed._decide(final=True)
        self.plan.invalidate_recordset()
        line.invalidate_recordset()
        self.assertEqual((self.plan.people_done, self.plan.passed, self.plan.pass_rate), (2, 1, 0.5))
        self.assertEqual(self.plan.hours_done, 20)
        money = (self.plan.reserved, self.plan.committed, self.plan.spent, self.plan.left)
        self.assertEqual(money, (50, 100, 300, 550))
        self.assertEqual((self.session.direct_cost, self.session.time_cost), (450, 600))
        self.assertEqual(self.session.cost_per_head, 525)

    def test_costs_are_the_officers(self):
        with self.assertRaises(AccessError):
            self.env["training.cost"].with_user(self.trainer).search([])
        with self.assertRaises(AccessError):
            self.session.with_user(self.trainer).read(["time_cost"])
        self.assertFalse(self.env["training.plan"].with_user(self.user).search([]))
        self.assertEqual(self.env["training.plan"].with_user(self.manager).search([]), self.plan)

    def test_the_dashboard_costs_the_same_for_many(self):
        plans = self.plan
        for year in range(2030, 2050):
            plans |= self.plan.copy({"year": year})
        for line, index in zip(plans.line_ids, range(20), strict=False):
            session = self._session(days=30 + 5 * index)
            session.plan_line_id = line
            self._enroll(session=session)

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped(lambda plan: (plan.people_done, plan.hours_done, plan.left, plan.pass_rate))
            return self.cr.sql_log_count - before

        queries(plans)
        self.assertEqual(queries(plans[:2]), queries(plans))

    # Needs

    def test_new_hires_and_posts(self):
        job = self.env["hr.job"].create({"name": "Technician"})
        self.course.job_ids = job
        (self.employee | self.other).job_id = job
        self._pass(self.other)
        needs = self.env["training.need"]
        needs._gather_posts()
        needs._gather_posts()
        found = needs.search([("course_id", "=", self.course.id)])
        self.assertEqual((found.employee_id, found.source), (self.employee, "new_hire"))

    def test_skill_gaps(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Repair",
                "skill_ids": [Command.create({"name": "Soldering"})],
                "skill_level_ids": [
                    Command.create({"name": "Trained", "level_progress": 50, "default_level": True}),
                    Command.create({"name": "Expert", "level_progress": 100}),
                ],
            }
        )
        skill, (trained, expert) = kind.skill_ids, kind.skill_level_ids.sorted("level_progress")
        grants = Command.create({"skill_id": skill.id, "skill_level_id": trained.id})
        course = self._course(skill_ids=[grants])
        job = self.env["hr.job"].create({"name": "Technician"})
        required = {"job_id": job.id, "skill_type_id": kind.id, "skill_id": skill.id, "skill_level_id": trained.id}
        self.env["hr.job.skill"].create(required)
        (self.employee | self.other).job_id = job
        held = {"skill_type_id": kind.id, "skill_id": skill.id, "skill_level_id": expert.id}
        self.other.employee_skill_ids = [Command.create(held)]
        self.env["training.need"]._gather_skill_gaps()
        found = self.env["training.need"].search([("source", "=", "skill_gap")])
        self.assertEqual((found.employee_id, found.course_id), (self.employee, course))

    def test_what_a_post_asked_for_before_is_no_gap(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Service",
                "skill_ids": [Command.create({"name": "Telephone"})],
                "skill_level_ids": [Command.create({"name": "Trained", "level_progress": 60})],
            }
        )
        row = {"skill_type_id": kind.id, "skill_id": kind.skill_ids.id, "skill_level_id": kind.skill_level_ids.id}
        self._course(skill_ids=[Command.create({name: row[name] for name in ("skill_id", "skill_level_id")})])
        job = self.env["hr.job"].create({"name": "Technician"})
        past = {"job_id": job.id, "valid_from": "2025-01-01", "valid_to": "2026-01-31"}
        self.env["hr.job.skill"].create({**row, **past})
        self.employee.job_id = job
        self.env["training.need"]._gather_skill_gaps()
        self.assertFalse(self.env["training.need"].search([("source", "=", "skill_gap")]))

    def test_a_lost_seat_returns_the_need(self):
        need = self.env["training.need"]._report("manual", self.course, self.user.partner_id)
        need.with_user(self.officer).action_enroll()
        need.enrollment_id.with_user(self.user).action_cancel()
        self.assertEqual((need.state, need.enrollment_id.ids), ("open", []))
        need.with_user(self.officer).action_enroll()
        self.session.with_user(self.trainer).action_close()
        self.assertEqual((need.state, need.enrollment_id.ids), ("open", []), "who failed still needs the course")
        self.assertEqual(need.origin_ids.mapped("source"), ["manual", "failed"])

    def test_needs_of_who_has_left_wait(self):
        self.employee.department_id = self.department
        need = self.env["training.need"]._report("manual", self.course, self.user.partner_id)
        self.employee.action_archive()
        with self.assertRaises(UserError):
            self.plan.action_take_needs()
        self.employee.action_unarchive()
        self.plan.action_take_needs()
        self.assertEqual(need.state, "planned")

    def test_from_need_to_plan_to_done(self):
        self.employee.department_id = self.department
        need = self.env["training.need"]._report("complaint", self.course, self.user.partner_id, name="Case 17")
        self.assertEqual(need, self.env["training.need"]._report("manual", self.course, self.user.partner_id))
        self.plan.action_take_needs()
        self.assertEqual((need.state, need.plan_line_id, self.plan.headcount), ("planned", self.plan.line_ids, 3))
        need.with_user(self.officer).action_enroll()
        self.assertEqual(need.enrollment_id.session_id, self.session)
        self._attend(need.enrollment_id, 5, 5, 5)
        need.enrollment_id._decide()
        self.assertEqual(need.state, "done")

    def test_employees_ask_for_themselves_only(self):
        needs = self.env["training.need"].with_user(self.user)
        own = needs.create({"partner_id": self.user.partner_id.id, "name": "I want to learn"})
        self.assertEqual(own.employee_id, self.employee)
        with self.assertRaises(AccessError):
            needs.create({"partner_id": self.colleague.partner_id.id})
        with self.assertRaises(AccessError):
            own.write({"state": "planned"})

    def test_unqualified_soon(self):
        grant = {"partner_id": self.user.partner_id.id, "employee_id": self.employee.id, "issued": date(2025, 1, 1)}
        grant.update(course_id=self.course.id, company_id=self.env.company.id)
        action = self.env.ref("service_training.training_certificate_action_ending")
        for end, listed in ((date(2026, 3, 31), True), (date(2026, 4, 30), True), (date(2026, 5, 1), False)):
            certificate = self.env["training.certificate"]._grant([{**grant, "valid_to": end}])
            domain = safe_eval(action.domain)
            self.assertEqual(
                bool(self.env["training.certificate"].search([*domain, ("id", "=", certificate.id)])), listed
            )
