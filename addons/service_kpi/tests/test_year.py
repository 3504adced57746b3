import csv
import gzip
import io
import os
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .common import read_workbook
from .log_oracle import LogOracle, working_days

_LOG = os.environ.get("SERVICE_HELPDESK_LOG")
_ZONE = "Asia/Shanghai"
_YEAR = 2012
_QUARTERS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))
_ALL_MONTHS = tuple(range(1, 13))
# Working hours until the first response, any hours until the solution
_RESPONSE_HOURS, _RESOLUTION_HOURS = 40, 240
# What is measured: source, how it is calculated, target, where it has no points (percent of the target), weight
_INDICATORS = {
    "closed": {"calculation": "total", "unit": "number", "target": 20, "zero": 0, "weight": 20},
    "productivity": {
        "source": "closed",
        "calculation": "per_day",
        "unit": "per_day",
        "target": 1,
        "zero": 0,
        "weight": 20,
    },
    "first_response": {"target": 0.9, "zero": 50, "weight": 20},
    "resolution": {"target": 0.8, "zero": 0, "weight": 20},
    "reopening": {"direction": "down", "target": 0.1, "zero": 300, "weight": 10},
    "response_hours": {"direction": "down", "unit": "hours", "target": 16, "zero": 400, "weight": 10},
}


