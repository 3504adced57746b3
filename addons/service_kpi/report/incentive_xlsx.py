import re

from xlsxwriter.utility import xl_range

from odoo import models

_AMOUNTS = ("share", "fixed", "due", "paid_before", "amount")
# What a sheet's name may not contain, and its length
_FORBIDDEN, _LONGEST = re.compile(r"[\[\]:*?/\\']"), 31


class IncentiveXlsx(models.AbstractModel):
    """The payments of incentive runs for payroll: a sheet each, a row per person; totals are formulas."""

    _name = "report.service_kpi.incentive_xlsx"
    _inherit = "report.service_kpi.workbook"
    _description = "Payments as a Workbook"
    _made_of = "service.incentive.run"

    def generate_xlsx_report(self, workbook, data, runs):
        head = self._add_head(workbook)
        for place, run in enumerate(runs, start=1):
            # Numbered: what is left of two names may be the same
            name = _FORBIDDEN.sub(" ", f"{place} {run.display_name}")[:_LONGEST]
            name = self.env._("Payments") if len(runs) == 1 else name
            money = {"num_format": "#,##0." + "0" * run.currency_id.decimal_places}
            self._write_payments(workbook.add_worksheet(name), run.line_ids, head, workbook.add_format(money))

    def _write_payments(self, sheet, lines, head, money):
        titles = (
            self.env._("Employee"),
            self.env._("Grade"),
            self.env._("Rank"),
            self.env._("Shares"),
            self.env._("Exact"),
            self.env._("From the Pool"),
            self.env._("Fixed Amount"),
            self.env._("Due"),
            self.env._("Paid Before"),
            self.env._("To Pay"),
        )
        self._write_titles(sheet, titles, head, 1)
        sheet.set_column(0, 0, 24)
        for row, line in enumerate(lines, start=1):
            sheet.write_row(row, 0, (line.employee_id.name, line.grade_id.name, line.rank or "", line.points))
            sheet.write_number(row, 4, line.exact_share)
            for column, name in enumerate(_AMOUNTS, start=5):
                sheet.write_number(row, column, line[name], money)
        if not lines:
            return
        last = len(lines) + 1
        sheet.write(last, 0, self.env._("Total"), head)
        for column, name in enumerate(_AMOUNTS, start=5):
            formula = f"=SUM({xl_range(1, column, last - 1, column)})"
            sheet.write_formula(last, column, formula, money, sum(lines.mapped(name)))
