from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from odoo import models

_WEIGHT, _POINTS, _SCORE = 3, 6, 4


class ScorecardXlsx(models.AbstractModel):
    """Scorecards: an overview with ranks and a chart, and every line.

    Scores are formulas over the lines, so that whoever doubts one can follow it in the sheet.
    """

    _name = "report.service_kpi.scorecard_xlsx"
    _inherit = "report.service_kpi.workbook"
    _description = "Scorecards as a Workbook"
    _made_of = "service.appraisal"

    def generate_xlsx_report(self, workbook, data, forms):
        formats = {"head": self._add_head(workbook)}
        formats |= {
            name: workbook.add_format({"num_format": text}) for name, text in (("points", "0.00"), ("%", "0 %"))
        }
        # The overview refers to the lines, and is seen first
        overview = workbook.add_worksheet(self.env._("Results"))
        places = self._write_lines(workbook.add_worksheet(self.env._("Lines")), forms, formats)
        self._write_overview(overview, forms, places, formats)
        self._draw_scores(workbook, overview, len(forms))

    def _write_lines(self, sheet, forms, formats):
        """Every line of every form: ``{form: (first row, last row)}``, rows from 0."""
        titles = (
            self.env._("Employee"),
            self.env._("Section"),
            self.env._("Item"),
            self.env._("Weight (%)"),
            self.env._("Value"),
            self.env._("Target"),
            self.env._("Points"),
            self.env._("Counts (%)"),
            self.env._("Cycle"),
        )
        self._write_titles(sheet, titles, formats["head"], 1)
        sheet.set_column(0, 2, 22)
        sheet.set_column(4, 5, 14)
        row, places = 1, {}
        for form in forms:
            first, cycle = row, form.sudo().cycle_id.name
            for line in form.line_ids:
                sheet.write_row(row, 0, (form.employee_id.name, line.section, line.name, line.weight))
                sheet.write_row(row, 4, (line.figure_text, line.target_text))
                if line.judged:
                    sheet.write_number(row, _POINTS, line.score, formats["points"])
                sheet.write_number(row, 7, line.shared_weight, formats["points"])
                sheet.write_string(row, 8, cycle)
                row += 1
            places[form] = (first, row - 1)
        sheet.autofilter(0, 0, max(row - 1, 1), len(titles) - 1)
        return places

    def _write_overview(self, sheet, forms, places, formats):
        titles = (
            self.env._("Rank"),
            self.env._("Employee"),
            self.env._("Department"),
            self.env._("Post"),
            self.env._("Score"),
            self.env._("Grade"),
            self.env._("Presence"),
            self.env._("Cycle"),
        )
        self._write_titles(sheet, titles, formats["head"], 2)
        sheet.set_column(1, 3, 22)
        for row, form in enumerate(forms, start=1):
            sheet.write(row, 0, form.rank or "")
            sheet.write_row(row, 1, (form.employee_id.name, form.department_id.name or "", form.job_id.name or ""))
            if form.judged:
                formula = self._get_formula(*places[form])
                sheet.write_formula(row, _SCORE, formula, formats["points"], form.score)
            sheet.write(row, 5, form.grade_id.name or "")
            sheet.write_number(row, 6, form.presence, formats["%"])
            sheet.write_string(row, 7, form.sudo().cycle_id.name)
        sheet.autofilter(0, 0, len(forms), len(titles) - 1)
        judged = forms.filtered("judged")
        if len(judged) > 1:
            # of the rows that a filter leaves
            mean = f"=SUBTOTAL(1,{xl_range(1, _SCORE, len(forms), _SCORE)})"
            sheet.write_string(len(forms) + 1, 1, self.env._("Mean Score"), formats["head"])
            value = sum(judged.mapped("score")) / len(judged)
            sheet.write_formula(len(forms) + 1, _SCORE, mean, formats["points"], value)

    def _get_formula(self, first, last):
        """That of the score: what is empty was not judged, and its weight is shared out."""
        name = _quote(self.env._("Lines"))
        points, weights = (
            f"{name}!{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
            for column in (_POINTS, _WEIGHT)
        )
        return f'=ROUND(SUMPRODUCT({points},{weights})/SUMIF({points},"<>",{weights}),2)'

    def _draw_scores(self, book, sheet, count):
        chart = book.add_chart({"type": "bar"})
        own = _quote(sheet.get_name())
        names, scores = (f"={own}!{xl_range(1, column, count, column)}" for column in (1, _SCORE))
        chart.add_series({"name": self.env._("Score"), "categories": names, "values": scores})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "max": 100})
        chart.set_legend({"none": True})
        sheet.insert_chart(1, 9, chart)


def _quote(name):
    return "'" + name.replace("'", "''") + "'"
