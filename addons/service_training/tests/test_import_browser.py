import io
from datetime import date

from openpyxl import Workbook

from odoo.tests import tagged

from .common_scenario import ScenarioCase

_HEADER = {
    "en_US": ("Employee", "Course", "Issued", "Number"),
    "zh_CN": ("姓名", "课程", "发证日期", "证书编号"),
}


@tagged("post_install", "-at_install")
class TestImportBrowser(ScenarioCase):
    """The training officer imports past certificates: first a file with mistakes, then the right one."""

    def test_in_english(self):
        self._import("en_US")

    def test_in_chinese(self):
        self._import("zh_CN")

    def _import(self, lang):
        self.speak(lang)
        self.course.code = "CALM"
        right = (self.employee.name, "CALM", date(2026, 3, 1), "OLD-77")
        wrong = [("Nobody Here", "CALM", "2026-03-01", None), (self.boss.name, "No such course", "2026-03-01", None)]
        self._offer("broken", _HEADER[lang], right, *wrong, (self.boss.name, "CALM", "yesterday", None))
        self._offer("right", _HEADER[lang], right, (self.boss.name, "CALM", "2026-04-01", None))
        self.tour("import", self.officer, "/odoo/training-certificates")
        found = self.env["training.certificate"].search([("origin", "=", "import")], order="issued")
        self.assertEqual(found.employee_id, self.employee | self.boss)
        self.assertEqual(found[0].number, "OLD-77")

    def _offer(self, name, *lines):
        """A file for the browser to choose."""
        book = Workbook()
        for line in lines:
            book.active.append(line)
        content = io.BytesIO()
        book.save(content)
        url = f"/service_training/tests/{name}.xlsx"
        self.env["ir.attachment"].create({"name": name, "url": url, "raw": content.getvalue(), "public": True})
