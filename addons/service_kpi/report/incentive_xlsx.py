"""The payments of an incentive run as a workbook for payroll."""

import io

import xlsxwriter


def write_payments(run):
    """A row per person; the total is a formula.

    :return: bytes of an xlsx file
    """
    buffer = io.BytesIO()
    env = run.env
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1})
        money = book.add_format({"num_format": "#,##0." + "0" * run.currency_id.decimal_places})
        sheet = book.add_worksheet(env._("Payments"))
        titles = (
            env._("Employee"),
            env._("Grade"),
            env._("Rank"),
            env._("Shares"),
            env._("Exact"),
            env._("From the Pool"),
            env._("Fixed Amount"),
        )
        sheet.write_row(0, 0, (*titles, env._("Due"), env._("Paid Before"), env._("To Pay")), head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 24)
        for row, line in enumerate(run.line_ids, start=1):
            sheet.write_row(row, 0, (line.employee_id.name, line.grade_id.name, line.rank or "", line.points))
            sheet.write_number(row, 4, line.exact_share)
            for column, name in enumerate(("share", "fixed", "due", "paid_before", "amount"), start=5):
                sheet.write_number(row, column, line[name], money)
        last = len(run.line_ids) + 1
        sheet.write(last, 0, env._("Total"), head)
        for column in range(5, 10):
            letter = chr(ord("A") + column)
            names = ("share", "fixed", "due", "paid_before", "amount")
            total = sum(run.line_ids.mapped(names[column - 5]))
            sheet.write_formula(last, column, f"=SUM({letter}2:{letter}{last})", money, total)
    return buffer.getvalue()
