import base64
import binascii
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.certificate_file import NEEDED, LineError, find_columns, read_line
from ..engine.validity import valid_until

_MOST_LISTED = 100


class TrainingCertificateImport(models.TransientModel):
    """Past certificates of employees from a spreadsheet: all lines, or none and what is wrong with each."""

    _name = "training.certificate.import"
    _description = "Import Certificates"

    file = fields.Binary(string="Excel File", help="One line a certificate; the first line names the columns.")
    file_name = fields.Char()
    state = fields.Selection([("draft", "Draft"), ("checked", "Checked"), ("done", "Done")], default="draft")
    report = fields.Text(readonly=True)

    # Actions

    def action_check(self):
        """Say what each line would do, and import nothing."""
        rows, errors = self._read()
        return self._finish("checked", rows, errors)

    def action_import(self):
        """Import all lines or, if one is wrong, none."""
        rows, errors = self._read()
        if errors:
            return self._finish("checked", rows, errors)
        self.env["training.certificate"]._grant(rows)
        return self._finish("done", rows, errors)

    def _finish(self, state, rows, errors):
        if errors:
            lines = [self.env._("%s lines cannot be imported:", len(errors))]
            for number, reason in errors[:_MOST_LISTED]:
                lines.append(self.env._("Line %(line)s: %(reason)s", line=number, reason=reason))
            if len(errors) > _MOST_LISTED:
                lines.append(self.env._("… and %(count)s more", count=len(errors) - _MOST_LISTED))
        elif state == "done":
            lines = [self.env._("%s certificates imported.", len(rows))]
        else:
            lines = [self.env._("%s certificates would be imported.", len(rows))]
        self.write({"state": state, "report": "\n".join(lines)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Certificates"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # Reading

    def _read(self):
        """Values for ``_grant``, and ``(line number, reason)`` of the lines that are wrong."""
        header, *lines = self._read_lines()
        columns = find_columns(header)
        if missing := [name for name in NEEDED if name not in columns]:
            titles = {"course": self.env._("Course"), "issued": self.env._("Issued")}
            raise UserError(
                self.env._("The first line names no column %s.", ", ".join(titles[name] for name in missing))
            )
        records, errors = [], []
        for number, line in enumerate(lines, start=2):
            if all(value in (None, "") for value in line):
                continue
            try:
                records.append((number, read_line(line, columns)))
            except LineError as error:
                errors.append((number, self._describe(error)))
        rows, problems = self._resolve(records)
        if not records and not errors:
            raise UserError(self.env._("The file has no lines below its heading."))
        return rows, sorted(errors + problems)

    def _resolve(self, records):
        """Names become records, in a number of queries that does not depend on the number of lines."""
        people, courses = self._find_people(), self._find_courses()
        numbers = {record["number"] for _line, record in records if record["number"]}
        taken = set(self.env["training.certificate"].sudo().search([("number", "in", list(numbers))]).mapped("number"))
        rows, errors = [], []
        for line, record in records:
            try:
                rows.append(self._resolve_line(record, people, courses, taken))
            except LineError as error:
                errors.append((line, self._describe(error)))
        return rows, errors

    def _resolve_line(self, record, people, courses, taken):
        who = record["key"] or record["employee"]
        found = people.get(who.lower(), self.env["hr.employee"])
        if not found:
            raise LineError("unknown_person", who)
        if len(found) > 1:
            raise LineError("several_people", who)
        if not (course := courses.get(record["course"].lower())):
            raise LineError("unknown_course", record["course"])
        if record["number"] in taken:
            raise LineError("number_taken", record["number"])
        if record["number"]:
            taken.add(record["number"])
        if found.user_id == self.env.user:
            raise LineError("own", who)
        partner = found._get_training_partner()
        if not partner:
            raise LineError("no_contact", who)
        return {
            "number": record["number"] or False,
            "partner_id": partner.id,
            "employee_id": found.id,
            "course_id": course.id,
            "company_id": found.company_id.id,
            "issued": record["issued"],
            "valid_to": record["valid_to"] or valid_until(record["issued"], course.validity_months),
            "origin": "import",
        }

    def _find_people(self):
        """Employees, those who left included, by badge, e-mail and name in lower case."""
        people = {}
        employees = self.env["hr.employee"].with_context(active_test=False)
        for employee in employees.search([("company_id", "in", self.env.companies.ids)]):
            for key in {employee.barcode, employee.work_email, employee.name} - {False, None, ""}:
                people[key.lower()] = people.get(key.lower(), employees) | employee
        return people

    def _find_courses(self):
        """The newest version that was in force, by code and name in lower case."""
        courses = {}
        found = self.env["training.course"].with_context(active_test=False)
        for course in found.search([("state", "!=", "draft")], order="version"):
            for key in filter(None, (course.code, course.name)):
                courses[key.lower()] = course
        return courses

    def _describe(self, error):
        sentences = {
            "no_person": self.env._("Say whose certificate it is: badge, e-mail or name."),
            "no_course": self.env._("The course is missing."),
            "no_date": self.env._("The date of issue is missing."),
            "bad_date": self.env._("“%(value)s” is no date: write it as 2026-03-31."),
            "backwards": self.env._("It ends on %(value)s, before it is issued."),
            "unknown_person": self.env._("There is no employee “%(value)s”."),
            "several_people": self.env._("There are several employees “%(value)s”: give the badge or the e-mail."),
            "unknown_course": self.env._("There is no course “%(value)s” in force."),
            "number_taken": self.env._("Certificate %(value)s exists already."),
            "own": self.env._("Your own certificates are imported by somebody else."),
            "no_contact": self.env._("Employee “%(value)s” has no contact."),
        }
        return sentences[error.reason] % {"value": error.value} if error.value else sentences[error.reason]

    def _read_lines(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            book = load_workbook(io.BytesIO(base64.b64decode(self.file)), read_only=True, data_only=True)
            lines = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        except (binascii.Error, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
            raise UserError(self.env._("This is no Excel file (xlsx): %(reason)s", reason=error)) from error
        if not lines:
            raise UserError(self.env._("The file is empty."))
        return lines
