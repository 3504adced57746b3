from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HOUR, LIMITS, START, ServiceCase


@tagged("post_install", "-at_install")
class TestSelfCheck(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A department in order: nothing but the team of the tests
        (cls.env["helpdesk.ticket.team"].search([]) - cls.team).action_archive()
        cls.team.write({"user_id": cls.leader.id, "service_calendar_id": cls.env.company.resource_calendar_id.id})
        superior = cls.env["hr.employee"]
        for user in (cls._user("director"), cls.manager, cls.leader):
            superior = superior.create({"name": user.name, "user_id": user.id, "parent_id": superior.id})
        missing = set(dict(cls.env["service.standard.target"]._fields["metric"].selection)) - set(LIMITS)
        if missing:
            cls._standard(dict.fromkeys(missing, 1), sequence=90, kind="inquiry", priority="0")

    def problems(self, user=None):
        found = list(self.env["service.self.check"].with_user(user or self.env.user)._find_problems())
        return {(row["code"], row["name"]) for row in found}

    def assert_found(self, code, record):
        self.assertEqual(self.problems(), {(code, record.display_name)})

    def test_nothing_is_wrong_in_a_department_in_order(self):
        self.assertEqual(self.problems(), set())

    def test_standards_that_match_nothing(self):
        unused = self._standard({"resolution": 1}, kind="complaint", priority="0", valid_from=START - 3000 * HOUR)
        for kind in ("inquiry", "complaint"):
            self._ticket(kind=kind, team_id=False, priority="1")
        self._ticket(kind="inquiry", team_id=False, priority="3")
        self._ticket()
        self.standard.flush_recordset()
        self.assertEqual(
            {row for row in self.problems() if row[1] == unused.display_name}, {("unused", unused.display_name)}
        )
        self._ticket(kind="complaint", team_id=False, priority="0")
        self.assertNotIn(("unused", unused.display_name), self.problems())

    def test_overlaps(self):
        twin = self._standard({"resolution": 1}, name="Twin", team_ids=[Command.set(self.team.ids)])
        self.assert_found("overlap", self.standard)
        twin.sequence = 50
        self.assert_found("overlap", self.standard)
        twin.action_retire()
        self._standard({"resolution": 1}, team_ids=[Command.set(self.team.ids)], kind="request")
        self.assertEqual(self.problems(), set())

    def test_levels_with_nobody_behind_them(self):
        level = {"name": "First", "trigger": "manual", "recipient_ids": [Command.create({"role": "manager"})]}
        policy = self.env["service.escalation.policy"].create(
            {"name": "Ladder", "every_case": True, "level_ids": [Command.create(level)]}
        )
        self.assertEqual(self.problems(), set())
        self.leader.employee_id.parent_id = False
        self.assertIn(("no_recipient", "Ladder"), self.problems())
        policy.level_ids.recipient_ids.write({"role": "leader"})
        self.assertNotIn(("no_recipient", "Ladder"), self.problems())
        policy.level_ids.recipient_ids.unlink()
        self.assertIn(("policy", "Ladder"), self.problems())

    def test_conditions(self):
        standard = self._standard({"resolution": 1}, domain="[('name', '=', 'x')]")
        self.assertEqual(self.problems(), set())
        for domain in ("[('no_such_field', '=', 1)]", "[(", "1 / 0"):
            self.env.flush_all()
            self.env.cr.execute("UPDATE service_standard SET domain = %s WHERE id = %s", (domain, standard.id))
            self.env.invalidate_all()
            self.assert_found("condition", standard)

    def test_archived(self):
        channel = self.env["helpdesk.ticket.channel"].create({"name": "Fax"})
        standard = self._standard({"resolution": 1}, channel_ids=[Command.set(channel.ids)])
        self.assertEqual(self.problems(), set())
        channel.action_archive()
        self.assert_found("archived", standard)

    def test_expired(self):
        self.standard.valid_to = START + HOUR
        self.assert_found("expired", self.standard)
        self.wait(hours=2)
        self.assert_found("expired", self.standard)

    def test_an_end_with_a_successor_is_no_problem(self):
        draft = self.env["service.standard"].browse(self.standard.action_new_version()["res_id"])
        draft.valid_from = START + HOUR
        draft.action_approve()
        self.assertEqual(self.problems(), set())

    def test_metrics_that_nobody_promises(self):
        draft = self.env["service.standard"].browse(self.standard.action_new_version()["res_id"])
        draft.target_ids.filtered(lambda t: t.metric == "next_update").unlink()
        self.wait(hours=1)
        draft.action_put_in_force()
        self.assertEqual(self.problems(), {("unpromised", "Next update")})

    def test_hours(self):
        calendar = self.env["resource.calendar"].create({"name": "Nights"})
        self._standard(
            {"resolution": {"limit_value": 1, "time_basis": "working", "calendar_id": calendar.id}}, kind="request"
        )
        self.assertEqual(self.problems(), set())
        calendar.attendance_ids.unlink()
        self.assert_found("no_hours", calendar)
        calendar.flexible_hours = True
        self.assert_found("flexible", calendar)

    def test_hours_of_teams(self):
        calendar = self.env["resource.calendar"].create({"name": "Nights"})
        calendar.attendance_ids.unlink()
        self.team.service_calendar_id = calendar
        self.assert_found("no_hours", calendar)

    def test_stages(self):
        stages = self.env["helpdesk.ticket.stage"].search([])
        other = self.env["helpdesk.ticket.team"].create({"name": "Away"})
        stages.filtered("resolving").team_ids = other
        other.action_archive()
        codes = {code for code, _name in self.problems()}
        self.assertEqual(codes, {"no_resolving", "unreachable"})

    def test_a_waiting_stage_that_waits_for_nobody(self):
        self.stages["awaiting"].waiting_for = False
        self.assert_found("waiting", self.stages["awaiting"])

    def test_teams(self):
        self.team.user_id = False
        self.assert_found("no_leader", self.team)
        self.team.write({"user_id": self.leader.id, "user_ids": [Command.clear()]})
        self.assert_found("no_members", self.team)
        self.team.write({"service_calendar_id": False, "user_ids": [Command.set(self.agent.ids)]})
        self.env.company.resource_calendar_id = False
        self.assertIn(("no_calendar", self.team.display_name), self.problems())

    def test_the_page(self):
        self.team.user_id = False
        checks = self.env["service.self.check"].with_user(self.manager)
        action = checks.action_run()
        row = checks.search(action["domain"])
        self.assertEqual(row.code, "no_leader")
        self.assertEqual(row.action_open()["res_id"], self.team.id)
        self.team.user_id = self.leader
        self.assertFalse(checks.search(checks.action_run()["domain"]))

    def test_who_may(self):
        for user in (self.agent, self.leader):
            with self.assertRaises(AccessError):
                self.env["service.self.check"].with_user(user).action_run()

    def test_the_number_of_queries_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            # Matching keeps the scopes in a cache
            self.env["service.standard"]._get_scopes()
            before = self.cr.sql_log_count
            list(self.env["service.self.check"]._find_problems())
            return self.cr.sql_log_count - before

        def more(count, name):
            for number in range(count):
                team = self.env["helpdesk.ticket.team"].create({"name": f"{name} {number}"})
                self._standard({"resolution": 1}, team_ids=[Command.set(team.ids)], domain="[('name', '=', 'x')]")

        def queries_when_warm():
            queries()
            return queries()

        more(3, "Few")
        few = queries_when_warm()
        more(20, "Many")
        self.assertEqual(queries_when_warm(), few)
