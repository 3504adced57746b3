"""The results of a cycle as a workbook: overview with ranks and a chart, and every line with formulas."""

import io

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

_HEAD = {"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True, "valign": "top"}


def write_scorecards(forms):
    """A workbook of the forms, which the caller may read.

    Totals are formulas over the lines, so that whoever doubts a score can follow it in the sheet.

    :return: bytes of an xlsx file
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {"head": book.add_format(_HEAD), "points": book.add_format({"num_format": "0.00"})}
        env = forms.env
        # The overview refers to the lines, and is seen first
        overview = book.add_worksheet(env._("Results"))
        totals = _write_lines(book.add_worksheet(env._("Lines")), forms, formats, env)
        _write_overview(book, overview, forms, totals, formats, env)
    return buffer.getvalue()


def _write_lines(sheet, forms, formats, env):
    """Every line of every form: ``{form: (first row, last row)}``, rows from 0."""
    titles = (
        env._("Employee"),
        env._("Section"),
        env._("Item"),
        env._("Weight (%)"),
        env._("Value"),
        env._("Target"),
        env._("Points"),
        env._("Counts (%)"),
    )
    sheet.write_row(0, 0, titles, formats["head"])
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 2, 22)
    sheet.set_column(4, 5, 14)
    row, places = 1, {}
    for form in forms:
        first = row
        for line in form.line_ids:
            sheet.write_row(row, 0, (form.employee_id.name, line.section, line.name, line.weight))
            sheet.write_row(row, 4, (line.figure_text, line.target_text))
            if line.judged:
                sheet.write_number(row, 6, line.score, formats["points"])
            sheet.write_number(row, 7, line.shared_weight, formats["points"])
            row += 1
        places[form] = (first, row - 1)
    sheet.autofilter(0, 0, max(row - 1, 1), len(titles) - 1)
    return places


def _write_overview(book, sheet, forms, places, formats, env):
    titles = (
        env._("Rank"),
        env._("Employee"),
        env._("Department"),
        env._("Post"),
        env._("Score"),
        env._("Grade"),
        env._("Presence"),
    )
    sheet.write_row(0, 0, titles, formats["head"])
    sheet.freeze_panes(1, 2)
    sheet.set_column(1, 3, 22)
    percent = book.add_format({"num_format": "0 %"})
    name = "'" + env._("Lines").replace("'", "''") + "'"
    for row, form in enumerate(forms, start=1):
        sheet.write(row, 0, form.rank or "")
        sheet.write_row(row, 1, (form.employee_id.name, form.department_id.name or "", form.job_id.name or ""))
        if form.judged:
            first, last = places[form]
            points, weights = (
                f"{name}!{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}" for column in (6, 3)
            )
            # the same formula as the score's: what is empty was not judged, and its weight is shared out
            formula = f'=ROUND(SUMPRODUCT({points},{weights})/SUMIF({points},"<>",{weights}),2)'
            sheet.write_formula(row, 4, formula, formats["points"], form.score)
        sheet.write(row, 5, form.grade_id.name or "")
        sheet.write_number(row, 6, form.presence, percent)
    count = max(len(forms), 1)
    sheet.autofilter(0, 0, count, len(titles) - 1)
    chart = book.add_chart({"type": "bar"})
    own = "'" + sheet.get_name().replace("'", "''") + "'"
    chart.add_series(
        {"name": env._("Score"), "categories": f"={own}!$B$2:$B${count + 1}", "values": f"={own}!$E$2:$E${count + 1}"}
    )
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "max": 100})
    chart.set_legend({"none": True})
    sheet.insert_chart(1, 8, chart)
