import base64
import io
from datetime import date, datetime

import xlsxwriter
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..engine.equipment_sheet import COLUMNS, CellError, find_columns, headings, read_line
from .common_equipment import ToolStore


def workbook(*lines):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return base64.b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestEquipmentImport(ToolStore, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()

    def _wizard(self, *lines, user=None, **values):
        wizard = self.env["service.equipment.import"].with_user(user or self.keeper)
        return wizard.create({"file": workbook(*lines), **values})

    def test_headings_in_both_languages(self):
        for chinese in (False, True):
            self.assertEqual(list(find_columns(headings(chinese)).values()), list(COLUMNS))
        self.assertEqual(
            find_columns(["名称？", "设备名称", " serial number ", None, "Name"]), {1: "name", 2: "serial_no"}
        )

    def test_cells(self):
        columns = {0: "purchase_date", 1: "cost", 2: "asset_kind", 3: "serial_no", 4: "check_interval"}
        expected = {
            "purchase_date": date(2024, 3, 1),
            "cost": 1200.5,
            "asset_kind": "tool",
            "serial_no": "4711",
            "check_interval": 12,
        }
        for day in (datetime(2024, 3, 1), "2024-03-01", "2024/3/1", "2024年3月1日"):
            self.assertEqual(read_line([day, "1,200.50", "工具", 4711.0, 12.0], columns), expected)
        for cell, code in (("31.2.2024", "day"), (None, None)):
            if code:
                with self.assertRaises(CellError):
                    read_line([cell], columns)
            else:
                self.assertEqual(read_line([cell], columns), {})
        for position, cell in ((1, "much"), (1, -1), (2, "car"), (4, 1.5)):
            with self.assertRaises(CellError):
                read_line([None] * position + [cell], columns)

    def test_all_or_nothing_then_good_lines(self):
        wizard = self._wizard(
            ["Name", "Kind", "Serial Number", "Category", "Holder", "Purchase Date", "Cost", "Other"],
            ["Drill", "tool", "DR-1", "Saws of the test", "Technician", date(2024, 1, 5), 80, "x"],
            ["Press", "machine"],
            ["", "tool", "DR-9"],
            ["Lathe", "equipment", "SAW-TEST-9"],
            ["Lathe two", "", "DR-1"],
            ["Mill", "", "", "No such category"],
            ["Gauge", "", "", "", "Nobody"],
            ["Late", "", "", "", "", "2999-01-01"],
            [None, None, "", None],
        )
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.good, wizard.bad), ("checked", 1, 7))
        for text in ("Line 3: Kind", "Line 4: The name", "Line 5: Serial Number “SAW-TEST-9” exists", "Line 6: Serial"):
            self.assertIn(text, wizard.report)
        for text in ("Line 7: Category: nothing", "Line 8: Holder: nothing", "Line 9: Purchase Date lies"):
            self.assertIn(text, wizard.report)
        wizard.action_import()
        self.assertEqual(wizard.state, "checked")
        equipment = self.env["maintenance.equipment"]
        self.assertFalse(equipment.search([("name", "=", "Drill")]))
        wizard.action_import_good()
        drill = equipment.search([("name", "=", "Drill")])
        self.assertEqual((drill.asset_kind, drill.serial_no, drill.cost), ("tool", "DR-1", 80))
        self.assertEqual((drill.category_id, drill.employee_id), (self.saws, self.employees[self.technician]))
        self.assertEqual((drill.purchase_date, wizard.state), (date(2024, 1, 5), "done"))

    def test_chinese_file_with_certificates_and_new_categories(self):
        wizard = self._wizard(
            ["设备名称", "类型", "设备类别", "证书编号", "检定日期", "证书有效期至"],
            ["万用表", "工具", "仪表（新）", "JD-1", "2026-01-01", "2999-12-31"],
            ["摇表", "工具", "仪表（新）", "", "", ""],
            create_categories=True,
        )
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.report)
        found = self.env["maintenance.equipment"].search([("category_id.name", "=", "仪表（新）")])
        self.assertEqual(len(found), 2)
        meter = found.filtered(lambda equipment: equipment.name == "万用表")
        self.assertEqual((meter.check_due, meter.certificate_ids.name), (date(2999, 12, 31), "JD-1"))

    @mute_logger("odoo.tools.mimetypes.guess_mimetype")
    def test_what_is_no_workbook(self):
        wizard = self.env["service.equipment.import"].with_user(self.keeper)
        for content in (b"PK\x03\x04 nonsense", b"name;model", b""):
            with self.assertRaises(UserError):
                wizard.create({"file": base64.b64encode(content)}).action_check()
        with self.assertRaisesRegex(UserError, "template"):
            self._wizard(["Anything"], ["x"]).action_check()
        with self.assertRaisesRegex(UserError, "no lines"):
            self._wizard(["Name"]).action_check()

    def test_keepers_only(self):
        with self.assertRaises(AccessError):
            self._wizard(["Name"], ["x"], user=self.technician)

    def test_template(self):
        self.keeper.password = "keeper of tools"
        self.authenticate(self.keeper.login, "keeper of tools")
        answer = self.url_open("/service_repair/equipment_template")
        header = [cell.value for cell in next(load_workbook(io.BytesIO(answer.content)).active.rows)]
        self.assertEqual(header, headings(False))
        self.technician.password = "technician of tools"
        self.authenticate(self.technician.login, "technician of tools")
        self.assertEqual(self.url_open("/service_repair/equipment_template").status_code, 404)
