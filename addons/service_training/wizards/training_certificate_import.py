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
    """Past certificates of employees from a spreadsheet: all lines, or none and what is wrong with each.

    A file may be imported again: lines whose certificate is there already are left out.
    """

    _name = "training.certificate.import"
    _description = "Import Certificates"

    file = fields.Binary(string="Excel File", help="One line a certificate; the first line names the columns.")
    file_name = fields.Char()
    state = fields.Selection([("draft", "Draft"), ("checked", "Checked"), ("done", "Done")], default="draft")
    report = fields.Text(readonly=True)

    # Actions

    def action_check(self):
        """Say what each line would do, and import nothing."""
        return self._finish("checked", *self._read())

    def action_import(self):
        """Import all lines or, if one is wrong, none."""
        rows, errors, repeated = self._read()
        if errors:
            return self._finish("checked", rows, errors, repeated)
        self.env["training.certificate"]._grant(rows)
        return self._finish("done", rows, errors, repeated)

    def _finish(self, state, rows, errors, repeated):
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
        if repeated:
            lines.append(self.env._("%s lines are left out: their certificates are there already.", repeated))
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
        """Values for ``_grant``, ``(line number, reason)`` of what is wrong, and how many are there already."""
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
        rows, problems, repeated = self._resolve(records)
        if not records and not errors:
            raise UserError(self.env._("The file has no lines below its heading."))
        return rows, sorted(errors + problems), repeated

    def _resolve(self, records):
        """Names become records, in a number of queries that does not depend on the number of lines."""
        people, courses = self._find_people(), self._find_courses()
        numbers = {record["number"] for _line, record in records if record["number"]}
        certificates = self.env["training.certificate"].sudo()
        taken = set(certificates.search_fetch([("number", "in", list(numbers))], ["number"]).mapped("number"))
        rows, errors, lines = [], [], {}
        for line, record in records:
            try:
                values = self._resolve_line(record, people, courses)
                key = (values["employee_id"], courses[record["course"].lower()].root_id.id, values["issued"])
                if key in lines:
                    raise LineError("twice", lines[key])
                lines[key] = line
                rows.append((line, key, values))
            except LineError as error:
                errors.append((line, self._describe(error)))
        there = self._find_certificates({key for _line, key, _values in rows})
        fresh, repeated = [], 0
        for line, key, values in rows:
            try:
                if self._is_new(values, there.get(key, []), taken):
                    fresh.append(values)
                else:
                    repeated += 1
            except LineError as error:
                errors.append((line, self._describe(error)))
        return fresh, errors, repeated

    def _find_certificates(self, keys):
        """Numbers of the certificates that there are: ``{(employee id, course id, day): [number]}``."""
        found = (
            self.env["training.certificate"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", [employee for employee, _course, _day in keys]),
                    ("root_id", "in", [course for _employee, course, _day in keys]),
                    ("issued", "in", [day for _employee, _course, day in keys]),
                ],
                ["employee_id", "root_id", "issued", "number"],
            )
        )
        there = {}
        for certificate in found:
            key = (certificate.employee_id.id, certificate.root_id.id, certificate.issued)
            there.setdefault(key, []).append(certificate.number)
        return there

    def _is_new(self, values, numbers, taken):
        """Whether a line is to be imported; not if its certificate is there.

        :param numbers: those of the person's certificates of that course and day
        :raises LineError: if the number is somebody else's, or the certificate is there under another one
        """
        number = values["number"]
        if numbers and (not number or number in numbers):
            return False
        if numbers:
            raise LineError("other_number", ", ".join(numbers))
        if number and number in taken:
            raise LineError("number_taken", number)
        taken.add(number)
        return True

    def _resolve_line(self, record, people, courses):
        who = record["key"] or record["employee"]
        found = people.get(who.lower(), self.env["hr.employee"])
        if not found:
            raise LineError("unknown_person", who)
        if len(found) > 1:
            raise LineError("several_people", who)
        if not (course := courses.get(record["course"].lower())):
            raise LineError("unknown_course", record["course"])
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
            "other_number": self.env._("The certificate of that course and day is there already: %(value)s."),
            "twice": self.env._("It is the same as line %(value)s."),
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
