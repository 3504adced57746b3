"""What the names of an imported line stand for."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.equipment_sheet import COLUMNS


class EquipmentLookup:
    """Finds each name once, and refuses what nobody or several are called.

    Numbers that a line of the file has taken are refused to the lines after it.
    """

    def __init__(self, env, create_categories):
        self.env = env
        self.create_categories = create_categories
        self.chinese = (env.lang or "").startswith("zh")
        self.found = {}
        self.taken = {"serial_no": set(), "asset_code": set()}

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
            vals["partner_id"] = self._find("vendor", "res.partner", Domain("name", "=", vendor), vendor)
        if category := values.get("category"):
            optional = self.create_categories
            domain = Domain("name", "=", category) & self._ours()
            vals["category"] = (
                self._find("category", "maintenance.equipment.category", domain, category, optional) or category
            )
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
            domain = (Domain("name", "=", department) | Domain("complete_name", "=", department)) & self._ours()
            vals["department_id"] = self._find("department", "hr.department", domain, department)
            vals["equipment_assign_to"] = "department"
        if holder:
            domain = (
                Domain("name", "=", holder) | Domain("work_email", "=", holder) | Domain("user_id.login", "=", holder)
            )
            vals["employee_id"] = self._find("holder", "hr.employee", domain & self._ours(), holder)
            vals["equipment_assign_to"] = "other" if department else "employee"
        return vals

    def _find(self, column, model, domain, value, optional=False):
        key = column, value
        if key not in self.found:
            self.found[key] = self.env[model].sudo().search(domain, limit=2).ids
        ids = self.found[key]
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
        equipment = self.env["maintenance.equipment"].sudo().with_context(active_test=False)
        # Serial numbers are unique over all companies
        domain = Domain(name, "=", value) & (self._ours() if name == "asset_code" else Domain.TRUE)
        if value in self.taken[name] or equipment.search_count(domain, limit=1):
            raise UserError(self.env._("%(column)s “%(value)s” exists already.", column=self.label(name), value=value))
        self.taken[name].add(value)
