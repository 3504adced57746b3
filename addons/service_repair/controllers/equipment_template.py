import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

from ..engine.equipment_sheet import headings


class EquipmentTemplate(http.Controller):
    """The empty Excel file to import equipment from, with headings in the user's language."""

    @http.route("/service_repair/equipment_template", type="http", auth="user", readonly=True)
    def template(self, **_kw):
        if not request.env["maintenance.equipment"].has_access("create"):
            raise request.not_found()
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
            for column, heading in enumerate(headings((request.env.lang or "").startswith("zh"))):
                sheet.write(0, column, heading, bold)
                sheet.set_column(column, column, max(14, len(heading) * 2))
            sheet.freeze_panes(1, 0)
        name = request.env._("Equipment") + ".xlsx"
        return request.make_response(
            stream.getvalue(),
            headers=[
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
