import csv
import gzip
import io
import os
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.tests import TransactionCase, tagged

from ..report.scorecard_xlsx import write_scorecards

_LOG = os.environ.get("SERVICE_HELPDESK_LOG")
_TARGET = 60


class LogOracle:
    """Who closed how many cases in which month, read straight from the log.

    A case belongs to who took it in charge last, else to who opened it. It is closed by ``Closed`` or by being
    cancelled, unless it is worked on again afterwards.
    """

    _OVER = frozenset({"Closed", "INVALID", "DUPLICATE"})
    _QUIET = frozenset({"Assign seriousness", "Resolve ticket", "RESOLVED", "VERIFIED", *_OVER})

    def __init__(self, rows, zone):
        self.zone = ZoneInfo(zone)
        self.closed = defaultdict(int)
        cases = defaultdict(list)
        for row in rows:
            cases[row["case_id"]].append((datetime.fromisoformat(row["timestamp"]), row["activity"], row["agent"]))
        for events in cases.values():
            # lines of one second keep their order
            self._read(sorted(events, key=lambda event: int(event[0].timestamp())))

    def _read(self, events):
        owner, closed_at = events[0][2], None
        for at, activity, agent in events:
            if activity == "Take in charge ticket":
                owner = agent or owner
            if activity in self._OVER:
                closed_at = closed_at or at
            elif activity not in self._QUIET:
                closed_at = None
        if closed_at:
            day = closed_at.astimezone(self.zone).date()
            self.closed[owner, day.year, day.month] += 1


