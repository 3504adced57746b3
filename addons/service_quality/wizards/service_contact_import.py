import base64
import binascii
import csv
import hashlib
import io
import zipfile
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo import Command, api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError

from ..engine.call_record import FIELDS, RecordError, detect_columns, read_record

_LABELS = {
    "start": "Ring start",
    "answered": "Answered at",
    "ended": "Ended",
    "abandoned": "Abandoned",
    "waiting": "Waiting time",
    "talking": "Talking time",
    "result": "Result (answered, abandoned)",
    "medium": "Kind of contact",
    "direction": "Direction",
    "external_id": "External ID",
    "number": "Number or handle",
    "agent": "Agent (login or extension)",
    "team": "Team",
    "channel": "Channel",
    "ticket": "Ticket number",
    "subject": "Subject",
    "note": "Note",
}
_MOST_LISTED = 50


class ServiceContactImport(models.TransientModel):
    """Import a call-record file: its columns mapped, its lines checked, then all of it, or its good lines."""

    _name = "service.contact.import"
    _description = "Import Call Records"

    file = fields.Binary(string="Call Records", help="CSV in UTF-8 or GB18030, or an Excel file (xlsx).")
    file_name = fields.Char()
    timezone = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self._default_timezone(),
        help="Of times that do not name theirs.",
    )
    column_ids = fields.One2many("service.contact.import.column", "import_id", string="Columns")
    state = fields.Selection(
        [("draft", "Draft"), ("mapped", "Mapped"), ("checked", "Checked"), ("done", "Done")], default="draft"
    )
    good = fields.Integer(string="Good Lines", readonly=True)
    bad = fields.Integer(string="Bad Lines", readonly=True)
    report = fields.Text(readonly=True)

    @api.model
    def _default_timezone(self):
        company = self.env.company
        return company.resource_calendar_id.tz or company.partner_id.tz or self.env.user.tz or "UTC"

    # Actions

    def action_read(self):
        """Read the heading and propose what each column holds."""
        self.ensure_one()
        header, *lines = self._read_lines()
        found = detect_columns(header)
        self.column_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "position": position,
                        "name": str(name or position + 1),
                        "field": field,
                        "sample": _sample(lines, position),
                    }
                )
                for position, (name, field) in enumerate(zip(header, found, strict=True))
            ),
        ]
        self.write({"state": "mapped", "report": False})
        return self._reopen()

    def action_check(self):
        """Check every line and import nothing."""
        return self._run("checked")

    def action_import(self):
        """Import all lines or, if one cannot be read, none."""
        return self._run("done")

    def action_import_good(self):
        """Import the lines that can be read and list the others."""
        return self._run("done", all_or_nothing=False)

    def _run(self, state, all_or_nothing=True):
        self.ensure_one()
        rows, errors, numbers = self._read_records()
        contacts, labels = self.env["service.contact"], self._get_labels()
        if state == "checked":
            # What names stand for is checked by registering; the savepoint takes everything back
            with self.env.cr.savepoint() as savepoint:
                result = contacts._register_checked(rows, errors, len(numbers), False, "import", labels)
                self.env.flush_all()
                savepoint.rollback()
            self.env.invalidate_all()
        else:
            result = contacts._register_checked(rows, errors, len(numbers), all_or_nothing, "import", labels)
        if state == "done" and all_or_nothing and result["errors"]:
            state = "checked"
        good = len(numbers) - len(result["errors"])
        self.write(
            {
                "state": state,
                "good": good,
                "bad": len(result["errors"]),
                "report": self._describe(state, result, numbers),
            }
        )
        return self._reopen()

    def _describe(self, state, result, numbers):
        counts = {"created": result["created"], "updated": result["updated"], "bad": len(result["errors"])}
        if state == "done":
            lines = [self.env._("%(created)s contacts created, %(updated)s updated, %(bad)s lines left out.", **counts)]
        elif result["errors"]:
            lines = [self.env._("%(bad)s lines cannot be imported:", **counts)]
        else:
            lines = [self.env._("%(created)s contacts would be created and %(updated)s updated.", **counts)]
        for error in result["errors"][:_MOST_LISTED]:
            lines.append(self.env._("Line %(line)s: %(reason)s", line=numbers[error["index"]], reason=error["error"]))
        if len(result["errors"]) > _MOST_LISTED:
            lines.append(self.env._("… and %(count)s more", count=len(result["errors"]) - _MOST_LISTED))
        return "\n".join(lines)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Call Records"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # Reading

    def _read_records(self):
        """The lines as checked records: rows and errors for ``_register_checked``, and the numbers of the lines."""
        columns = {column.position: column.field for column in self.column_ids if column.field}
        if doubled := [field for field, count in Counter(columns.values()).items() if count > 1]:
            raise UserError(self.env._("Two columns hold “%(field)s”: keep one of them.", field=doubled[0]))
        if "start" not in columns.values():
            raise UserError(self.env._("Say which column holds the ring start."))
        zone, now, seen = ZoneInfo(self.timezone), fields.Datetime.now(), Counter()
        rows, errors, numbers, labels = [], {}, [], self._get_labels()
        for number, line in enumerate(self._read_lines()[1:], start=2):
            values = {columns[position]: value for position, value in enumerate(line) if position in columns}
            if all(value in (None, "") for value in values.values()):
                continue
            index = len(numbers)
            numbers.append(number)
            try:
                record = read_record(values, now, zone)
                rows.append((index, {"external_id": _make_id(record, seen), **record}))
            except RecordError as error:
                errors[index] = self.env["service.contact"]._describe_problem(error, labels)
        if not numbers:
            raise UserError(self.env._("The file has no lines below its heading."))
        return rows, errors, numbers

    def _get_labels(self):
        """What the file calls the fields."""
        return {column.field: column.name for column in self.column_ids if column.field}

    def _read_lines(self):
        """The lines of the file, the heading first.

        :raises UserError: if it cannot be read
        """
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            content = base64.b64decode(self.file)
            lines = _read_xlsx(content) if content[:2] == b"PK" else _read_csv(content)
        except (
            binascii.Error,
            UnicodeDecodeError,
            csv.Error,
            zipfile.BadZipFile,
            InvalidFileException,
            KeyError,
            ValueError,
            OSError,
        ) as error:
            raise UserError(
                self.env._("The file is neither a CSV nor an Excel file (xlsx): %(reason)s", reason=error)
            ) from error
        if not lines:
            raise UserError(self.env._("The file is empty."))
        return lines


