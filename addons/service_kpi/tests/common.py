import io
from datetime import date, datetime

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
NOON = datetime(2026, 3, 10, 12)


def read_workbook(report, records, **options):
    """A workbook as the user of these records gets it."""
    reports = records.env["ir.actions.report"]
    content, _kind = reports._render_xlsx(f"service_kpi.{report}_xlsx", records.ids, {})
    return load_workbook(io.BytesIO(content), **options)


class KpiCase(TransactionCase):
    """Two agents of one team, a region above it, a department; one indicator over promises of their cases."""

    # Browsers live in the present
    frozen_time = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen_time:
            # every period of 2026 is over
            freezer = freeze_time("2027-01-15 08:00:00")
            freezer.start()
            cls.addClassCleanup(freezer.stop)
        cls.company = cls.env["res.company"].create({"name": "Measured"})
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.officer = cls._user("officer", "service_kpi.service_kpi_group_officer")
        cls.leader = cls._user("leader", "service_quality.service_quality_group_leader")
        cls.manager = cls._user("manager", "service_quality.service_quality_group_manager")
        cls.users = [cls._user(f"agent{number}", "service_quality.service_quality_group_agent") for number in (0, 1)]
        cls.ann, cls.bob = cls.users
        teams = cls.env["helpdesk.ticket.team"].with_company(cls.company)
        cls.region = teams.create({"name": "Region", "user_id": cls.leader.id, "company_id": cls.company.id})
        cls.team = teams.create(
            {
                "name": "Team",
                "parent_id": cls.region.id,
                "user_ids": [Command.set([user.id for user in cls.users])],
                "company_id": cls.company.id,
            }
        )
        departments = cls.env["hr.department"]
        cls.service = departments.create({"name": "Service", "company_id": cls.company.id})
        cls.hotline = departments.create({"name": "Hotline", "parent_id": cls.service.id, "company_id": cls.company.id})
        cls.job = cls.env["hr.job"].create({"name": "First-line agent", "company_id": cls.company.id})
        cls.boss = cls._employee(cls.manager)
        cls.employees = [cls._employee(user, parent_id=cls.boss.id, job_id=cls.job.id) for user in cls.users]
        # Shipped indicators measure other companies in these tests
        cls.env["service.kpi"].search([("state", "=", "in_force")]).action_retire()
        cls.env["service.kpi"].search([]).sudo().write({"valid_to": date(2000, 1, 1)})
        cls.kpi = cls._kpi()
        cls.measures = cls.env["service.kpi.measure"]

    @classmethod
    def _user(cls, name, groups="base.group_user", **values):
        values = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)], **values}
        return new_test_user(
            cls.env, f"{name}_kpi", groups=groups, name=name.capitalize(), email=f"{name}@ours.example", **values
        )

    @classmethod
    def _employee(cls, user, **values):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": cls.hotline.id,
                "date_version": "2020-01-01",
                "contract_date_start": "2020-01-01",
                **values,
            }
        )

    @classmethod
    def _kpi(cls, target=0.9, **values):
        kpi = cls.env["service.kpi"].create(
            {
                "name": "Promises",
                "source": "promises",
                "min_n": 2,
                "company_id": cls.company.id,
                "target_ids": [Command.create({"value": target})] if target else [],
                **values,
            }
        )
        kpi.action_put_in_force()
        return kpi

    def _clocks(self, user, met, missed, at=NOON, **values):
        """Promises of an agent: some met and some missed at a moment (UTC)."""
        common = {
            "company_id": self.company.id,
            "team_id": self.team.id,
            "user_id": user.id if user else False,
            "metric": "resolution",
            "start": at,
            "due": at,
            "stop": at,
            "state": "stopped",
        }
        return self.env["service.clock"].create(
            [
                {**common, "result": result, "compliance": float(result == "met"), **values}
                for result in ["met"] * met + ["missed"] * missed
            ]
        )

    def measure(self, start=MARCH, end=None, kpi=None):
        self.measures._measure(self.company, (kpi or self.kpi).root_id, start, end or date(start.year, start.month, 28))

    def figure(self, subject, kind="month", start=MARCH, kpi=None):
        """The figure of an employee, team, department or company."""
        names = {
            "hr.employee": "employee",
            "helpdesk.ticket.team": "team",
            "hr.department": "department",
            "res.company": "company",
        }
        name = names[subject._name]
        return self.measures.search(
            [
                ("root_id", "=", (kpi or self.kpi).root_id.id),
                ("company_id", "=", self.company.id),
                ("subject_kind", "=", name),
                (f"{name}_id", "=", subject.id),
                ("period_kind", "=", kind),
                ("date_start", "=", start),
            ]
        )

    def numbers(self, subject, **where):
        """``(value, n)`` of a figure, None for what is empty."""
        figure = self.figure(subject, **where)
        if not figure:
            return None
        return (round(figure.raw_value, 6) if figure.state != "none" else None, figure.n)
