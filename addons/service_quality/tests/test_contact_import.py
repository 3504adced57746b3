import base64
import io
from datetime import datetime, timedelta

from openpyxl import Workbook

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import START, ServiceCase

HEADER = ["Start Time", "Caller ID", "Agent", "Wait Time", "Talk Time", "Status", "Colour"]


@tagged("post_install", "-at_install")
class TestContactImport(ServiceCase):
    def lines(self):
        agent = self.agent.login
        return [
            ["2026-03-02 15:00:00", "13812345678", agent, "30", "1:00", "Answered", "red"],
            ["2026-03-02 15:01:00", "13812345679", "", "31", "", "No answer", "red"],
            ["2026/3/2 15:02:00", "8001", agent, "3", "5", "answered", ""],
        ]

    def csv(self, lines, delimiter=",", encoding="utf-8"):
        return "\n".join(delimiter.join(f'"{value}"' for value in line) for line in lines).encode(encoding)

    def wizard(self, content, **values):
        wizards = self.env["service.contact.import"].with_user(self.manager)
        return wizards.create({"file": base64.b64encode(content), "timezone": "Asia/Shanghai", **values})

    def read(self, content, **values):
        wizard = self.wizard(content, **values)
        wizard.action_read()
        return wizard

    def imported(self):
        return self.env["service.contact"].search(
            [("source", "=", "import"), ("create_uid", "=", self.manager.id)], order="start"
        )

    def test_a_csv(self):
        wizard = self.read(self.csv([HEADER, *self.lines()]))
        self.assertEqual(
            wizard.column_ids.mapped("field"), ["start", "number", "agent", "waiting", "talking", "result", False]
        )
        self.assertEqual(wizard.column_ids[1].sample, "13812345678")
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.good, wizard.bad), ("checked", 3, 0))
        self.assertFalse(self.imported())
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        contacts = self.imported()
        self.assertEqual(contacts.mapped("state"), ["ended", "abandoned", "ended"])
        self.assertEqual(contacts[0].start, datetime(2026, 3, 2, 7, 0))
        self.assertEqual(contacts.mapped("user_id"), self.agent)
        clocks = self.env["service.clock"].search([("contact_id", "in", contacts.ids)], order="start")
        self.assertEqual(
            [(clock.state, clock.result) for clock in clocks],
            [("stopped", "met"), ("cancelled", "missed"), ("stopped", "met")],
        )

    def test_importing_again_doubles_nothing(self):
        content = self.csv([HEADER, *self.lines(), self.lines()[0]])
        for _time in range(2):
            self.read(content).action_import()
            self.assertEqual(len(self.imported()), 4)

    def test_an_excel_file(self):
        book = Workbook()
        book.active.append(["振铃开始", "主叫号码", "坐席", "等待时长", "通话时长"])
        book.active.append([START - timedelta(hours=-7), 13812345678, self.agent.login, 12, 60])
        buffer = io.BytesIO()
        book.save(buffer)
        wizard = self.read(buffer.getvalue())
        wizard.action_import()
        contact = self.imported()
        self.assertEqual((contact.number, contact.start), ("13812345678", START - timedelta(hours=1)), wizard.report)

    def test_other_encodings_and_delimiters(self):
        for delimiter, encoding in ((";", "utf-8-sig"), ("\t", "gb18030")):
            wizard = self.read(self.csv([["开始时间", "号码"], ["2026-03-02 15:00:00", "来电"]], delimiter, encoding))
            self.assertEqual(wizard.column_ids.mapped("field"), ["start", "number"])

    def test_errors_are_told_line_by_line(self):
        lines = self.lines()
        lines[1][0] = "yesterday"
        lines.insert(2, ["", "", "", "", "", "", ""])
        lines.append(["2026-03-02 15:03:00", "1", "stranger", "1", "1", "answered", ""])
        wizard = self.read(self.csv([HEADER, *lines]))
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.good, wizard.bad), ("checked", 2, 2))
        self.assertIn("Line 3: Start Time", wizard.report)
        self.assertIn("yesterday", wizard.report)
        self.assertIn("Line 6: ", wizard.report)
        self.assertIn("stranger", wizard.report)
        wizard.action_import()
        self.assertEqual(wizard.state, "checked")
        self.assertFalse(self.imported())
        wizard.action_import_good()
        self.assertEqual(wizard.state, "done")
        self.assertEqual(len(self.imported()), 2)

    def test_the_mapping_is_editable(self):
        wizard = self.read(self.csv([["When", "Who"], ["2026-03-02 15:00:00", "13812345678"]]))
        with self.assertRaises(UserError):
            wizard.action_check()
        wizard.column_ids[0].field = "start"
        wizard.column_ids[1].field = "start"
        with self.assertRaises(UserError):
            wizard.action_check()
        wizard.column_ids[1].field = "number"
        wizard.action_import()
        self.assertEqual(self.imported().number, "13812345678")

    def test_files_that_cannot_be_read(self):
        for content in (b"PK\x03\x04 no zip", b"\xff\xfe\x00\x00", b"", b"\x00\x01\x02", b"a" * 200_000):
            with self.assertRaises(UserError):
                # Odoo guesses the type of a stored file, and says so if what begins like a zip is none
                with mute_logger("odoo.tools.mimetypes.guess_mimetype"):
                    self.read(content).action_check()
        with self.assertRaises(UserError):
            self.env["service.contact.import"].with_user(self.manager).create({}).action_read()
        with self.assertRaises(UserError):
            self.read(self.csv([HEADER])).action_check()