@tagged("post_install", "-at_install")
class TestYear(TransactionCase):
    """A year of a real helpdesk: monthly figures, four quarterly cycles and the yearly one that follows from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env["service.kpi"].search([("state", "=", "in_force")]).action_retire()
        cls.env["service.kpi"].search([]).sudo().write({"valid_to": date(2000, 1, 1)})

    def _log(self, year):
        """The cases that began in a year."""
        if not _LOG:
            self.skipTest("SERVICE_HELPDESK_LOG names no file")
        rows = list(csv.DictReader(io.StringIO(gzip.decompress(Path(_LOG).read_bytes()).decode())))
        first = {}
        for row in sorted(rows, key=lambda row: row["timestamp"]):
            first.setdefault(row["case_id"], row["timestamp"])
        return [row for row in rows if first[row["case_id"]].startswith(str(year))]

    def _import(self, rows):
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["case", "activity", "time", "agent"])
        writer.writerows([row[name] for name in ("case_id", "activity", "timestamp", "agent")] for row in rows)
        imports = self.env["service.log.import"]
        imports._replay(imports._parse(text.getvalue().encode()), create_agents=True)
        users = self.env["res.users"].search([("login", "=like", "log:%")])
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.env.company.id,
                    "department_id": self.department.id,
                    "date_version": "2000-01-01",
                    "contract_date_start": "2000-01-01",
                }
                for user in users
            ]
        )
        return {employee.name: employee for employee in employees}

    def _template(self, name, sections):
        return self.env["service.appraisal.template"].create(
            {
                "name": name,
                "scale_id": self.env.ref("service_kpi.service_grade_scale_four").id,
                "distribution": "none",
                "section_ids": [Command.create(section) for section in sections],
            }
        )

    def _close_cycle(self, kind, start, template):
        cycle = self.env["service.appraisal.cycle"].create(
            {
                "period_kind": kind,
                "date_start": start,
                "template_ids": [Command.set(template.ids)],
                "department_ids": [Command.set(self.department.ids)],
            }
        )
        cycle.action_start()
        cycle.action_calibrate()
        cycle.action_publish()
        cycle.sudo().write({"answer_until": start})
        cycle.action_close()
        self.assertEqual(cycle._find_changes(), [])
        return cycle

    def test_a_year_of_the_log(self):
        year = 2012
        rows = self._log(year)
        oracle = LogOracle(rows, "Asia/Shanghai")
        self.department = self.env["hr.department"].create({"name": "Helpdesk of the log"})
        people = self._import(rows)
        self.assertGreater(len(people), 5)
        kpi = self.env["service.kpi"].create(
            {
                "name": "Closed cases",
                "source": "closed",
                "calculation": "total",
                "unit": "number",
                "min_n": 1,
                "zero_percent": 0,
                "target_ids": [
                    Command.create({"value": _TARGET, "period_kind": "quarter"}),
                    Command.create({"value": 4 * _TARGET, "period_kind": "year"}),
                    Command.create({"value": _TARGET / 3}),
                ],
            }
        )
        kpi.action_put_in_force()
        results = {"name": "Results", "kind": "indicator", "weight": 100}
        quarterly = self._template("Quarter", [{**results, "item_ids": [Command.create({"kpi_id": kpi.id})]}])
        yearly = self._template(
            "Year",
            [
                {**results, "weight": 50, "item_ids": [Command.create({"kpi_id": kpi.id})]},
                {
                    "name": "Quarters",
                    "kind": "earlier",
                    "weight": 50,
                    "item_ids": [Command.create({"name": "Mean of the quarters"})],
                },
            ],
        )
        with freeze_time("2026-11-20 08:00:00"):
            quarters = [self._close_cycle("quarter", date(year, month, 1), quarterly) for month in (1, 4, 7, 10)]
            whole = self._close_cycle("year", date(year, 1, 1), yearly)
        self._check_months(oracle, people, kpi, year)
        self._check_cycles(oracle, people, year, quarters, whole)
        self._check_paper(whole)

    def _check_months(self, oracle, people, kpi, year):
        counted = {
            (figure.employee_id.name, figure.date_start.month): (figure.n, figure.numerator)
            for figure in self.env["service.kpi.measure"].search(
                [
                    ("root_id", "=", kpi.id),
                    ("period_kind", "=", "month"),
                    ("subject_kind", "=", "employee"),
                    ("date_start", ">=", date(year, 1, 1)),
                    ("date_start", "<=", date(year, 12, 1)),
                    ("n", ">", 0),
                ]
            )
        }
        wanted = {(name, month): (count, count) for (name, own, month), count in oracle.closed.items() if own == year}
        self.assertEqual(counted, wanted)
        self.assertGreater(sum(count for count, _total in wanted.values()), 500)

    def _check_cycles(self, oracle, people, year, quarters, whole):
        for name, employee in people.items():
            scores = []
            for number, cycle in enumerate(quarters):
                form = cycle.appraisal_ids.filtered(lambda a, person=employee: a.employee_id == person)
                months = range(3 * number + 1, 3 * number + 4)
                count = sum(oracle.closed.get((name, year, month), 0) for month in months)
                self.assertEqual(form.judged, bool(count), f"{name}, {cycle.name}")
                if count:
                    scores.append(min(round(count / _TARGET * 100, 2), 100))
                    self.assertAlmostEqual(form.score, scores[-1], delta=0.006)
            form = whole.appraisal_ids.filtered(lambda a, person=employee: a.employee_id == person)
            total = sum(oracle.closed.get((name, year, month), 0) for month in range(1, 13))
            if total:
                parts = (min(total / (4 * _TARGET) * 100, 100), sum(scores) / len(scores))
                self.assertAlmostEqual(form.score, sum(parts) / 2, delta=0.011, msg=name)

    def _check_paper(self, cycle):
        """Every person's scorecard, as a page and as a line of the workbook."""
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "service_kpi.report_appraisal", cycle.appraisal_ids.ids
        )
        text = html.decode()
        overview = load_workbook(
            io.BytesIO(write_scorecards(cycle, cycle._get_scorecards())), data_only=True
        ).worksheets[0]
        written = {row[1]: row[4] for row in overview.iter_rows(min_row=2, values_only=True) if row[1]}
        for form in cycle.appraisal_ids.filtered("judged"):
            self.assertIn(form.content_hash, text)
            self.assertEqual(written[form.employee_id.name], form.score)
