from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import START, TrainingCase

_DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestEdges(TrainingCase):
    """Rules at their edges, from the record of attendance to who is offered work."""

    def _certificate(self, enrollment):
        return self.env["training.certificate"].search([("enrollment_id", "=", enrollment.id)])

    def _holds(self, user, day):
        return bool(self.env["training.certificate"]._get_qualified(user.partner_id, self.course, day))

    # Attendance

    def test_exactly_the_minimum_and_a_hundredth_less(self):
        for hours, result in ((5, 3, 4), "passed"), ((5, 2.99, 4), "failed"), ((5, 5, 3.99), "failed"):
            session = self._session(days=10 + 5 * int(sum(hours) * 100))
            enrollment = self._enroll(session=session)
            self._attend(enrollment, *hours)
            enrollment.with_user(self.trainer)._decide(final=True)
            self.assertEqual(enrollment.result, result, hours)

    def test_an_hour_counts_once_however_often_it_is_recorded(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5, 0, 5)
        enrollment._decide()
        self.assertEqual(enrollment.result, "failed", "5 of 8 class-hours of lectures")
        resit = self.env["training.enrollment"].browse(enrollment.with_user(self.trainer).action_resit()["res_id"])
        self._attend(resit, 5)
        self.assertEqual(resit.lecture_attended, 5, "the same lecture again")
        self._attend_slot(resit, self.session.slot_ids[1], 3)
        self.assertEqual(resit.lecture_attended, 8)
        resit.with_user(self.trainer).action_decide()
        self.assertEqual((resit.result, resit.attempt), ("passed", 2))

    def _attend_slot(self, enrollment, slot, hours):
        values = {"slot_id": slot.id, "enrollment_id": enrollment.id, "state": "present", "hours": hours}
        self.env["training.attendance"].with_user(self.trainer).create(values)

    # Calendar

    def test_a_certificate_of_leap_day(self):
        for months, last in ((12, date(2029, 2, 28)), (48, date(2032, 2, 29))):
            course = self._course(validity_months=months)
            self.time.move_to("2028-02-29 10:00:00")
            certificate = self._certificate(self._pass(session=self._session(course, days=800 + months)))
            self.assertEqual((certificate.issued, certificate.valid_to), (date(2028, 2, 29), last))
            holders = self.env["training.certificate"]
            for day, holds in ((last, True), (last + _DAY, False)):
                self.assertEqual(bool(holders._get_qualified(self.user.partner_id, course, day)), holds, day)
            self.time.move_to(f"{last} 12:00:00")
            certificate.invalidate_recordset()
            self.assertEqual(certificate.state, "valid")
            self.time.move_to(f"{last + _DAY} 12:00:00")
            certificate.invalidate_recordset()
            self.assertEqual(certificate.state, "expired")

    # People who go, come back and move

    def test_retirement_and_rehire(self):
        self._pass()
        today = START.date()
        rule = {"name": "Rule", "course_ids": self.course.ids, "domain": "[('name', '=', 'Gated')]"}
        self.env["training.gate.rule"].create(rule)
        ticket = self.env["helpdesk.ticket"].create({"name": "Gated", "description": "x"})
        self.assertIn(self.user, ticket.qualified_user_ids)
        self.employee.action_archive()
        self.user.action_archive()
        ticket.invalidate_recordset()
        self.assertNotIn(self.user, ticket.qualified_user_ids, "who has retired is offered nothing")
        # Hired again as a new employee under the same login
        self.user.action_unarchive()
        self.employee.user_id = False
        self.env.flush_all()
        again = self.env["hr.employee"].create({"name": self.user.name, "user_id": self.user.id})
        self.assertTrue(self._holds(self.user, today), "what was learnt is still known")
        renewed = self._pass(again, self._session(days=20))
        older, newer = self.env["training.certificate"].search(
            [("partner_id", "=", self.user.partner_id.id)], order="id"
        )
        self.assertEqual((newer.enrollment_id, older.superseded_by_id), (renewed, newer), "one history of one person")
        self.assertEqual((older.employee_id, newer.employee_id), (self.employee, again))

    def test_leaving_in_the_middle(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5)
        self.employee.action_archive()
        self.assertEqual((enrollment.state, enrollment.result), ("cancelled", "pending"))
        self.assertEqual(enrollment.attendance_ids.mapped("hours"), [5], "what was attended stays on record")
        self.session.with_user(self.trainer).action_close()
        self.assertEqual(enrollment.result, "pending", "who has left has not failed")
        self.assertFalse(self._certificate(enrollment))

    def test_hired_again_during_the_session(self):
        enrollment = self._enroll()
        self._attend(enrollment, 5)
        self.employee.action_archive()
        self.employee.action_unarchive()
        again = self._enroll()
        self.assertEqual((again.continues_id, again.attempt), (enrollment, 1))
        self.assertEqual(again.lecture_attended, 5, "the first day is not learnt twice")
        listed = self.env["training.attendance"].search(self.session.action_view_attendance()["domain"])
        self.assertEqual(
            sorted((row.slot_id.id, row.enrollment_id.id) for row in listed),
            sorted(zip(self.session.slot_ids.ids, (enrollment.id, again.id, again.id), strict=True)),
            "each slot once",
        )
        rest = listed.filtered(lambda row: row.enrollment_id == again)
        rest[0].with_user(self.trainer).action_absent()
        rest[1].with_user(self.trainer).action_present()
        self.assertIn("5 of at least 8", again.explanation)
        again.with_user(self.trainer).action_decide()
        self.assertEqual(again.result, "failed", "nothing is still to come")

    def test_giving_up_and_enrolling_anew_gives_no_further_attempts(self):
        exam = self._exam()
        self.session = self._session(self._course(exam_id=exam.id, exam_attempts=2), days=10)
        enrollment = self._enroll()
        self._answer(enrollment, right=False)
        enrollment.with_user(self.user).action_cancel()
        self.env.flush_all()
        again = self._enroll()
        self._answer(again, right=False)
        with self.assertRaises(UserError):
            self._answer(again)

    def test_job_change_mid_course(self):
        before, after = self.env["hr.job"].create([{"name": "Agent"}, {"name": "Technician"}])
        first, second = self.env["hr.department"].create([{"name": "Hotline"}, {"name": "Workshop"}])
        self.employee.write({"job_id": before.id, "department_id": first.id})
        other = self._course(job_ids=after.ids)
        enrollment = self._enroll()
        self._attend(enrollment, 5, 5)
        self.employee.write({"job_id": after.id, "department_id": second.id})
        self._attend_slot(enrollment, self.session.slot_ids[2], 5)
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual((enrollment.result, enrollment.job_id, enrollment.department_id), ("passed", before, first))
        self.assertEqual(self._certificate(enrollment).department_id, second, "the holder's present department")
        self.env["training.need"]._gather_posts()
        need = self.env["training.need"].search([("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual((need.course_id, need.department_id), (other, second), "the new post needs another course")

    # Certificates

    def test_an_older_one_entered_later_supersedes_nothing(self):
        values = {
            "partner_id": self.user.partner_id.id,
            "employee_id": self.employee.id,
            "course_id": self.course.id,
            "company_id": self.env.company.id,
        }
        grant = self.env["training.certificate"]._grant
        newer = grant([{**values, "issued": date(2026, 1, 1), "valid_to": date(2027, 1, 1)}])
        before = newer.read(["number", "issued", "valid_to", "token"])
        older = grant([{**values, "issued": date(2025, 1, 1), "valid_to": date(2029, 1, 1), "number": "OLD-1"}])
        between = grant([{**values, "issued": date(2025, 6, 1), "number": "OLD-2"}])
        self.assertEqual((newer.state, older.superseded_by_id, between.superseded_by_id), ("valid", newer, newer))
        self.assertEqual(newer.read(["number", "issued", "valid_to", "token"]), before)

    def test_two_curricula_in_one_year_and_the_update_course(self):
        first = self._certificate(self._pass())
        draft = self.env["training.course"].browse(self.course.action_new_version()["res_id"])
        draft.write({"update_required": True, "update_days": 30})
        frozen = self._enroll(self.other)
        draft.action_put_in_force()
        # The session that runs is judged by its own version, and gives a certificate that is to be updated as well
        self._attend(frozen, 5, 5, 5)
        frozen.with_user(self.trainer).action_decide()
        self.assertEqual(frozen.verdict["version"], 1)
        late = fields.Date.add(START.date(), days=30)
        for certificate in (first, self._certificate(frozen)):
            self.assertEqual((certificate.state, certificate.update_by), ("update", late))
        for day, holds in ((late, True), (late + _DAY, False)):
            self.assertEqual(self._holds(self.user, day), holds, "until the last day to update")
        delta = self._course(name="What is new", delta_of_id=self.course.id)
        updated = self._certificate(self._pass(session=self._session(delta, days=40)))
        self.assertEqual((updated.course_id, first.superseded_by_id), (draft, updated))
        self.assertEqual((first.course_id, first.issued), (self.course, START.date()), "nothing is overwritten")
        self.assertTrue(self._holds(self.user, late + _DAY))

    def test_a_colleague_with_another_login_is_nobody_else(self):
        """Who gets a login in the middle of a course keeps hours and certificate."""
        technician = self.env["hr.employee"].create({"name": "No login yet"})
        enrollment = self._enroll(technician)
        self._attend(enrollment, 5, 5)
        user = new_test_user(self.env, "a login", "base.group_user")
        technician.user_id = user
        self._attend_slot(enrollment, self.session.slot_ids[2], 5)
        enrollment.with_user(self.trainer).action_decide()
        self.assertEqual(enrollment.result, "passed")
        self.assertTrue(self._holds(user, START.date()))
