import io
from datetime import timedelta
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from ..engine.period import containing
from ..models import service_appraisal_generate
from .test_appraisal import AppraisalCase

# Seconds a tour may take on a busy machine
_PATIENCE = 300
_CYCLES = "/odoo/appraisal-cycles"
# The customer's page works without any script: it is filled in and sent within a frame of itself
_CUSTOMER = """
(async () => {
    const frame = document.createElement("iframe");
    const loaded = () => new Promise((resolve) => frame.addEventListener("load", resolve, {once: true}));
    let next = loaded();
    frame.src = location.href;
    document.body.append(frame);
    await next;
    const form = frame.contentDocument.querySelector("main form");
    form.querySelector("input[type=radio][value='%(stars)s']").click();
    form.querySelector("textarea").value = "%(said)s";
    next = loaded();
    form.querySelector("button[type=submit]").click();
    await next;
    const page = frame.contentDocument.querySelector("main");
    if (page.querySelector("form") || !page.innerText.includes("%(thanks)s")) {
        throw new Error(page.innerText);
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestCycleBrowser(AppraisalCase, HttpCase):
    """A quarterly cycle from its opening to the pay-out, in a browser, each person logged in, in both languages.

    HR opens it and sees the forms being made; the two agents rate themselves or not, one proposes three peers whom the
    superior approves; peers and superior answer, customers do so by a link without a login; HR ends the collection,
    moves a grade and publishes; one agent agrees, the other appeals, the superior's superior decides; HR closes,
    computes the bonus and hands it to payroll.
    """

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        cls.quarter = containing("quarter", fields.Date.today()).previous
        cls.env["res.lang"]._activate_lang("zh_CN")
        modules = cls.env["ir.module.module"].search([("name", "in", ("hr", "mail", "service_kpi", "web"))])
        modules._update_translations(["zh_CN"])
        cls.director = cls._user("director", "service_quality.service_quality_group_manager")
        cls.boss.parent_id = cls._employee(cls.director)
        rated = {"weight_self": 10, "weight_manager": 40, "weight_peer": 30, "weight_customer": 20, "customer_min": 3}
        cls.scenario = cls._template(name="Scenario", job_ids=[Command.set(cls.job.ids)], distribution="none", **rated)
        cls.scenario.section_ids[1].item_ids.by_customer = True
        noon = fields.Datetime.to_datetime(cls.quarter.start) + timedelta(days=40, hours=12)
        cls._clocks(cls, cls.ann, met=17, missed=3, at=noon)
        cls._clocks(cls, cls.bob, met=4, missed=4, at=noon)
        cls._make_customers(noon)
        cls.env["service.kpi.measure"]._measure(cls.company, cls.kpi, cls.quarter.start, cls.quarter.last_day)
        cls.scheme = cls.env["service.incentive"].create(
            {
                "name": "Quarterly bonus",
                "scale_id": cls.scale.id,
                "company_id": cls.company.id,
                "rule_ids": [
                    Command.create({"grade_id": cls.grades["A"].id, "points": 2, "fixed": 50}),
                    Command.create({"grade_id": cls.grades["B"].id, "points": 1}),
                ],
            }
        )
        cls.everybody = cls.officer | cls.director | cls.manager | cls.ann | cls.bob
        cls.everybody |= cls.env["res.users"].union(*(peer.user_id for peer in cls.peers))

    @classmethod
    def _make_customers(cls, noon):
        customers = [{"name": f"Buyer {n}", "email": f"buyer{n}@buyers.example"} for n in range(4)]
        cls.customers = cls.env["res.partner"].create(customers)
        common = {"name": "Case", "description": "It is broken", "team_id": cls.team.id, "user_id": cls.ann.id}
        common |= {"company_id": cls.company.id}
        common["stage_id"] = cls.env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1).id
        tickets = cls.env["helpdesk.ticket"].create([{**common, "partner_id": buyer.id} for buyer in cls.customers])
        tickets.write({"closed_date": noon})

    def tour(self, name, address, user):
        self.start_tour(address, f"service_kpi_{name}", login=user.login, timeout=_PATIENCE)
        self.env.invalidate_all()

    def test_in_english(self):
        self.run_through("en_US", "Thank you")

    def test_in_chinese(self):
        # The first page asks for all of it at once, and all requests of a test share one transaction
        self.everybody.lang = "zh_CN"
        self.authenticate(self.officer.login, self.officer.login)
        for address in ("odoo", "web/webclient/translations?lang=zh_CN", "web/webclient/load_menus?lang=zh_CN"):
            self.url_open(f"/{address}", timeout=_PATIENCE).raise_for_status()
        self.run_through("zh_CN", "谢谢")

    def run_through(self, lang, thanks):
        self.everybody.lang = self.customers.lang = lang
        cycle = self._open()
        form = cycle.appraisal_ids.filtered(lambda a: a.employee_id == self.subject)
        address = f"{_CYCLES}/{cycle.id}"
        self._answer_all(form)
        self._answer_as_customers(cycle, thanks)
        self.tour("cycle_calibrate", address, self.officer)
        # half: 85 % between 72 and 90 are 72.22 points; half: 10 × 75 + 40 × 100 + 30 × 75 + 20 × 50 hundredths
        self.assertEqual((form.score, form.grade_id.name), (76.11, "B"))
        self.tour("calibration", "/odoo/action-service_kpi.service_calibration_action/new", self.officer)
        other = cycle.appraisal_ids - form
        self.assertEqual((other.computed_grade_id.name, other.grade_id.name), ("D", "B"))
        self.tour("cycle_publish", address, self.officer)
        self.tour("appeal", "/odoo/my-appraisals", self.ann)
        self.tour("acknowledge", "/odoo/my-appraisals", self.bob)
        self.assertEqual((form.answer, form.reviewer_id, other.answer), ("appealed", self.director, "agreed"))
        self.tour("decide", "/odoo/staff-appraisals", self.director)
        self.assertEqual((form.appeal_state, form.grade_id.name), ("upheld", "A"))
        self.tour("cycle_close", address, self.officer)
        self.assertEqual((cycle.state, cycle._find_changes()), ("closed", []))
        self._pay(cycle)

    def _open(self):
        # One form a batch, so that there is something to wait for
        with patch.object(service_appraisal_generate, "_BATCH", 1):
            self.tour("cycle_open", f"{_CYCLES}/new", self.officer)
            cycle = self.env["service.appraisal.cycle"].search([("template_ids", "=", self.scenario.id)])
            self.assertEqual((cycle.date_start, cycle.date_end), (self.quarter.start, self.quarter.last_day))
            self.assertEqual((cycle.generating, cycle.appraisal_count), (True, 1))
            self.env.ref("service_kpi.ir_cron_generate").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((cycle.generating, cycle.appraisal_ids.employee_id.user_id), (False, self.ann | self.bob))
        self.tour("cycle_invite", f"{_CYCLES}/{cycle.id}", self.officer)
        return cycle

    def _answer_all(self, form):
        self.tour("self", "/odoo/my-reviews", self.ann)
        self.tour("nominate", "/odoo/my-appraisals", self.ann)
        self.assertEqual(form.feedback_ids.filtered(lambda row: not row.approved).mapped("role"), ["peer"] * 3)
        self.tour("approve", "/odoo/proposed-reviewers", self.manager)
        for peer in self.peers:
            self.tour("peer", "/odoo/my-reviews", peer.user_id)
        self.tour("superior", "/odoo/my-reviews", self.manager)
        self.assertEqual(set(form.feedback_ids.mapped("submitted")), {True})

    def _answer_as_customers(self, cycle, thanks):
        for invitation, stars in zip(cycle.env["service.appraisal.invitation"].search([]), "234", strict=False):
            link = f"/appraisal/customer/{invitation.id}/{invitation._get_signature()}"
            self.browser_js(link, _CUSTOMER % {"stars": stars, "said": "Friendly", "thanks": thanks}, timeout=_PATIENCE)
        self.env.invalidate_all()
        self.assertEqual(cycle.invitation_answered_count, 3)

    def _pay(self, cycle):
        self.tour("incentive_run", "/odoo/action-service_kpi.service_incentive_run_action/new", self.officer)
        run = self.env["service.incentive.run"].search([("cycle_id", "=", cycle.id)])
        # two shares and one of 1,000, and 50 beside
        paid = {line.employee_id.user_id: line.amount for line in run.line_ids}
        self.assertEqual((paid, run.state), ({self.ann: 716.67, self.bob: 333.33}, "approved"))
        self.authenticate(self.officer.login, self.officer.login)
        for address in (f"incentive_xlsx/{run.id}", f"cycle_xlsx/{cycle.id}"):
            answer = self.url_open(f"/report/xlsx/service_kpi.{address}", timeout=60)
            sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
            names = {cell.value for row in sheet.iter_rows() for cell in row}
            self.assertLessEqual({self.subject.name, self.employees[1].name}, names)
