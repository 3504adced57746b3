import base64
import io
from datetime import date

from openpyxl import Workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestCertificate(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificates = cls.env["training.certificate"]
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Repair",
                "skill_ids": [Command.create({"name": "Soldering"})],
                "skill_level_ids": [
                    Command.create({"name": "Trained", "level_progress": 50, "default_level": True}),
                    Command.create({"name": "Expert", "level_progress": 100}),
                ],
            }
        )

    def _certificate(self, **values):
        return self.certificates._grant(
            [
                {
                    "partner_id": self.user.partner_id.id,
                    "employee_id": self.employee.id,
                    "course_id": self.course.id,
                    "company_id": self.env.company.id,
                    "issued": date(2026, 3, 2),
                    **values,
                }
            ]
        )

    def _of(self, employee):
        return self.certificates.search([("employee_id", "=", employee.id)])

    def test_passing_gives_one(self):
        enrollment = self._pass()
        certificate = self._of(self.employee)
        self.assertEqual((certificate.enrollment_id, certificate.course_id), (enrollment, self.course))
        self.assertEqual((certificate.issued, certificate.valid_to), (date(2026, 3, 2), date(2027, 3, 2)))
        self.assertTrue(certificate.number.startswith("TC2026-"))

    def test_states_day_by_day(self):
        certificate = self._certificate(valid_to=date(2026, 3, 31))
        for day, state in (("2026-03-31", "valid"), ("2026-04-01", "expired")):
            self.time.move_to(f"{day} 12:00:00")
            certificate.invalidate_recordset()
            self.assertEqual(certificate.state, state)
            for name in ("valid", "update", "expired", "superseded", "revoked"):
                found = self.certificates.search([("state", "=", name), ("id", "=", certificate.id)])
                self.assertEqual(bool(found), name == state, name)

    def test_renewal_supersedes_and_overwrites_nothing(self):
        first = self._certificate(valid_to=date(2027, 3, 2))
        second = self._certificate(issued=date(2026, 9, 1), valid_to=date(2027, 9, 1))
        self.assertEqual((first.state, first.valid_to), ("superseded", date(2027, 3, 2)))
        self.assertEqual(first.superseded_by_id, second)
        # An older one that is entered late changes nothing
        older = self._certificate(issued=date(2020, 1, 1), number="OLD-1", origin="import")
        self.assertEqual(older.state, "superseded")
        self.assertEqual(second.state, "valid")

    def test_resume_and_skills_are_copies(self):
        course = self._course(
            skill_ids=[
                Command.create(
                    {
                        "skill_id": self.skill_type.skill_ids.id,
                        "skill_level_id": self.skill_type.skill_level_ids[0].id,
                    }
                )
            ]
        )
        certificate = self._certificate(course_id=course.id)
        line = self.employee.resume_line_ids
        self.assertEqual((line.training_certificate_id, line.course_type), (certificate, "training"))
        skill = self.employee.current_employee_skill_ids
        self.assertEqual(skill.skill_level_id, self.skill_type.skill_level_ids[0])
        # Employees may delete both: the certificate stays
        line.with_user(self.user).unlink()
        self.assertEqual(certificate.state, "valid")
        # A better level is kept
        self.employee.employee_skill_ids = [
            Command.update(skill.id, {"skill_level_id": self.skill_type.skill_level_ids[1].id})
        ]
        self._certificate(course_id=course.id, issued=date(2026, 3, 2))
        self.assertEqual(self.employee.current_employee_skill_ids.level_progress, 100)

    def test_certification_skills_carry_the_dates_and_end_with_the_certificate(self):
        self.skill_type.is_certification = True
        grant = {
            "skill_id": self.skill_type.skill_ids.id,
            "skill_level_id": self.skill_type.skill_level_ids[0].id,
        }
        course = self._course(skill_ids=[Command.create(grant)])
        certificate = self._certificate(course_id=course.id, issued=date(2026, 1, 5), valid_to=date(2027, 1, 5))
        skill = self.employee.employee_skill_ids
        self.assertEqual((skill.valid_from, skill.valid_to), (date(2026, 1, 5), date(2027, 1, 5)))
        certificate.with_user(self.officer)._revoke("Cheated")
        self.assertFalse(self.employee.employee_skill_ids.filtered(lambda s: s.valid_to >= date(2026, 3, 2)))

    def test_revoking(self):
        certificate = self._certificate()
        action = certificate.with_user(self.officer).action_revoke()
        wizard = self.env["training.certificate.revoke"].with_user(self.officer).with_context(**action["context"])
        wizard.create({"reason": "Cheated"}).action_revoke()
        self.assertEqual((certificate.state, certificate.revoke_reason), ("revoked", "Cheated"))
        self.assertFalse(self.certificates._get_qualified(self.user.partner_id, self.course))

    def test_nobody_writes(self):
        certificate = self._certificate()
        for user in (self.user, self.trainer, self.officer, self.env.ref("base.user_admin")):
            for attempt in (
                lambda c: c.write({"valid_to": "2099-01-01"}),
                lambda c: c.unlink(),
                lambda c: c.create({"number": "X", "partner_id": 1, "course_id": self.course.id}),
            ):
                with self.assertRaises(UserError):
                    attempt(certificate.with_user(user))
        with self.assertRaises(AccessError):
            certificate.with_user(self.trainer).action_revoke()
        with self.assertRaises(AccessError):
            certificate.with_user(self.officer).read(["token"])

    def test_reminders_once_and_only_for_people_who_are_there(self):
        self.user.partner_id.email = "participant@example.com"
        near = self._certificate(valid_to=date(2026, 4, 1))
        far = self._certificate(course_id=self._course().id, valid_to=date(2026, 12, 1))
        gone = self._certificate(
            employee_id=self.other.id, partner_id=self.colleague.partner_id.id, valid_to=date(2026, 4, 1)
        )
        self.other.action_archive()
        self.assertEqual(self.certificates._get_due_for_reminder() & (near | far | gone), near)
        with self.enter_registry_test_mode():
            self.env.ref("service_training.ir_cron_remind").method_direct_trigger()
        mails = self.env["mail.mail"].search([("model", "=", near._name), ("res_id", "=", near.id)])
        self.assertEqual(len(mails), 1)
        self.assertFalse(self.certificates._get_due_for_reminder() & near)
        need = self.env["training.need"].search([("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual(need.source, "certificate")

    def test_holders_cost_the_same_for_many(self):
        def queries(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            holders = self.certificates._get_holders(self.course)
            return self.cr.sql_log_count - before, len(holders)

        employees = self.env["hr.employee"].create([{"name": f"Employee {n}"} for n in range(60)])
        counts = []
        for group in (employees[:5], employees[5:]):
            self.certificates._grant(
                [
                    {
                        "partner_id": employee.work_contact_id.id,
                        "employee_id": employee.id,
                        "course_id": self.course.id,
                        "company_id": self.env.company.id,
                        "issued": date(2026, 3, 2),
                    }
                    for employee in group
                ]
            )
            counts.append(queries(employees))
        self.assertEqual([found for _count, found in counts], [5, 60])
        self.assertEqual(counts[0][0], counts[1][0])

    def test_printed_in_each_installed_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        certificate = self._certificate()
        report = (
            self.env["ir.actions.report"]
            ._render_qweb_html("service_training.training_certificate_report", certificate.ids)[0]
            .decode()
        )
        self.assertEqual(report.count('class="page"'), 2)
        self.assertEqual(report.count('class="article"'), 1, "an unpatched wkhtmltopdf prints one")
        self.assertEqual(report.count(certificate.number), 2)
        self.assertIn("data:image/svg+xml;base64", report)


@tagged("post_install", "-at_install")
class TestImport(TrainingCase):
    def _import(self, *lines, method="action_import", header=("Badge", "Course", "Issued", "Number")):
        book = Workbook()
        for line in (header, *lines):
            book.active.append(line)
        content = io.BytesIO()
        book.save(content)
        wizard = self.env["training.certificate.import"].with_user(self.officer)
        wizard = wizard.create({"file": base64.b64encode(content.getvalue())})
        getattr(wizard, method)()
        return wizard

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course.code = "TEST"
        cls.employee.barcode = "1042"
        cls.other.barcode = "1043"

    def test_all_lines(self):
        wizard = self._import((1042, "TEST", date(2025, 12, 1), "OLD-1"), ("1043", "A course", "2025/12/01", None))
        self.assertEqual(wizard.state, "done", wizard.report)
        found = self.env["training.certificate"].search([("origin", "=", "import")], order="number")
        self.assertEqual(set(found.employee_id), {self.employee, self.other})
        self.assertEqual(found.filtered(lambda c: c.number == "OLD-1").valid_to, date(2026, 12, 1))

    def test_once_more_makes_no_doubles(self):
        lines = [("1042", "TEST", "2025-12-01", "OLD-1"), ("1043", "TEST", "2025-12-01", None)]
        self._import(*lines)
        wizard = self._import(*lines, ("1042", "TEST", "2024-12-01", None))
        self.assertEqual(wizard.state, "done", wizard.report)
        self.assertEqual([line.split()[0] for line in wizard.report.splitlines()], ["1", "2"])
        self.assertEqual(self.env["training.certificate"].search_count([("origin", "=", "import")]), 3)

    def test_the_same_certificate_has_one_number(self):
        self._import(("1042", "TEST", "2025-12-01", "OLD-1"))
        wizard = self._import(
            ("1042", "TEST", "2025-12-01", "OLD-2"),
            ("1043", "TEST", "2025-12-01", "OLD-1"),
            ("1043", "TEST", "2025-12-02", "NEW"),
            ("1043", "TEST", "2025-12-02", "NEW"),
        )
        numbers = [line.split(":")[0] for line in wizard.report.splitlines()[1:]]
        self.assertEqual(numbers, ["Line 2", "Line 3", "Line 5"])
        self.assertEqual(self.env["training.certificate"].search_count([("origin", "=", "import")]), 1)

    def test_none_while_a_line_is_wrong(self):
        wizard = self._import(
            ("1042", "TEST", "2025-12-01", "OLD-1"),
            ("9999", "TEST", "2025-12-01"),
            ("1043", "Unknown", "2025-12-01"),
            (None, None, None, None),
            ("1043", "TEST", "yesterday"),
            ("1043", "TEST", "2025-12-01", "OLD-1"),
        )
        self.assertFalse(self.env["training.certificate"].search([("origin", "=", "import")]))
        numbers = [line.split(":")[0] for line in wizard.report.splitlines()[1:]]
        self.assertEqual(numbers, ["Line 3", "Line 4", "Line 6", "Line 7"])

    def test_checking_imports_nothing(self):
        wizard = self._import(("1042", "TEST", "2025-12-01"), method="action_check")
        self.assertIn("1", wizard.report)
        self.assertFalse(self.env["training.certificate"].search([("origin", "=", "import")]))

    def test_not_the_own(self):
        self.env["hr.employee"].create({"name": "Officer", "user_id": self.officer.id, "barcode": "1"})
        wizard = self._import(("1", "TEST", "2025-12-01"))
        self.assertIn("Line 2", wizard.report)

    def test_what_is_no_file_of_certificates(self):
        with self.assertRaises(UserError):
            self._import(("1042",), header=("Badge",))
        wizard = self.env["training.certificate.import"].create({"file": base64.b64encode(b"no spreadsheet")})
        with self.assertRaises(UserError):
            wizard.action_check()


@tagged("post_install", "-at_install")
class TestVerification(HttpCase):
    def test_the_page_tells_no_more_than_it_must(self):
        partner = self.env["res.partner"].create(
            {"name": "Zoe Quick", "email": "zoe@example.com", "company_name": "Secret Employer"}
        )
        course = self.env.ref("service_training.training_course_service_90")
        certificate = self.env["training.certificate"]._grant(
            [
                {
                    "partner_id": partner.id,
                    "course_id": course.id,
                    "company_id": self.env.company.id,
                    "issued": date(2026, 3, 2),
                }
            ]
        )
        certificate.write({"revoked_on": date(2026, 3, 3), "revoke_reason": "Private reason"})
        response = self.url_open(f"/training/verify/{certificate.token}")
        self.assertEqual(response.status_code, 200)
        for shown in (certificate.number, course.name, "Z*** Q***", "Revoked"):
            self.assertIn(shown, response.text)
        for hidden in ("Zoe", "Quick", "zoe@example.com", "Secret Employer", "Private reason", certificate.token):
            self.assertNotIn(hidden, response.text)
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_nothing_can_be_tried_out(self):
        certificate = self.env["training.certificate"].search([], limit=1)
        answers = set()
        for guess in ("1", str(certificate.id), certificate.number or "TC2026-00001", "0" * 32, "%25" * 8):
            response = self.url_open(f"/training/verify/{guess}")
            self.assertEqual(response.status_code, 404)
            body = response.text[response.text.index("<main") :] if "<main" in response.text else response.text
            answers.add(body[: body.index("There is no such certificate") + 40])
        self.assertEqual(len(answers), 1, "every wrong address gets the same answer")