@tagged("post_install", "-at_install")
class TestYear(TransactionCase):
    """A year of a real helpdesk: monthly figures, four quarterly cycles and the yearly one that follows from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env.company.resource_calendar_id.tz = _ZONE
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

    def _promise(self):
        """One standard for every case: the first response in working time, the solution in any time, no pauses."""
        self.env["service.standard"].search([("state", "=", "in_force")]).action_retire()
        plain = {"pause_customer": False, "pause_supplier": False, "pause_ours": False, "again_on_reopening": False}
        limits = (
            ("first_response", "working", _RESPONSE_HOURS),
            ("resolution", "always", _RESOLUTION_HOURS),
        )
        self.env["service.standard"].create(
            {
                "name": "Of the log",
                "valid_from": "2000-01-01 00:00:00",
                "target_ids": [
                    Command.create({"metric": metric, "time_basis": basis, "limit_value": hours, **plain})
                    for metric, basis, hours in limits
                ],
            }
        ).action_put_in_force()

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

    def _measure_by(self):
        """``{name: indicator}``, each in force."""
        kpis = {}
        for name, values in _INDICATORS.items():
            # what is counted over a whole quarter or year needs as many times the target
            lengths = {"month": 1, "quarter": 3, "year": 12} if values.get("calculation") == "total" else {"month": 1}
            kpis[name] = self.env["service.kpi"].create(
                {
                    "name": name,
                    "source": values.get("source", name),
                    "calculation": values.get("calculation", "ratio"),
                    "unit": values.get("unit", "percent"),
                    "direction": values.get("direction", "up"),
                    "zero_percent": values["zero"],
                    "min_n": 1,
                    "target_ids": [
                        Command.create({"value": values["target"] * times, "period_kind": kind if times > 1 else False})
                        for kind, times in lengths.items()
                    ],
                }
            )
            kpis[name].action_put_in_force()
        return kpis

    def test_a_year_of_the_log(self):
        rows = self._log(_YEAR)
        self.oracle = LogOracle(rows, _ZONE, _RESPONSE_HOURS, _RESOLUTION_HOURS)
        self.department = self.env["hr.department"].create({"name": "Helpdesk of the log"})
        self._promise()
        people = self._import(rows)
        self.assertGreater(len(people), 5)
        kpis = self._measure_by()
        items = [
            Command.create({"kpi_id": kpi.id, "weight": _INDICATORS[name]["weight"]}) for name, kpi in kpis.items()
        ]
        results = {"name": "Results", "kind": "indicator", "item_ids": items}
        earlier = {
            "name": "Quarters",
            "kind": "earlier",
            "item_ids": [Command.create({"name": "Mean of the quarters"})],
        }
        quarterly = self._template("Quarter", [{**results, "weight": 100}])
        yearly = self._template("Year", [{**results, "weight": 50}, {**earlier, "weight": 50}])
        with freeze_time("2026-11-20 08:00:00"):
            quarters = [self._close_cycle("quarter", date(_YEAR, months[0], 1), quarterly) for months in _QUARTERS]
            whole = self._close_cycle("year", date(_YEAR, 1, 1), yearly)
        self._check_months(kpis)
        self._check_cycles(people, quarters, whole)
        self._check_paper([*quarters, whole])

    def _check_months(self, kpis):
        """Every figure of every agent and month, and no other, is what the log says."""
        for name, kpi in kpis.items():
            figures = self.env["service.kpi.measure"].search(
                [
                    ("root_id", "=", kpi.id),
                    ("period_kind", "=", "month"),
                    ("subject_kind", "=", "employee"),
                    ("date_start", ">=", date(_YEAR, 1, 1)),
                    ("date_start", "<=", date(_YEAR, 12, 1)),
                    ("n", ">", 0),
                ]
            )
            counted = {
                (figure.employee_id.name, figure.date_start.month): (figure.n, figure.numerator) for figure in figures
            }
            told = self.oracle.figures["closed" if name == "productivity" else name]
            wanted = {(agent, month): sums for (agent, year, month), sums in told.items() if year == _YEAR}
            different = {
                key: (counted.get(key), wanted.get(key))
                for key in counted.keys() | wanted.keys()
                if not self._is_same(counted.get(key), wanted.get(key))
            }
            self.assertEqual(different, {}, name)
            self.assertGreater(sum(count for count, _total in wanted.values()), 500, name)
            if name == "productivity":
                for figure in figures:
                    days = working_days(_YEAR, [figure.date_start.month])
                    self.assertAlmostEqual(figure.raw_value, figure.n / days, delta=0.0001, msg=figure.display_name)

    def _is_same(self, counted, wanted):
        """As many cases, and the same sum to the fourth place, as figures are kept."""
        return counted and wanted and counted[0] == wanted[0] and abs(counted[1] - wanted[1]) < 0.0002

    def _points(self, name, agent, months):
        """The points that an indicator's value over some months is worth, None where nothing was counted."""
        values = _INDICATORS[name]
        count, total = self.oracle.sums(values.get("source", name), agent, _YEAR, months)
        if not count:
            return None
        target = values["target"] * (len(months) if name == "closed" else 1)
        divisor = {"closed": 1, "productivity": working_days(_YEAR, months)}.get(name, count)
        achieved = total / divisor / target * 100
        share = (achieved - values["zero"]) / (100 - values["zero"])
        return 100 * min(max(share, 0), 1)

    def _score(self, agent, months):
        """The weighted mean of the points, the weight of what was not counted shared out."""
        points = {name: self._points(name, agent, months) for name in _INDICATORS}
        judged = {name: value for name, value in points.items() if value is not None}
        weights = {name: _INDICATORS[name]["weight"] for name in judged}
        if not judged:
            return None
        return sum(judged[name] * weight for name, weight in weights.items()) / sum(weights.values())

    def _check_cycles(self, people, quarters, whole):
        seen = 0
        for name, employee in people.items():
            scores = []
            for months, cycle in zip(_QUARTERS, quarters, strict=True):
                form = cycle.appraisal_ids.filtered(lambda a, person=employee: a.employee_id == person)
                score = self._score(name, months)
                self.assertEqual(form.judged, score is not None, f"{name}, {cycle.name}")
                if score is not None:
                    scores.append(score)
                    self.assertAlmostEqual(form.score, score, delta=0.02, msg=f"{name}, {cycle.name}")
            form = whole.appraisal_ids.filtered(lambda a, person=employee: a.employee_id == person)
            score = self._score(name, _ALL_MONTHS)
            if score is not None:
                self.assertAlmostEqual(form.score, (score + sum(scores) / len(scores)) / 2, delta=0.02, msg=name)
                seen += 1
        self.assertGreater(seen, 5)

    def _check_paper(self, cycles):
        """Every person's scorecard, as a page and as a line of the workbook."""
        for cycle in cycles:
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                "service_kpi.report_appraisal", cycle.appraisal_ids.ids
            )
            text = html.decode()
            book = read_workbook("cycle", cycle, data_only=True)
            written = {row[1]: row[4] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) if row[1]}
            for form in cycle.appraisal_ids.filtered("judged"):
                self.assertIn(form.content_hash, text)
                self.assertEqual(written[form.employee_id.name], form.score)
