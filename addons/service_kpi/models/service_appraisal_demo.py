import random
from datetime import timedelta

from odoo import Command, api, fields, models

from ..engine.period import containing

_PEOPLE = ("agent", "agent_technical", "leader", "manager")


class ServiceAppraisalCycle(models.Model):
    _inherit = "service.appraisal.cycle"

    @api.model
    def _make_demo(self):
        """Demo data: ratings of the cases, figures, last month closed, this month being judged."""
        self._make_demo_ratings()
        company = self.env.ref("base.main_company")
        today = fields.Date.context_today(self)
        now = containing("month", today)
        roots = self.env["service.kpi"]._get_versions(today, company).root_id
        self.env["service.kpi.measure"]._measure(company, roots, now.previous.start, today)
        closed = self._make_demo_cycle(now.previous.start, company)
        self._answer_demo(closed, everybody=True)
        closed.action_calibrate()
        self._calibrate_demo(closed)
        closed.action_publish()
        for form in closed.appraisal_ids.filtered("employee_id.user_id"):
            form.with_user(form.employee_id.user_id)._give_answer("agreed", False)
        # Who has no login did not answer, and the time for it is over
        closed.answer_until = fields.Date.subtract(today, days=1)
        closed.action_close()
        self._answer_demo(self._make_demo_cycle(now.start, company), everybody=False)

    @api.model
    def _make_demo_ratings(self):
        """Three of four closed cases were rated, most of them well, unless customers were asked already."""
        if self.env["rating.rating"].search_count([("res_model", "=", "helpdesk.ticket")], limit=1):
            return
        chance = random.Random(8)
        tickets = self.env["helpdesk.ticket"].search(
            [("closed_date", "!=", False), ("user_id", "!=", False)], order="id"
        )
        ratings = self.env["rating.rating"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "rated_partner_id": ticket.user_id.partner_id.id,
                    "partner_id": ticket.partner_id.id,
                    "rating": chance.choices((5, 4, 3, 2, 1), (50, 30, 12, 5, 3))[0],
                    "consumed": chance.random() < 0.75,
                }
                for ticket in tickets
            ]
        )
        for rating, ticket in zip(ratings, tickets, strict=True):
            rating.rated_on = ticket.closed_date + timedelta(hours=2)

    @api.model
    def _make_demo_cycle(self, start, company):
        cycle = self.create(
            {
                "company_id": company.id,
                "period_kind": "month",
                "date_start": start,
                "template_ids": [Command.set(self.env.ref("service_kpi.service_appraisal_template_agent").ids)],
                "department_ids": [Command.set(self.env.ref("service_quality.hr_department_service").ids)],
            }
        )
        cycle.action_start()
        people = self.env["hr.employee"]
        for name in _PEOPLE:
            people |= self.env.ref(f"service_quality.hr_employee_{name}")
        people |= self.env.ref("service_training.hr_employee_trainer") | self.env.ref(
            "service_kpi.hr_employee_appraiser"
        )
        for form in cycle.appraisal_ids.filtered("manager_id"):
            peers = people - form.employee_id - form.manager_id - form.employee_id.child_ids
            self.env["service.appraisal.feedback"].create(
                [{"appraisal_id": form.id, "role": "peer", "rater_id": peer.id, "approved": True} for peer in peers]
            )
        return cycle

    @api.model
    def _calibrate_demo(self, cycle):
        """The best is excellent and the weakest unfit, whatever the dates have made of the figures."""
        people = self.env.ref("service_quality.hr_employee_manager") | self.env.ref("service_kpi.hr_employee_appraiser")
        session = self.env["service.calibration"].create(
            {
                "cycle_id": cycle.id,
                "participant_ids": [Command.set(people.user_id.ids)],
                "note": "Compared what the two teams call a good answer, and looked at every case behind both ends.",
            }
        )
        ranked = cycle.appraisal_ids.filtered(
            lambda form: form.line_ids.filtered(lambda line: line.root_id and line.judged)
        )
        ranked = ranked.sorted(lambda form: (-form.score, form.id))
        ends = (
            (ranked[:1], 90, "Took over the night shift during the recall, without one promise broken."),
            (ranked[-1:], 0, "Told customers twice that their case was done when nobody had looked at it."),
        )
        for form, lower, reason in ends:
            grade = self.env.ref(f"service_kpi.service_grade_four_{lower}")
            if form.grade_id != grade:
                self.env["service.calibration.move"].create(
                    {
                        "calibration_id": session.id,
                        "appraisal_id": form.id,
                        "new_grade_id": grade.id,
                        "reason": reason,
                    }
                )

    @api.model
    def _answer_demo(self, cycle, everybody):
        """Reviewers answer: all of them, or those alone whose login is not meant to try it."""
        chance = random.Random(26)
        for row in cycle.appraisal_ids.feedback_ids:
            user = row.rater_id.user_id
            if user and (everybody or user.login not in ("agent", "leader", "trainer")):
                questions = row.appraisal_id.line_ids.filtered(lambda line: line.kind == "rated")
                row.with_user(user)._submit({line.id: (chance.choice((3, 4, 4, 5)), False) for line in questions})
