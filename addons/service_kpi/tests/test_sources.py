from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MARCH, NOON, KpiCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestSources(KpiCase):
    """What the other modules know, counted by hand."""

    def _ticket(self, user=None, closed=False, **values):
        stage = "helpdesk_ticket_stage_done" if closed else "helpdesk_ticket_stage_new"
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "T",
                "description": "D",
                "user_id": (user or self.ann).id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "stage_id": self.env.ref(f"helpdesk_mgmt.{stage}").id,
                **values,
            }
        )
        if closed:
            ticket.closed_date = NOON
        return ticket

    def _measured(self, source, **values):
        kpi = self._kpi(source=source, min_n=1, **values)
        self.measure(kpi=kpi)
        return kpi

    def _own(self, kpi, user=None):
        return self.numbers(self.employees[self.users.index(user or self.ann)], kpi=kpi)

    # Complaints

    def _complaint(self, hours=None, **values):
        ticket = self._ticket(kind="complaint", **values)
        ticket.write({"complaint_received_at": NOON, "complaint_closed_at": hours is not None and NOON + hours * HOUR})
        return ticket

    def test_complaints_within_a_day_and_their_hours(self):
        for hours in (2, 24, 30):
            self._complaint(hours)
        self._complaint(None)
        self._complaint(1).duplicate_id = self._complaint(4)
        day, hours = self._measured("complaint_day"), self._measured("complaint_hours", unit="hours", target=24)
        self.assertEqual(self._own(day), (0.6, 5), "closed after 2, 4 and 24 hours; one late, one still open")
        self.assertEqual(self._own(hours), (15, 4), "what is open has no duration")

    def test_a_complaint_is_late_from_the_end_of_its_day_on(self):
        """Received on the last of March and never closed: its 24 hours end in April."""
        ticket = self._complaint(None)
        ticket.complaint_received_at = NOON.replace(day=31)
        kpi = self._measured("complaint_day")
        self.assertIsNone(self._own(kpi))

    def test_the_first_proposal_decides(self):
        for states in (("accepted",), ("rejected", "accepted"), ("no_answer",), ("sent",)):
            ticket = self._complaint(2)
            for number, state in enumerate(states):
                self.env["service.solution"].sudo().create(
                    {
                        "ticket_id": ticket.id,
                        "text": "We repair it",
                        "state": state,
                        "decided_at": state != "sent" and NOON + number * HOUR,
                    }
                )
        self.assertEqual(self._own(self._measured("complaint_success")), (round(1 / 3, 6), 3))

    # Customers

    def _feedback(self, scale, score, **values):
        answered = score is not None
        return self.env["service.feedback"].create(
            {
                "company_id": self.company.id,
                "team_id": self.team.id,
                "user_id": self.ann.id,
                "scale": scale,
                "state": "answered" if answered else "expired",
                "score": score or 0,
                "asked_at": NOON,
                "answered_at": answered and NOON + HOUR,
                "partner_name": "A customer",
                **values,
            }
        )

    def test_what_customers_answered(self):
        for scale, scores in (("csat", (5, 4, 3, None)), ("ces", (7, 4)), ("nps", (10, 9, 7, 6, 0))):
            for score in scores:
                self._feedback(scale, score)
        first = self._feedback("csat", 1)
        self._feedback("csat", 5, previous_id=first.id)
        csat = self._measured("feedback_csat")
        self.assertEqual(self._own(csat), (0.5, 4), "asked again after a recovery counts once")
        self.assertEqual(self.figure(self.employees[0], kpi=csat).response_rate, 0.8)
        self.assertEqual(self._own(self._measured("feedback_ces", unit="number", target=5)), (5.5, 2))
        self.assertEqual(self._own(self._measured("feedback_nps", unit="number", target=30)), (0, 5))

    def test_who_may_open_the_answers_behind_a_figure(self):
        """Leaders and HR; never the person concerned: not while the period is open, and not from the evidence."""
        answers = self._feedback("csat", 5) | self._feedback("csat", 1)
        kpi = self._measured("feedback_csat")
        figure = self.figure(self.employees[0], kpi=kpi)
        with self.assertRaises(UserError):
            figure.with_user(self.ann).action_view_evidence()
        for user in (self.officer, self.leader):
            action = figure.with_user(user).action_view_evidence()
            found = self.env[action["res_model"]].with_user(user).search(action["domain"])
            self.assertEqual(found.sudo(), answers, user.name)
            found.read(["score", "partner_name"])
        period = self.env["service.kpi.period"].create({"company_id": self.company.id, "date_start": MARCH})
        period.action_close()
        with self.assertRaises(AccessError):
            figure.with_user(self.ann).action_view_evidence()
        evidence = self.env["service.kpi.evidence"]
        for user in (self.leader, self.officer):
            action = figure.with_user(user).action_view_evidence()
            self.assertEqual(evidence.with_user(user).search_count(action["domain"]), 2)
        self.assertFalse(evidence.with_user(self.ann).search(action["domain"]))

    def test_a_figure_of_a_few_answers_is_not_shown_to_the_person_concerned(self):
        """One answer: the figure is the score. Enough answers: it is a figure, but it moves with each of them."""
        self._feedback("csat", 1)
        kpi = self._kpi(source="feedback_csat", min_n=3)
        self.measure(kpi=kpi)
        figure = self.figure(self.employees[0], kpi=kpi)
        self.assertEqual((figure.state, figure.n), ("few", 1))
        mine = [("id", "=", figure.id)]
        as_agent = self.measures.with_user(self.ann)
        self.assertFalse(as_agent.search(mine))
        self.assertEqual(as_agent._read_group(mine, [], ["numerator:sum", "__count"]), [(0, 0)])
        with self.assertRaises(AccessError):
            figure.with_user(self.ann).read(["numerator", "raw_value", "n"])
        for user in (self.leader, self.officer):
            self.assertEqual(self.measures.with_user(user).search(mine).sudo(), figure)
        self._feedback("csat", 5)
        self._feedback("csat", 5)
        self.measure(kpi=kpi)
        self.assertFalse(as_agent.search(mine), "the next look would tell the next answer")
        # Promises are no secret of customers
        self._clocks(self.ann, 1, 0)
        self.measure()
        own = self.figure(self.employees[0])
        self.assertEqual((own.state, own.with_user(self.ann).n), ("few", 1))

    # Handling

    def _inspection(self, score, **values):
        sheet = self.env.ref("service_quality.service_inspection_sheet_ticket", raise_if_not_found=False)
        sheet = sheet or self.env["service.inspection.sheet"].search([], limit=1)
        return self.env["service.inspection"].create(
            {
                "sheet_id": sheet.id,
                "company_id": self.company.id,
                "ticket_id": self._ticket(closed=True).id,
                "agent_id": self.ann.id,
                "team_id": self.team.id,
                "inspector_id": self.leader.id,
                "state": "published",
                "published_at": NOON,
                "score": score,
                "final_score": score,
                **values,
            }
        )

    def test_inspections_count_after_their_appeal(self):
        self._inspection(90)
        self._inspection(50, final_score=70, state="decided")
        self._inspection(0, state="appealed")
        self._inspection(0, state="submitted", published_at=False)
        self._inspection(0, turn=2)
        kpi = self._measured("inspection")
        self.assertEqual(self._own(kpi), (0.8, 2))
        for user in (self.ann, self.officer, self.leader):
            action = self.figure(self.employees[0], kpi=kpi).with_user(user).action_view_evidence()
            self.assertEqual(self.env[action["res_model"]].with_user(user).search_count(action["domain"]), 2)

    def test_required_steps_done_in_turn(self):
        process = self.env["service.process"].search([], limit=1)
        step = process.step_ids[:1]
        ticket, running = self._ticket(closed=True), self._ticket()
        common = {"process_id": process.id, "step_id": step.id, "company_id": self.company.id, "required": True}
        self.env["service.case.step"].sudo().search([("ticket_id", "in", (ticket | running).ids)]).unlink()
        self.env["service.case.step"].sudo().create(
            [
                {**common, "ticket_id": ticket.id, "state": "done"},
                {**common, "ticket_id": ticket.id, "state": "done", "reordered": True},
                {**common, "ticket_id": ticket.id, "state": "skipped"},
                {**common, "ticket_id": ticket.id, "state": "todo", "required": False},
                {**common, "ticket_id": running.id, "state": "done"},
            ]
        )
        kpi = self._measured("process")
        self.assertEqual(self._own(kpi), (round(1 / 3, 6), 3))
        action = self.figure(self.employees[0], kpi=kpi).with_user(self.officer).action_view_evidence()
        self.assertEqual(self.env[action["res_model"]].with_user(self.officer).search_count(action["domain"]), 3)

    def test_cases_answered_from_or_written_into_the_knowledge_base(self):
        given, written, _neither = (self._ticket(closed=True) for _n in range(3))
        articles = self.env["service.article"]
        article = articles.create({"name": "A", "problem": "P", "company_id": self.company.id})
        articles.create({"name": "B", "problem": "P", "company_id": self.company.id, "ticket_id": written.id})
        use = {"article_id": article.id, "ticket_id": given.id, "company_id": self.company.id}
        self.env["service.article.use"].sudo().create({**use, "kind": "answer"})
        self.assertEqual(self._own(self._measured("knowledge")), (round(2 / 3, 6), 3))

    # Training

    def test_class_hours_and_passed_trainings(self):
        course = self.env.ref("service_training.training_course_new_hire")
        session = self.env["training.session"].create(
            {
                "course_id": course.id,
                "company_id": self.company.id,
                "slot_ids": [
                    Command.create({"start": NOON + day * 24 * HOUR, "stop": NOON + (day * 24 + 2) * HOUR})
                    for day in (0, 1)
                ],
            }
        )
        people = self.employees
        enrollments = self.env["training.enrollment"].create(
            [{"session_id": session.id, "employee_id": person.id, "state": "enrolled"} for person in people]
        )
        self.env["training.attendance"].sudo().create(
            [
                {"slot_id": slot.id, "enrollment_id": enrollments[0].id, "state": "present", "hours": 2}
                for slot in session.slot_ids
            ]
        )
        for enrollment, result in zip(enrollments, ("passed", "failed"), strict=True):
            enrollment.sudo().write({"result": result, "decided_on": NOON})
        self.assertEqual(enrollments.mapped("result"), ["passed", "failed"])
        hours = self._measured("training_hours", calculation="total", unit="number", target=4)
        kept = self._measured("training_pass")
        self.assertEqual(self._own(hours), (4, 2))
        self.assertEqual((self._own(kept), self._own(kept, self.bob)), ((1, 1), (0, 1)))
        self.assertEqual(self.numbers(self.company, kpi=kept), (0.5, 2))

    # Shipped

    def test_every_source_has_a_shipped_indicator_that_can_be_measured(self):
        shipped = self.env["service.kpi"].with_context(active_test=False).search([("company_id", "=", False)])
        sources = self.env["service.kpi.source"]._get_sources()
        used = set(shipped.mapped("source"))
        self.assertTrue(used & {"csat", "feedback_csat"}, "satisfaction, by our own requests or by Odoo's ratings")
        self.assertEqual(set(sources) - used - {"aggregate", "csat", "feedback_csat"}, set())
        for kpi in shipped:
            self.measures._count_facts(kpi, self.company, "month", MARCH, MARCH + timedelta(days=31))

    def test_the_wanted_improvements_are_there(self):
        for name, percent in (("complaint", 20), ("retention", 15)):
            row = self.env.ref(f"service_kpi.service_kpi_comparison_{name}")
            row.action_compute()
            self.assertEqual((row.target_percent, row.verdict), (percent, "too_few"))

    def test_nobody_else_reads_the_answers(self):
        stranger = self._user("stranger_sources")
        with self.assertRaises(AccessError):
            self.env["service.feedback"].with_user(stranger).search([])
