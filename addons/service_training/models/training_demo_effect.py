from datetime import timedelta

from odoo import Command, api, fields, models


class TrainingSession(models.Model):
    _inherit = "training.session"

    @api.model
    def _make_demo_effect(self):
        """Demo data: a short course whose participants were tested and asked, and needs from quality work."""
        quiet = self.with_context(training_no_mail=True)
        course = self.env.ref("service_training.training_course_demo_calls")
        course.action_put_in_force()
        session = quiet._make_demo_short_session(course)
        people = self.env["training.session"].search([("name", "=", "Autumn training")]).enrollment_ids.employee_id
        people |= self.env.ref("service_quality.hr_employee_agent")
        people |= self.env.ref("service_quality.hr_employee_agent_technical")
        for number, employee in enumerate(people):
            enrollment = session.enrollment_ids.create({"session_id": session.id, "employee_id": employee.id})
            for slot in session.slot_ids:
                row = {"slot_id": slot.id, "enrollment_id": enrollment.id, "state": "present"}
                self.env["training.attendance"].create(row)
            enrollment._make_demo_test("before", right=number % 2)
            enrollment._make_demo_test("after", right=2 if number else 1)
            enrollment._make_demo_drill(minutes=11 + 2 * number, lost=3 * number)
        session.action_close()
        scores = ((5, 5, 4, 5), (4, 5, 3, 4), (5, 4, 4, 4), (3, 4, 3, 4))
        remarks = ("More role plays, please.", "", "The recorded calls helped most.", "")
        reactions = self.env["training.reaction"].search([("session_id", "=", session.id)], limit=4)
        for reaction, given, remark in zip(reactions, scores, remarks, strict=False):
            names = ("content", "trainer", "organisation", "usefulness")
            reaction._answer(dict(zip(names, given, strict=True)), remark)
        self._make_demo_needs(course)
        self.search([("state", "=", "closed")]).action_measure_effect()

    @api.model
    def _make_demo_short_session(self, course):
        start = fields.Datetime.now().replace(hour=5, minute=0, second=0) - timedelta(days=12)
        project = course.module_ids.project_ids
        hour = timedelta(minutes=course.class_hour_minutes)
        session = self.create(
            {
                "name": "Difficult calls, first group",
                "course_id": course.id,
                "method": "role_play",
                "trainer_id": self.env.ref("service_training.hr_employee_trainer").id,
                "cost_ids": [Command.create({"kind": "material", "amount": 120, "state": "spent"})],
                "slot_ids": [
                    Command.create(
                        {"start": start, "stop": start + hour, "kind": "lecture", "hours": 1, "project_id": project.id}
                    ),
                    Command.create(
                        {
                            "start": start + 2 * hour,
                            "stop": start + 5 * hour,
                            "kind": "practice",
                            "hours": 3,
                            "project_id": project.id,
                        }
                    ),
                ],
            }
        )
        session.action_open()
        return session

    @api.model
    def _make_demo_needs(self, course):
        """One from a complaint, one from a finding, one by hand that still needs a course."""
        ticket = self.env["helpdesk.ticket"].search([("kind", "=", "complaint"), ("user_id", "!=", False)], limit=1)
        inspection = self.env["service.inspection"].search([("state", "in", ("published", "decided"))], limit=1)
        needs = self.env["training.need"]
        if ticket:
            needs._report("complaint", course, ticket.user_id.partner_id, origin=ticket, name="Promised too much")
        if inspection:
            self.env["service.inspection.finding"].create(
                {
                    "inspection_id": inspection.id,
                    "kind": "training",
                    "name": "Does not know the warranty terms",
                    "training_course_id": self.env.ref("service_training.training_course_service_90").id,
                }
            )
        agent = self.env.ref("service_quality.hr_employee_agent")
        needs._report("manual", None, agent._get_training_partner(), name="Wants to learn how to solder")

    @api.model
    def _make_demo_more_needs(self):
        """Two of five agents lack a skill of their post, and a certificate ends soon."""
        skill = self.env.ref("service_training.hr_skill_fault")
        course = self.env.ref("service_training.training_course_demo_faults")
        lowest, middle, highest = skill.skill_type_id.skill_level_ids.sorted("level_progress")
        row = {"skill_type_id": skill.skill_type_id.id, "skill_id": skill.id}
        course.skill_ids = [Command.create({"skill_id": skill.id, "skill_level_id": middle.id})]
        course.action_put_in_force()
        job = self.env.ref("service_quality.hr_job_agent")
        job.job_skill_ids = [Command.create({**row, "skill_level_id": middle.id})]
        agents = self.env["hr.employee"].search([("job_id", "=", job.id)], order="id")
        for employee, level in zip(agents, (lowest, highest, middle, None, middle), strict=False):
            if level:
                employee.employee_skill_ids = [Command.create({**row, "skill_level_id": level.id})]
        self.env["training.need"]._gather_skill_gaps()
        self._make_demo_end(agents[-1], self.env.ref("service_training.training_course_service_90"))

    @api.model
    def _make_demo_end(self, employee, course):
        """A certificate of two years ago that ends next month."""
        today = fields.Date.context_today(self)
        values = {
            "partner_id": employee._get_training_partner().id,
            "employee_id": employee.id,
            "course_id": course.id,
            "company_id": employee.company_id.id,
            "issued": fields.Date.add(today, days=35, months=-24),
            "valid_to": fields.Date.add(today, days=35),
            "origin": "import",
        }
        self.env["training.certificate"]._grant([values])._report_end()


class TrainingEnrollment(models.Model):
    _inherit = "training.enrollment"

    def _make_demo_test(self, phase, right):
        """Take the test, with so many of its two questions right."""
        attempt = self._start_test(phase)
        for number, question in enumerate(attempt.survey_id.question_ids):
            answers = question.suggested_answer_ids
            chosen = answers.filtered("is_correct") if number < right else answers - answers.filtered("is_correct")
            attempt._save_lines(question, str(chosen[0].id))
        attempt._mark_done()

    def _make_demo_drill(self, minutes, lost):
        """The trainer's sheet, with so many points lost on the third step."""
        trainer = self.env.ref("service_training.res_users_trainer")
        drill = self.env["training.drill"].with_user(trainer).create({"enrollment_id": self.id, "minutes": minutes})
        drill.action_all_points()
        drill.line_ids.sorted("sequence")[2].points -= lost
        drill.action_submit()
