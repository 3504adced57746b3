import base64
import binascii
import zipfile

from openpyxl.utils.exceptions import InvalidFileException

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from ..engine.equipment_sheet import CellError, find_columns, read_line, read_workbook
from .service_equipment_lookup import EquipmentLookup

_MOST_LINES = 10000
_MOST_LISTED = 100


class ServiceEquipmentImport(models.TransientModel):
    """Equipment from an Excel file: every line is checked first, then all of it, or its good lines."""

    _name = "service.equipment.import"
    _description = "Import Equipment"

    file = fields.Binary(string="Excel File (xlsx)")
    file_name = fields.Char()
    create_categories = fields.Boolean(
        string="Create Missing Categories", help="Otherwise a line with an unknown category is an error."
    )
    state = fields.Selection([("draft", "Draft"), ("checked", "Checked"), ("done", "Done")], default="draft")
    good = fields.Integer(string="Good Lines", readonly=True)
    bad = fields.Integer(string="Bad Lines", readonly=True)
    report = fields.Text(readonly=True)

    # Actions

    def action_template(self):
        return {"type": "ir.actions.act_url", "url": "/service_repair/equipment_template", "target": "self"}

    def action_check(self):
        """Check every line and import nothing."""
        return self._run(keep=False)

    def action_import(self):
        """Import all lines or, if one has an error, none."""
        return self._run(keep=True)

    def action_import_good(self):
        """Import the lines without errors, and list the others."""
        return self._run(keep=True, all_or_nothing=False)

    def _run(self, keep, all_or_nothing=True):
        self.ensure_one()
        self.env["maintenance.equipment"].check_access("create")
        lines, errors = self._read_equipment()
        keep = keep and not (errors and all_or_nothing)
        if keep:
            self._enter_equipment([values for _number, values in lines])
        self.write(
            {
                "state": "done" if keep else "checked",
                "good": len(lines),
                "bad": len(errors),
                "report": self._describe(keep, len(lines), errors),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Equipment"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _describe(self, done, good, errors):
        counts = {"good": good, "bad": len(errors)}
        if done:
            lines = [self.env._("%(good)s entered, %(bad)s lines left out.", **counts)]
        elif errors:
            lines = [self.env._("%(bad)s lines have errors, %(good)s are good. Nothing is entered yet.", **counts)]
        else:
            lines = [self.env._("All %(good)s lines are good. Nothing is entered yet.", **counts)]
        for number, reason in errors[:_MOST_LISTED]:
            lines.append(self.env._("Line %(line)s: %(reason)s", line=number, reason=reason))
        if len(errors) > _MOST_LISTED:
            lines.append(self.env._("… and %(count)s more", count=len(errors) - _MOST_LISTED))
        return "\n".join(lines)

    # Reading

    def _read_equipment(self):
        """Good lines as ``[(number, values)]`` and the errors of the others as ``[(number, sentence)]``."""
        header, *rows = self._read_lines()
        columns = find_columns(header)
        if "name" not in columns.values():
            raise UserError(self.env._("No column is headed “Name”: start from the template."))
        numbered = [
            (number, row) for number, row in enumerate(rows, start=2) if any(cell not in (None, "") for cell in row)
        ]
        if not numbered:
            raise UserError(self.env._("The file has no lines below its heading."))
        lookup = EquipmentLookup(self.env, self.create_categories)
        cells, errors = self._read_cells(numbered, columns, lookup)
        lookup.prepare([values for _number, values in cells])
        lines = []
        for number, values in cells:
            try:
                lines.append((number, lookup.complete(values)))
            except UserError as error:
                errors.append((number, str(error)))
        return lines, sorted(errors)

    def _read_cells(self, numbered, columns, lookup):
        cells, errors = [], []
        for number, row in numbered:
            try:
                cells.append((number, read_line(row, columns)))
            except CellError as error:
                errors.append((number, lookup.explain(error)))
        return cells, errors

    def _read_lines(self):
        """:raises UserError: if the file cannot be read"""
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            lines = read_workbook(base64.b64decode(self.file), _MOST_LINES + 1)
        except (binascii.Error, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
            raise UserError(
                self.env._(
                    "This is no Excel file (xlsx) of at most %(most)s lines: %(reason)s", most=_MOST_LINES, reason=error
                )
            ) from error
        if not lines:
            raise UserError(self.env._("The file is empty."))
        return lines

    # Writing

    def _enter_equipment(self, values_list):
        categories = self.env["maintenance.equipment.category"]
        missing = {values["category"] for values in values_list if isinstance(values.get("category"), str)}
        created = {name: categories.create({"name": name}).id for name in sorted(missing)}
        vals_list = []
        for values in values_list:
            category = values.pop("category", False)
            certificate = {name: values.pop(name, False) for name in ("certificate", "issued", "valid_to")}
            note = values.pop("note", None)
            vals = {**values, "category_id": created.get(category, category), "note": note and plaintext2html(note)}
            if certificate["certificate"]:
                vals["certificate_ids"] = [
                    Command.create(
                        {
                            "name": certificate["certificate"],
                            "issued": certificate["issued"] or fields.Date.context_today(self),
                            "valid_to": certificate["valid_to"],
                        }
                    )
                ]
            vals_list.append(vals)
        self.env["maintenance.equipment"].create(vals_list)
