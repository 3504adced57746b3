from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import START, TrainingCase

_FORECAST = {"number": {}, "partner_id": {}, "department_id": {}, "customer_id": {}, "course_id": {}, "state": {}}


@tagged("post_install", "-at_install")
class TestScale(TrainingCase):
    """The number of queries depends on neither people nor sessions: each is measured at two sizes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "training_no_mail": True, "tracking_disable": True})
        cls.departments = cls.env["hr.department"].create([{"name": f"Department {n}"} for n in range(4)])
        cls.crowd = cls.env["hr.employee"].create(
            [{"name": f"Employee {n}", "department_id": cls.departments[n % 4].id} for n in range(60)]
        )

    def _queries(self, work):
        """Those of the second of two equal runs, so that nothing is counted that is remembered."""
        counts = []
        for _run in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            work()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        return counts[-1]

    def _plan(self, number):
        """A plan with as many sessions, each with three people, one of them decided."""
        plan = self.env["training.plan"].create(
            {
                "year": 2030 + number,
                "department_id": self.departments[number % 4].id,
                "line_ids": [Command.create({"course_id": self.course.id, "headcount": 3, "budget": 100})] * number,
            }
        )
        for index, line in enumerate(plan.line_ids):
            session = self._session(days=10 + number * 100 + 5 * index)
            session.sudo().write(
                {"plan_line_id": line.id, "cost_ids": [Command.create({"kind": "venue", "amount": 5})]}
            )
            people = [self._enroll(employee, session) for employee in self.crowd[:3]]
            self._attend(people[0], 5, 5, 5)
            people[0].with_user(self.trainer).action_decide()
        return plan

    def test_plan_dashboard(self):
        small, large = self._plan(2), self._plan(9)
        plans = self.env["training.plan"].with_user(self.officer)
        names = ("headcount", "people_done", "hours_done", "pass_rate", "budget", "spent", "left", "state")
        specification = {name: {} for name in names}

        def show(found):
            return self._queries(lambda: plans.web_search_read([("id", "in", found.ids)], specification))

        def open_form(plan):
            lines = {"fields": {name: {} for name in ("course_id", "people_done", "passed", "hours_done", "spent")}}
            return self._queries(lambda: plans.browse(plan.id).web_read({**specification, "line_ids": lines}))

        self.assertEqual(show(small), show(small | large))
        self.assertEqual(open_form(small), open_form(large))
        self.assertEqual((large.people_done, large.passed, large.hours_done), (27, 9, 135))

    def _grant(self, employees):
        today = START.date()
        return self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": employee._get_training_partner().id,
                    "employee_id": employee.id,
                    "course_id": self.course.id,
                    "company_id": self.env.company.id,
                    "issued": today - timedelta(days=300),
                    "valid_to": date(2026, 4, 1 + number % 30),
                }
                for number, employee in enumerate(employees)
            ]
        )

    def test_forecast(self):
        """Who will be unqualified next month, as the list asks for it: groups, then the rows of one."""
        action = self.env.ref("service_training.training_certificate_action_ending")
        certificates = self.env["training.certificate"].with_user(self.officer)

        def ask():
            domain = safe_eval(action.domain)
            groups = certificates.web_read_group(domain, ["root_id"], ["__count"])
            rows = certificates.web_search_read([*domain, ("root_id", "=", self.course.id)], _FORECAST)
            return groups, rows["length"]

        counts = []
        for employees in (self.crowd[:5], self.crowd[5:]):
            self._grant(employees)
            counts.append(self._queries(ask))
        self.assertEqual(ask()[1], 60)
        self.assertEqual(*counts)

    def test_a_new_version_tells_everybody_at_once(self):
        counts = []
        for employees in (self.crowd[:5], self.crowd[5:55]):
            course = self._course(name=f"For {len(employees)}")
            self._grant(employees).sudo().write({"course_id": course.id})
            draft = self.env["training.course"].browse(course.action_new_version()["res_id"])
            draft.update_required = True
            before = self._count()
            draft.action_put_in_force()
            counts.append(self._count() - before)
            needs = self.env["training.need"].search_count([("course_id.root_id", "=", course.id)])
            self.assertEqual(needs, len(employees))
        self.assertLessEqual(counts[1], counts[0] + 2, "those of writing a list in chunks")

    def _count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.cr.sql_log_count

    def test_needs_of_new_posts(self):
        counts = []
        for name, employees in (("Few", self.crowd[:5]), ("Many", self.crowd[5:55])):
            job = self.env["hr.job"].create({"name": name})
            self._course(name=name, job_ids=job.ids)
            employees.job_id = job
            before = self._count()
            self.env["training.need"]._gather_posts()
            counts.append(self._count() - before)
            self.assertEqual(
                self.env["training.need"].search_count([("employee_id", "in", employees.ids)]), len(employees)
            )
        self.assertLessEqual(counts[1], counts[0] + 2, "those of writing a list in chunks")

    def test_lists_of_sessions_and_participants(self):
        def show(model, found, specification):
            table = self.env[model].with_user(self.officer)
            return self._queries(lambda: table.web_search_read([("id", "in", found.ids)], specification))

        sessions, names = self.env["training.session"], ("name", "course_id", "date_start", "place_id", "trainer_id")
        counts = ("enrolled_count", "waiting_count", "passed_count", "failed_count", "state")
        for index in range(9):
            session = self._session(days=10 + 5 * index)
            sessions |= session
            for employee in self.crowd[:3]:
                self._attend(self._enroll(employee, session), 5, 5, 5)
        columns = {name: {} for name in names + counts}
        self.assertEqual(show("training.session", sessions[:2], columns), show("training.session", sessions, columns))
        people = sessions.enrollment_ids
        columns = {name: {} for name in ("partner_id", "lecture_attended", "practice_attended", "exam_score", "result")}
        self.assertEqual(show("training.enrollment", people[:3], columns), show("training.enrollment", people, columns))

    def test_enrolling_and_closing(self):
        """What a participant more costs in a session: the same, however many there are."""
        costs = []
        for first, number in ((0, 5), (5, 15), (20, 35)):
            session = self._session(days=200 + first, capacity=0)
            before = self._count()
            self.env["training.enrollment"].create(
                [{"session_id": session.id, "employee_id": employee.id} for employee in self.crowd[first:][:number]]
            )
            enrolled = self._count() - before
            for enrollment in session.enrollment_ids:
                self._attend(enrollment, 5, 5, 5)
            before = self._count()
            session.with_user(self.trainer).action_close()
            costs.append((number, enrolled, self._count() - before))
        (_few, enrol_few, close_few), (_some, _enrol, close_some), (_many, enrol_many, close_many) = costs
        self.assertLessEqual(enrol_many, enrol_few + 6, costs)
        self.assertLessEqual((close_many - close_some) / 20, 3, f"{costs}: a number, a row of the log and nothing else")
        self.assertLessEqual((close_some - close_few) / 10, 3, costs)
