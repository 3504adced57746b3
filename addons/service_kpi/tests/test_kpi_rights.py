from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MARCH, KpiCase

_FIGURES = ("service.kpi.measure", "service.kpi.evidence")


@tagged("post_install", "-at_install")
class TestKpiRights(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Other"})
        cls.foreigner = cls._user(
            "foreigner",
            "service_kpi.service_kpi_group_officer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        cls.stranger = cls._user("stranger")
        cls.portal = cls._user("portal", "base.group_portal")

    def setUp(self):
        super().setUp()
        self._clocks(self.ann, 3, 1)
        self._clocks(self.bob, 1, 1)
        self.period = self.env["service.kpi.period"].create({"company_id": self.company.id, "date_start": MARCH})
        self.period.action_close()

    def _people(self, user, model):
        found = self.env[model].with_user(user).search([("employee_id", "!=", False)])
        return set(found.sudo().mapped("employee_id.user_id").ids)

    def test_who_sees_whose_figures_and_cases(self):
        both = {self.ann.id, self.bob.id}
        for user, people in (
            (self.ann, {self.ann.id}),
            (self.bob, {self.bob.id}),
            (self.leader, both),
            (self.manager, both),
            (self.officer, both),
            (self.stranger, set()),
            (self.foreigner, set()),
        ):
            for model in _FIGURES:
                self.assertEqual(self._people(user, model), people, f"{user.name}: {model}")

    def test_a_superior_sees_the_own_staff(self):
        boss = self._user("boss")
        self.employees[0].parent_id = self._employee(boss)
        for model in _FIGURES:
            self.assertEqual(self._people(boss, model), {self.ann.id}, model)

    def test_an_agent_reads_the_own_figure_with_names(self):
        figure = self.figure(self.employees[0]).with_user(self.ann)
        self.env.invalidate_all()
        row = figure.read(["subject", "employee_id", "kpi_id", "value_text", "target_text"])[0]
        self.assertEqual((row["subject"], row["value_text"], row["target_text"]), ("Agent0", "75.0 %", "90.0 %"))
        with self.assertRaises(AccessError):
            self.figure(self.employees[1]).with_user(self.ann).read(["value"])
        with self.assertRaises(AccessError):
            self.figure(self.employees[1]).with_user(self.ann).action_view_evidence()

    def test_nobody_writes_figures_or_evidence(self):
        figure = self.figure(self.employees[0])
        evidence = self.env["service.kpi.evidence"].search([("period_id", "=", self.period.id)], limit=1)
        for user in (self.ann, self.leader, self.manager, self.officer, self.env.ref("base.user_admin")):
            for record in (figure, evidence):
                for attempt in (
                    lambda r=record.with_user(user): r.write({"numerator": 4}),
                    lambda r=record.with_user(user): r.unlink(),
                    lambda r=record.with_user(user): r.copy(),
                ):
                    with self.assertRaises(UserError, msg=user.name), self.env.cr.savepoint():
                        attempt()
        for record in (figure, evidence):
            with self.assertRaises(UserError):
                record.sudo().write({"numerator": 4})

    def test_definitions_are_the_officers(self):
        for user in (self.ann, self.leader, self.manager):
            self.assertTrue(self.kpi.with_user(user).has_access("read"))
            for record in (self.kpi, self.kpi.target_ids, self.period):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(record.with_user(user).has_access(operation), user.name)
        self.assertFalse(self.kpi.with_user(self.foreigner)._filtered_access("read"))

    def test_customers_see_nothing(self):
        for model in (*_FIGURES, "service.kpi", "service.kpi.period"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.portal).search([])

    def test_the_life_of_a_definition_goes_by_its_buttons(self):
        kpi = self.kpi.with_user(self.officer)
        draft = kpi.browse(kpi.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.state, draft.previous_id), (2, "draft", kpi))
        # One that is still open is shown, not made again
        self.assertEqual(kpi.action_new_version()["res_id"], draft.id)
        for values in ({"state": "in_force"}, {"version": 7}, {"previous_id": False}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                draft.write(values)
        draft.valid_from = "2027-01-01"
        draft.action_put_in_force()
        self.assertEqual((draft.state, kpi.state), ("in_force", "retired"))
        # The next version follows the newest, whichever is asked
        third = kpi.browse(kpi.action_new_version()["res_id"])
        self.assertEqual((third.version, third.previous_id), (3, draft))
        with self.assertRaises(UserError):
            draft.unlink()
        third.unlink()

    def test_another_companys_officer_reads_no_part_of_what_is_ours(self):
        scale = self.env["service.grade.scale"].create(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "grade_ids": [Command.create({"name": "A", "lower": 0})],
            }
        )
        self.assertTrue(scale.grade_ids.with_user(self.officer)._filtered_access("read"))
        self.assertFalse(scale.grade_ids.with_user(self.foreigner)._filtered_access("read"))
