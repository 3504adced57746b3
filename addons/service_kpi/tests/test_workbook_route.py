import io
import json
from urllib.parse import unquote, urlencode

from openpyxl import load_workbook

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestWorkbookRoute(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        template = cls.env.ref("service_kpi.service_appraisal_template_agent")
        cls.cycle = cls.env["service.appraisal.cycle"].create({"template_ids": [Command.set(template.ids)]})
        someone = new_test_user(cls.env, "someone_kpi")
        employees = cls.env["hr.employee"].create([{"name": "Someone", "user_id": someone.id}, {"name": "Other"}])
        cls.forms = cls.env["service.appraisal"].create(
            [{"cycle_id": cls.cycle.id, "employee_id": person.id, "template_id": template.id} for person in employees]
        )
        cls.cycle.sudo().state = "published"
        cls.officer = new_test_user(cls.env, "officer_of_workbooks", "service_kpi.service_kpi_group_officer")
        new_test_user(cls.env, "customer_of_workbooks", "base.group_portal")

    def get(self, report, ids, **query):
        text = "&".join(f"{name}={json.dumps(value)}" for name, value in query.items())
        return self.url_open(f"/report/xlsx/service_kpi.{report}_xlsx/{ids}?{text}")

    def test_only_who_may_read_gets_a_workbook(self):
        mine, other = self.forms
        for login, own, others in (
            ("officer_of_workbooks", 200, 200),
            ("someone_kpi", 200, 403),
            ("customer_of_workbooks", 403, 403),
        ):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.get("cycle", self.cycle.id).status_code, others, login)
                self.assertEqual(self.get("incentive", 999999999).status_code, 404 if others == 200 else 403, login)
                for form, seen in ((mine, own), (other, others)):
                    answer = self.get("scorecard", form.id)
                    self.assertEqual(answer.status_code, seen, (login, form.employee_id.name))
                    if seen == 200:
                        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
                        self.assertEqual((sheet["B2"].value, sheet["B3"].value), (form.employee_id.name, None))
                forged = {"active_model": "service.appraisal", "active_ids": other.ids, "su": True, "uid": 1}
                self.assertEqual(self.get("scorecard", other.id, context=forged).status_code, others, login)
                both = f"{mine.id},{other.id}"
                self.assertEqual(
                    self.get("scorecard", both, options={"active_ids": other.ids}).status_code, others, login
                )

    def test_the_web_client_downloads_it_under_its_name(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, title in (("en_US", "Results"), ("zh_CN", "结果")):
            self.officer.lang = lang
            self.authenticate(self.officer.login, self.officer.login)
            url = f"/report/xlsx/service_kpi.cycle_xlsx/{self.cycle.id}?context={json.dumps({'lang': lang})}"
            answer = self.url_open(
                f"/report/download?{urlencode({'data': json.dumps([url, 'xlsx']), 'context': '{}'})}"
            )
            self.assertIn(f"{self.cycle.name}.xlsx", unquote(answer.headers["Content-Disposition"]))
            self.assertEqual(load_workbook(io.BytesIO(answer.content)).worksheets[0].title, title)
