from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestNeed(TrainingCase):
    """One need a person and course; origins are added to it; each is decided about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.needs = cls.env["training.need"]
        cls.leader = new_test_user(cls.env, "a leader", "service_quality.service_quality_group_leader")
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Hotline", "user_id": cls.leader.id, "user_ids": [Command.set((cls.leader | cls.user).ids)]}
        )
        cls.ticket, cls.second = cls.env["helpdesk.ticket"].create(
            [
                {"name": "Case", "description": "Case", "team_id": cls.team.id, "user_id": cls.user.id},
                {"name": "Other", "description": "Other", "team_id": cls.team.id, "user_id": cls.user.id},
            ]
        )

    def _report(self, origin=None, course=None, **values):
        course = self.course if course is None else course
        return self.needs._report("manual", course, self.user.partner_id, origin=origin, **values)

    def _decide(self, needs, **values):
        triage = self.env["training.need.triage"].with_user(self.officer)
        triage = triage.with_context(active_model="training.need", active_ids=needs.ids).create(values)
        triage.action_decide()
        return triage

    # Once

    def test_origins_add_up_in_one_need(self):
        need = self._report(self.ticket, due="2026-06-01")
        self.assertEqual(self._report(self.second, due="2026-04-01"), need)
        self.assertEqual(self._report(self.ticket), need)
        self.assertEqual(need.origin_ids.mapped("origin_id"), [self.ticket.id, self.second.id])
        self.assertEqual(str(need.due), "2026-04-01", "the earliest counts")

    def test_a_new_version_is_the_same_course(self):
        need = self._report(self.ticket)
        newer = self.course._make_next_version(self.course)
        newer.action_put_in_force()
        self.assertEqual(self._report(self.second, course=newer), need)

    def test_what_was_refused_does_not_come_back_by_the_same_origin(self):
        need = self._report(self.ticket)
        self._decide(need, decision="refuse", reason="Shown on the job")
        self.assertEqual(self._report(self.ticket), need)
        self.assertNotEqual(self._report(self.second), need)

    def test_the_database_keeps_it_once(self):
        self._report(self.ticket)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.needs.create({"partner_id": self.user.partner_id.id, "course_id": self.course.id})
            self.needs.flush_model()
        self.assertIn("training_need_open_uniq", str(caught.exception))

    # Origins

    def test_the_origin_is_opened_by_who_may_read_it(self):
        origin = self._report(self.ticket).origin_ids
        action = origin.with_user(self.leader).sudo().action_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), ("helpdesk.ticket", self.ticket.id))
        with self.assertRaises(AccessError):
            origin.with_user(self.colleague).action_open_origin()
        with self.assertRaises(UserError):
            self._report(course=self._course(name="Other")).origin_ids.action_open_origin()

    def test_origins_are_the_officers(self):
        need = self._report(self.ticket)
        with self.assertRaises(AccessError):
            need.with_user(self.user).read(["origin_ids"])
        with self.assertRaises(AccessError):
            self.env["training.need.origin"].with_user(self.leader).search([])
        with self.assertRaises(AccessError):
            need.origin_ids.with_user(self.officer).write({"name": "Other"})

    # Triage

    def test_into_a_plan(self):
        plan = self.env["training.plan"].create({"year": 2026})
        needs = self._report(self.ticket)
        needs |= self.needs._report("manual", self.course, self.colleague.partner_id)
        self._decide(needs, decision="plan", plan_id=plan.id)
        self.assertEqual((plan.line_ids.course_id, plan.line_ids.headcount), (self.course, 2))
        self.assertEqual(needs.mapped("state"), ["planned", "planned"])
        self._decide(needs, decision="plan", plan_id=plan.id)
        self.assertEqual(plan.line_ids.headcount, 2, "nobody is counted twice")

    def test_into_a_session(self):
        need = self._report(self.ticket)
        self._decide(need, decision="session", session_id=self.session.id)
        self.assertEqual((need.state, need.session_id), ("planned", self.session))
        other = self._session(self._course(name="Other"), days=20)
        with self.assertRaises(UserError):
            self._decide(need, decision="session", session_id=other.id)

    def test_refused_with_a_reason(self):
        need = self._report(self.ticket)
        with self.assertRaises(UserError):
            self._decide(need, decision="refuse", reason=" ")
        self._decide(need, decision="refuse", reason="Shown on the job")
        self.assertEqual((need.state, need.with_user(self.user).refusal), ("dropped", "Shown on the job"))
        need.with_user(self.officer).action_reopen()
        self.assertFalse(need.refusal)

    def test_a_course_is_chosen(self):
        without = self._report(self.ticket, course=self.env["training.course"])
        with self.assertRaises(UserError):
            self._decide(without, decision="plan")
        plan = self.env["training.plan"].create({"year": 2026})
        with self.assertRaises(UserError):
            self._decide(without, decision="plan", plan_id=plan.id)
        self._decide(without, decision="plan", course_id=self.course.id, plan_id=plan.id)
        self.assertEqual(without.course_id, self.course)

    def test_a_course_that_is_needed_already(self):
        known = self._report(self.ticket)
        without = self._report(self.second, course=self.env["training.course"])
        self._decide(without, decision="session", course_id=self.course.id, session_id=self.session.id)
        self.assertFalse(without.exists())
        self.assertEqual(known.origin_ids.mapped("origin_id"), [self.ticket.id, self.second.id])
        self.assertEqual(known.state, "planned")

    def test_the_form_proposes_the_course(self):
        need = self._report(self.ticket)
        triage = self.env["training.need.triage"].with_user(self.officer)
        form = Form(triage.with_context(active_model="training.need", active_ids=need.ids))
        self.assertEqual(form.course_id, self.course)
        form.decision = "session"
        form.session_id = self.session
        form.save().action_decide()
        self.assertEqual(need.session_id, self.session)

    def test_officers_alone_decide(self):
        need = self._report(self.ticket)
        for user in (self.user, self.leader, self.trainer):
            with self.assertRaises(AccessError):
                self.env["training.need.triage"].with_user(user).create({"need_ids": need.ids, "decision": "refuse"})

    # Leaders

    def test_leaders_ask_because_of_a_case(self):
        ask = self.env["training.need.ask"].with_user(self.leader)
        ask.create({"ticket_id": self.ticket.id, "reason": "Promised too much"}).action_ask()
        need = self.needs.search([("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual((need.name, need.course_id.id, need.state), ("Promised too much", False, "open"))
        self.assertEqual(need.with_user(self.leader).name, "Promised too much", "who asked may follow it")
        with self.assertRaises(AccessError):
            self.env["training.need.ask"].with_user(self.user).create({"ticket_id": self.ticket.id, "reason": "x"})
        stranger = new_test_user(self.env, "another leader", "service_quality.service_quality_group_leader")
        with self.assertRaises(AccessError):
            ask = self.env["training.need.ask"].with_user(stranger)
            ask.create({"ticket_id": self.ticket.id, "reason": "x", "user_id": self.user.id}).action_ask()

    # Other companies

    def test_courses_of_another_company_are_not_needed(self):
        job = self.env["hr.job"].create({"name": "Technician"})
        company = self.env["res.company"].create({"name": "Other"})
        self._course(name="Theirs", job_ids=[Command.set(job.ids)], company_id=company.id)
        self.employee.job_id = job
        self.needs._gather_posts()
        self.assertFalse(self.needs.search([("partner_id", "=", self.user.partner_id.id)]))

    def test_expiring_certificates_say_until_when(self):
        grant = {"partner_id": self.user.partner_id.id, "course_id": self.course.id, "issued": "2025-04-01"}
        certificate = self.env["training.certificate"]._grant(
            [{**grant, "company_id": self.env.company.id, "valid_to": "2026-03-20"}]
        )
        with self.enter_registry_test_mode():
            self.env.ref("service_training.ir_cron_remind").method_direct_trigger()
        need = self.needs.search([("source", "=", "certificate"), ("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual((need.due, need.origin_ids._get_record()), (certificate.valid_to, certificate))

    def test_who_takes_the_course_already_is_planned(self):
        enrollment = self._enroll()
        self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": self.user.partner_id.id,
                    "course_id": self.course.id,
                    "issued": "2025-04-01",
                    "valid_to": "2026-03-20",
                    "company_id": self.env.company.id,
                }
            ]
        )._report_end()
        need = self.needs.search([("source", "=", "certificate"), ("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual((need.state, need.enrollment_id), ("planned", enrollment))