class ServiceContactImportColumn(models.TransientModel):
    """What one column of a call-record file holds."""

    _name = "service.contact.import.column"
    _description = "Column of Call Records"
    _order = "position"

    import_id = fields.Many2one("service.contact.import", required=True, ondelete="cascade")
    position = fields.Integer(required=True, readonly=True)
    name = fields.Char(string="Column", readonly=True)
    sample = fields.Char(readonly=True)
    field = fields.Selection([(field, _LABELS[field]) for field in FIELDS], string="Holds")


def _read_csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel saves as CSV in Chinese
        text = content.decode("gb18030")
    if "\x00" in text:
        raise ValueError("binary")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _read_xlsx(content):
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _sample(lines, position):
    values = (line[position] for line in lines[:20] if position < len(line) and line[position] not in (None, ""))
    return str(next(values, ""))[:80]


def _make_id(record, seen):
    """An id for a line without one, so that importing a file again updates its contacts and doubles none."""
    parts = [record.get(name) for name in ("start", "number", "medium", "direction", "agent")]
    key = "|".join(part.isoformat() if isinstance(part, datetime) else part or "" for part in parts)
    seen[key] += 1
    return f"file:{hashlib.sha256(f'{key}|{seen[key]}'.encode()).hexdigest()[:24]}"
