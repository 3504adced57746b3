from datetime import timedelta

from odoo import Command, api, fields, models

from ..engine.timetable import lay_out


class TrainingSession(models.Model):
    _inherit = "training.session"

    @api.model
    def _make_demo_trainings(self):
        """Demo data: a training that is over, one that runs and one that is open, with the plan they come from."""
        quiet = self.with_context(training_no_mail=True)
        people = quiet._make_demo_people()
        course = self.env.ref("service_training.training_course_half_year")
        plan = quiet._make_demo_plan(course)
        over = quiet._make_demo_session("Spring training", course, -40, plan.line_ids[0])
        over._make_demo_results(people[:2])
        running = quiet._make_demo_session("Autumn training", course, 0, plan.line_ids[0])
        running.action_start()
        for employee in people[2:]:
            running.enrollment_ids.create({"session_id": running.id, "employee_id": employee.id})
        customers = self.env.ref("service_training.training_course_service_90")
        quiet._make_demo_session("Service skills for partners", customers, 30, plan.line_ids[1], portal_enrollment=True)
        self._make_demo_certificates(people, course, customers)
        self.env["training.need"]._gather_posts()

    @api.model
    def _make_demo_people(self):
        """Employees of the agents, and some without a login."""
        department = self.env.ref("service_quality.hr_department_service")
        job = self.env.ref("service_quality.hr_job_agent")
        self.env.ref("service_training.training_course_new_hire").job_ids = job
        names = ("hr_employee_agent", "hr_employee_agent_technical")
        agents = self.env["hr.employee"].union(*(self.env.ref(f"service_quality.{name}") for name in names))
        agents.hourly_cost = 28
        return agents + agents.create(
            [
                {"name": name, "hourly_cost": 25, "department_id": department.id, "job_id": job.id}
                for name in ("Mei Lin", "Piotr Nowak", "Ana Duarte")
            ]
        )

    @api.model
    def _make_demo_plan(self, course):
        today = fields.Date.context_today(self)
        other = self.env.ref("service_training.training_course_service_90")
        plan = self.env["training.plan"].create(
            {
                "year": today.year,
                "goal": "Every complaint is closed within a day by trained people.",
                "line_ids": [
                    Command.create({"course_id": course.id, "month": "4", "headcount": 5, "budget": 4000}),
                    Command.create({"course_id": other.id, "month": "10", "headcount": 8, "budget": 12000}),
                ],
            }
        )
        officer = self.env.ref("service_training.res_users_trainer")
        approval = {"approved_by": self.env.uid, "approved_on": fields.Datetime.now(), "submitted_by": officer.id}
        plan.write({"state": "approved", **approval})
        return plan

    @api.model
    def _make_demo_session(self, name, course, days, line, **values):
        """A session that begins some days from now, six hours a day."""
        first = fields.Datetime.now().replace(hour=1, minute=0, second=0) + timedelta(days=days)
        starts = (first + timedelta(days=day, hours=hour) for day in range(15) for hour in (0, 4))
        openings = [(start, start + timedelta(hours=3)) for start in starts]
        session = self.create(
            {
                "name": name,
                "course_id": course.id,
                "trainer_id": self.env.ref("service_training.hr_employee_trainer").id,
                "place_id": self.env.ref("service_training.training_place_demo").id,
                "capacity": 6,
                "plan_line_id": line.id,
                "cost_ids": [
                    Command.create({"kind": "venue", "amount": 600, "state": "spent" if days < 0 else "committed"}),
                    Command.create({"kind": "material", "amount": 150}),
                ],
                **values,
            }
        )
        session.slot_ids = [
            Command.create({"start": start, "stop": stop, "hours": hours, "kind": kind, "project_id": project})
            for (project, kind), start, stop, hours in lay_out(
                session._get_blocks(), openings, course.class_hour_minutes
            )
        ]
        session.action_open()
        return session

    def _make_demo_results(self, people):
        """The first attends everything, the second misses the practice."""
        self.ensure_one()
        for number, employee in enumerate(people):
            enrollment = self.enrollment_ids.create({"session_id": self.id, "employee_id": employee.id})
            for slot in self.slot_ids:
                missed = number == 1 and slot.kind == "practice"
                self.env["training.attendance"].create(
                    {
                        "slot_id": slot.id,
                        "enrollment_id": enrollment.id,
                        "state": "absent" if missed else "present",
                    }
                )
        self.action_close()

    @api.model
    def _make_demo_certificates(self, people, course, other):
        """Certificates of earlier years: one ends soon, one is a customer's technician's."""
        today = fields.Date.context_today(self)
        company = self.env.ref("base.main_company").id
        technician = self.env.ref("service_quality.partner_customer_contact")
        self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": people[2]._get_training_partner().id,
                    "employee_id": people[2].id,
                    "course_id": course.id,
                    "company_id": company,
                    "issued": today - timedelta(days=160),
                    "valid_to": today + timedelta(days=20),
                    "origin": "import",
                },
                {
                    "partner_id": technician.id,
                    "course_id": other.id,
                    "company_id": company,
                    "issued": today - timedelta(days=100),
                    "valid_to": today + timedelta(days=600),
                    "origin": "import",
                },
            ]
        )
