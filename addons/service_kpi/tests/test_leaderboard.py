from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import APRIL, MARCH, KpiCase


@tagged("post_install", "-at_install")
class TestLeaderboard(KpiCase):
    """Eight agents; their shares of promises kept in March are 8/8, 7/8, … 1/8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = list(cls.users)
        for number in range(2, 8):
            user = cls._user(f"agent{number}", "service_quality.service_quality_group_agent")
            cls._employee(user, parent_id=cls.boss.id, job_id=cls.job.id)
            cls.people.append(user)
        cls.team.user_ids = [Command.set([user.id for user in cls.people])]
        for number, user in enumerate(cls.people):
            cls._clocks(cls, user, met=8 - number, missed=number)
        cls.outsider = cls._user("outsider")
        cls.other_department = cls.env["hr.department"].create({"name": "Store", "company_id": cls.company.id})
        cls._employee(cls.outsider, department_id=cls.other_department.id)
        cls.measure(cls)
        cls.boards = cls.env["service.leaderboard"]
        cls.places = cls.env["service.leaderboard.place"]
        group = cls.env.ref("service_kpi.service_kpi_group_leaderboard")
        cls.env.ref("base.group_user").implied_ids = [Command.link(group.id)]

    def _board(self, **values):
        board = self.boards.with_user(self.officer).create(
            {"root_id": self.kpi.id, "company_id": self.company.id, **values}
        )
        board.sudo()._rank_period(MARCH, MARCH.replace(day=31))
        return board

    def _seen(self, user):
        return {place.employee_id.sudo().user_id: place.place for place in self.places.with_user(user).search([])}

    def test_names_of_the_first_and_the_own_place(self):
        board = self._board()
        self.assertEqual(board.display_name, "Promises")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.kpi.with_context(lang="zh_CN").sudo().name = "承诺达成率"
        self.assertEqual(board.with_user(self.ann).with_context(lang="zh_CN").display_name, "承诺达成率")
        first = {user: number for number, user in enumerate(self.people[:3], start=1)}
        self.assertEqual(self._seen(self.ann), first)
        self.assertEqual(self._seen(self.people[6]), {**first, self.people[6]: 7})
        self.assertEqual(self._seen(self.outsider), first)
        self.assertEqual(len(self._seen(self.officer)), 8)
        own = self.places.with_user(self.people[6]).search([("is_mine", "=", True)])
        self.assertEqual((own.place, own.people, own.value_text), (7, 8, "25.0 %"))

    def test_hidden_places_are_in_no_search_group_or_export(self):
        self._board()
        low = self.places.search([("employee_id.user_id", "=", self.people[6].id)])
        curious = self.places.with_user(self.people[5])
        for operation in (lambda row: row.read(["place"]), lambda row: row._export_rows([["place"], ["value"]])):
            with self.assertRaises(AccessError):
                operation(low.with_user(self.people[5]))
        self.assertFalse(curious.search([("employee_id.name", "=", self.people[6].name)]))
        self.assertFalse(curious.search([("value", "<", 0.3)]))
        counts = curious._read_group([], [], ["__count", "value:min", "place:max"])
        self.assertEqual(counts, [(4, 0.375, 6)], "three names and the own place")
        with self.assertRaises(AccessError):
            self.boards.with_user(self.people[5]).create({"root_id": self.kpi.id})
        with self.assertRaises(AccessError):
            low.with_user(self.officer).write({"place": 1})

    def test_nobody_without_the_setting(self):
        self._board()
        group = self.env.ref("service_kpi.service_kpi_group_leaderboard")
        self.env.ref("base.group_user").implied_ids = [Command.unlink(group.id)]
        self.assertFalse(self.boards._is_on())
        for user in (self.ann, self.manager):
            with self.assertRaises(AccessError):
                self.places.with_user(user).search([])
        self.places.search([]).unlink()
        self.boards._cron_rank()
        self.assertFalse(self.places.search([]))

    def test_groups_that_are_too_small(self):
        with self.assertRaises(ValidationError):
            self._board(top=3, min_people=5)
        self.assertFalse(self._board(min_people=9).place_ids)
        board = self._board(department_id=self.other_department.id, min_people=4, top=1)
        self.assertFalse(board.place_ids)

    def test_figures_without_enough_data_have_no_place(self):
        few = self._clocks(self.people[7], met=1, missed=0, at="2026-04-10 12:00:00")
        for user in self.people[:7]:
            self._clocks(user, met=2, missed=0, at="2026-04-10 12:00:00")
        self.measure(APRIL)
        self.assertEqual(len(few), 1)
        board = self._board(min_people=7, top=1)
        board.sudo()._rank_period(APRIL, APRIL.replace(day=30))
        april = board.sudo().place_ids.filtered(lambda place: place.date_start == APRIL)
        self.assertEqual((len(april), set(april.mapped("place"))), (7, {1}))
        self.assertNotIn(self.people[7], april.employee_id.user_id)

    def test_department_and_team(self):
        board = self._board(department_id=self.service.id, team_id=self.region.id)
        self.assertEqual(len(board.sudo().place_ids), 8, "those below are in it")
        self.assertFalse(self._seen(self.outsider), "another department's board")
        self.assertTrue(self._seen(self.people[7]))

    def test_lower_is_better(self):
        kpi = self._kpi(name="Missed", source="promises", direction="down", target=0.1, zero_percent=200)
        self.measure(kpi=kpi)
        board = self._board(root_id=kpi.id, min_people=8)
        best = board.sudo().place_ids.filtered(lambda place: place.place == 1)
        self.assertEqual(best.employee_id.user_id, self.people[7])

    def test_again_changes_nothing(self):
        board = self._board()
        before = board.sudo().place_ids.read(["employee_id", "place", "named"])
        board.sudo()._rank_period(MARCH, MARCH.replace(day=31))
        after = board.sudo().place_ids.read(["employee_id", "place", "named"])
        strip = lambda rows: sorted((row["employee_id"][0], row["place"], row["named"]) for row in rows)  # noqa: E731
        self.assertEqual(strip(before), strip(after))
