"""What the names of an imported line stand for."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.equipment_sheet import COLUMNS

# Where the names of a column are looked up: model and fields
_SOURCES = {
    "vendor": ("res.partner", ("name",)),
    "category": ("maintenance.equipment.category", ("name",)),
    "department": ("hr.department", ("name", "complete_name")),
    "holder": ("hr.employee", ("name", "work_email", "user_id.login")),
}


class EquipmentLookup:
    """Finds all names of a file at once, and refuses what nobody or several are called.

    Numbers that a line of the file has taken are refused to the lines after it.
    """

    def __init__(self, env, create_categories):
        self.env = env
        self.create_categories = create_categories
        self.chinese = (env.lang or "").startswith("zh")
        self.found = {}
        self.taken = {}

    def prepare(self, lines):
        """Look up what the lines of a file name, and which of their numbers exist: a query each, however many lines.

        :param lines: dicts as :func:`..engine.equipment_sheet.read_line` makes them
        """
        for column, (model, fields_of) in _SOURCES.items():
            self._look_up(column, model, fields_of, self._get_values(lines, column))
        for name in ("serial_no", "asset_code"):
            equipment = self.env["maintenance.equipment"].sudo().with_context(active_test=False)
            # Serial numbers are unique over all companies
            company = self._ours() if name == "asset_code" else Domain.TRUE
            found = equipment.search_fetch(Domain(name, "in", self._get_values(lines, name)) & company, [name])
            self.taken[name] = set(found.mapped(name))

    def _get_values(self, lines, column):
        return list({values[column] for values in lines if values.get(column)})

    def _look_up(self, column, model, fields_of, names):
        domain = Domain.TRUE if column == "vendor" else self._ours()
        # The complete name of a department is not stored, and each one that is asked for costs a search of all
        if "complete_name" not in fields_of:
            domain &= Domain.OR(Domain(field, "in", names) for field in fields_of)
        for record in self.env[model].sudo().search(domain) if names else ():
            for name in {record.mapped(field)[0] for field in fields_of if record.mapped(field)}:
                self.found.setdefault((column, name), []).append(record.id)

    def label(self, name):
        return COLUMNS[name][1 if self.chinese else 0]

    def explain(self, error):
        """The sentence for a cell that cannot be read."""
        texts = {
            "day": self.env._("%(column)s: “%(value)s” is no date; write it as 2026-03-31."),
            "number": self.env._("%(column)s: “%(value)s” is no number from 0 on."),
            "whole": self.env._("%(column)s: “%(value)s” is no whole number."),
            "kind": self.env._("%(column)s: “%(value)s” is neither “equipment” nor “tool”."),
        }
        return texts[error.code] % {"column": self.label(error.field), "value": error.value}

    def complete(self, values):
        """Values for ``maintenance.equipment`` from the cells of a line.

        :raises UserError: with what is wrong
        """
        if not values.get("name"):
            raise UserError(self.env._("The name is missing."))
        self._check_dates(values)
        vals = {name: value for name, value in values.items() if name not in ("department", "holder", "vendor")}
        vals["company_id"] = self.env.company.id
        vals.setdefault("asset_kind", "equipment")
        vals |= self._find_user(values.get("department"), values.get("holder"))
        if vendor := values.get("vendor"):
            vals["partner_id"] = self._find("vendor", vendor)
        if category := values.get("category"):
            vals["category"] = self._find("category", category, self.create_categories) or category
        for name in ("serial_no", "asset_code"):
            self._take(name, values.get(name))
        return vals

    def _ours(self):
        return Domain("company_id", "in", [self.env.company.id, False])

    def _check_dates(self, values):
        today = fields.Date.today()
        if values.get("purchase_date") and values["purchase_date"] > today:
            raise UserError(self.env._("%(column)s lies in the future.", column=self.label("purchase_date")))
        if values.get("certificate"):
            if not values.get("valid_to"):
                raise UserError(self.env._("%(column)s is missing.", column=self.label("valid_to")))
            if values["valid_to"] < (values.get("issued") or today):
                raise UserError(
                    self.env._(
                        "%(valid_to)s lies before %(issued)s.",
                        valid_to=self.label("valid_to"),
                        issued=self.label("issued"),
                    )
                )

    def _find_user(self, department, holder):
        """Who has it: a person, a department, or nobody."""
        vals = {"equipment_assign_to": "other", "employee_id": False, "department_id": False}
        if department:
            vals["department_id"] = self._find("department", department)
            vals["equipment_assign_to"] = "department"
        if holder:
            vals["employee_id"] = self._find("holder", holder)
            vals["equipment_assign_to"] = "other" if department else "employee"
        return vals

    def _find(self, column, value, optional=False):
        ids = self.found.get((column, value), ())
        if len(ids) == 1 or (optional and not ids):
            return ids[0] if ids else False
        if ids:
            text = self.env._("%(column)s: several are called “%(value)s”.", column=self.label(column), value=value)
        else:
            text = self.env._("%(column)s: nothing is called “%(value)s”.", column=self.label(column), value=value)
        raise UserError(text)

    def _take(self, name, value):
        if not value:
            return
        if value in self.taken[name]:
            raise UserError(self.env._("%(column)s “%(value)s” exists already.", column=self.label(name), value=value))
        self.taken[name].add(value)
