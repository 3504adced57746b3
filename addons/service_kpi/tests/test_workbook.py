from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .common import read_workbook
from .test_incentive import IncentiveCase


@tagged("post_install", "-at_install")
class TestWorkbook(IncentiveCase):
    def read(self, report, records, user, **options):
        return read_workbook(report, records.with_user(user), **options)

    def column(self, sheet, letter):
        return [cell.value for cell in sheet[letter][1:]]

    # What stands in them

    def test_workbook_for_payroll(self):
        run = self._run()
        run.action_compute()
        sheet = self.read("incentive", run, self.officer).active
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertEqual(sheet["J4"].value, "=SUM(J2:J3)")
        self.assertEqual([sheet["J2"].value, sheet["J3"].value], [850, 250])

    def test_runs_together_have_a_sheet_each(self):
        self.scheme.name = "Bonus [1/2]: those who're best"
        runs = self._run() | self._run(500)
        runs.action_compute()
        book = self.read("incentive", runs, self.officer)
        self.assertEqual(len(book.worksheets), 2)
        for place, (sheet, run) in enumerate(zip(book.worksheets, runs, strict=True), start=1):
            self.assertTrue(sheet.title.startswith(f"{place} Bonus  1 2"), sheet.title)
            self.assertEqual(self.column(sheet, "J")[:-1], run.line_ids.mapped("amount"))
        self.assertEqual(len(self.read("incentive", self._run(), self.officer).active["A"]), 1)

    def test_workbook_of_the_results_recomputes_the_scores(self):
        book = self.read("cycle", self.cycle, self.officer)
        overview, lines = book.worksheets
        self.assertEqual((overview.freeze_panes, lines.freeze_panes), ("C2", "B2"))
        self.assertTrue(overview._charts)
        self.assertEqual(overview["B2"].value, self.form.employee_id.name)
        self.assertIn("SUMPRODUCT('Lines'!G2:G3,'Lines'!D2:D3)", overview["E2"].value)
        counted = self.read("cycle", self.cycle, self.officer, data_only=True).worksheets[0]
        self.assertEqual(counted["E2"].value, self.form.score)
        count = len(self.cycle.appraisal_ids)
        self.assertEqual(overview.cell(count + 2, 5).value, f"=SUBTOTAL(1,E2:E{count + 1})")
        mean = self.cycle.with_user(self.officer)._get_results()["mean"]
        self.assertAlmostEqual(counted.cell(count + 2, 5).value, mean)

    def test_cycles_together_stand_below_each_other(self):
        other = self._started(date_start="2026-04-01")
        with self.assertRaisesRegex(UserError, "end of the collection"):
            self.read("cycle", self.cycle | other, self.officer)
        other.action_calibrate()
        for cycles in (self.cycle | other, other | self.cycle):
            for sheet, column in zip(self.read("cycle", cycles, self.officer).worksheets, "HI", strict=True):
                named = [name for name in self.column(sheet, column) if name]
                self.assertEqual(list(dict.fromkeys(named)), cycles.mapped("name"))

    def test_what_looks_like_a_formula_is_text(self):
        self.subject.name = "=1+1"
        self.employees[1].name = "https://example.com"
        overview = self.read("cycle", self.cycle, self.officer).worksheets[0]
        cells = {cell.value: cell for cell in overview["B"]}
        self.assertEqual(cells["=1+1"].data_type, "s")
        self.assertIsNone(cells["https://example.com"].hyperlink)

    def test_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        form, cycle = (record.with_context(lang="zh_CN") for record in (self.form, self.cycle))
        for report, records in (("scorecard", form), ("cycle", cycle)):
            book = self.read(report, records, self.officer)
            self.assertEqual(book.worksheets[0].title, "结果")
            self.assertIn(f"'{book.worksheets[1].title}'!G2", book.worksheets[0]["E2"].value)
            self.assertEqual(book.worksheets[0]["B1"].value, "员工")

    def test_queries_do_not_grow_with_the_people(self):
        forms = self.cycle.appraisal_ids.with_user(self.officer)
        counts = []
        for some in (forms, forms[:2], forms):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read_workbook("scorecard", some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])

    # Who gets them

    def test_a_colleague_gets_none(self):
        mine, other = self.form, self._form(self.cycle, self.employees[1])
        self.assertEqual(self.read("scorecard", mine, self.ann).worksheets[0]["B2"].value, self.subject.name)
        for forms in (other, mine | other):
            with self.assertRaises(AccessError):
                self.read("scorecard", forms, self.ann)
        with self.assertRaises(AccessError):
            self.read("cycle", self.cycle, self.ann)
        self.cycle.sudo().state = "calibrating"
        with self.assertRaises(AccessError):
            self.read("scorecard", mine, self.ann)

    def test_superiors_get_their_staff(self):
        cycle = self._started(date_start="2026-04-01")
        self._form(cycle, self.peers[0]).manager_id = self.employees[1]
        cycle.action_calibrate()
        everybody = self.column(self.read("cycle", cycle, self.officer).worksheets[0], "B")
        staff = self.column(self.read("cycle", cycle, self.manager).worksheets[0], "B")
        self.assertEqual(set(everybody) - set(staff), {self.peers[0].name, self.boss.name})
        stranger = self._user("stranger", "service_quality.service_quality_group_manager")
        for sheet in self.read("cycle", self.cycle, stranger).worksheets:
            self.assertFalse(any(self.column(sheet, "B")))
        with self.assertRaises(AccessError):
            self.read("scorecard", self.form, stranger)

    def test_money_is_the_officers(self):
        run = self._run()
        run.action_compute()
        for user in (self.ann, self.leader, self.manager):
            with self.assertRaises(AccessError):
                self.read("incentive", run, user)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        values = {"company_id": elsewhere.id, "company_ids": [Command.set(elsewhere.ids)]}
        foreign = self._user("foreign", "service_kpi.service_kpi_group_officer", **values)
        for report, records in (("incentive", run), ("cycle", self.cycle), ("scorecard", self.form)):
            for allowed in (elsewhere.ids, self.company.ids):
                with self.assertRaises(AccessError):
                    self.read(report, records.with_context(allowed_company_ids=allowed), foreign)

    def test_a_forged_context_opens_nothing(self):
        other = self._form(self.cycle, self.employees[1])
        reports = self.env["ir.actions.report"].with_user(self.ann)
        for model in ("service.appraisal", "res.partner", False):
            forged = {"active_model": model, "active_ids": other.ids, "active_id": other.id, "su": True, "uid": 1}
            for docids in (other.ids, None):
                with self.assertRaises(AccessError):
                    reports.with_context(**forged)._render_xlsx("service_kpi.scorecard_xlsx", docids, {})
            with self.assertRaises(AccessError):
                reports._render_xlsx("service_kpi.scorecard_xlsx", None, {"context": forged})
            # Their methods can be called over the network as well
            workbook = self.env["report.service_kpi.scorecard_xlsx"].with_user(self.ann).with_context(**forged)
            with self.assertRaises(AccessError):
                workbook.create_xlsx_report(other.ids, {"context": forged})
        for docids in (None, [self.form.id + 10**6]):
            with self.assertRaises(MissingError):
                reports._render_xlsx("service_kpi.scorecard_xlsx", docids, {})

    # Where they are offered

    def test_buttons_and_menu_print_the_same(self):
        run = self._run()
        actions = self.env["ir.actions.actions"]
        for records, name in (
            (self.cycle, "Results (xlsx)"),
            (self.form, "Scorecard (xlsx)"),
            (run, "For Payroll (xlsx)"),
        ):
            records = records.with_user(self.officer)
            action = records.action_export()
            self.assertEqual((action["report_type"], action["context"]["active_ids"]), ("xlsx", records.ids))
            offered = actions.with_user(self.officer).get_bindings(records._name)["report"]
            (workbook,) = (entry for entry in offered if entry["name"] == name)
            report = self.env["ir.actions.report"].browse(workbook["id"])
            self.assertEqual(report.report_name, action["report_name"])
            self.assertEqual(bool(report.get_valid_action_reports(records._name, records.ids)), records != run)
        run.action_compute()
        self.assertTrue(report.get_valid_action_reports(run._name, run.ids))
