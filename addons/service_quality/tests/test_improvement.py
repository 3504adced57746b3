from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import START
from .common_escalation import EscalationCase

WEEK = timedelta(weeks=1)


class ImprovementCase(EscalationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.improvement.rule"].search([]).action_archive()
        cls.parts = cls.env["service.cause"].create({"name": "Parts"})
        cls.pump = cls.env["service.cause"].create({"name": "Pump", "parent_id": cls.parts.id})

    def cases(self, count, day, cause=None, **values):
        """Cases that came on a day, ``day`` days after the start."""
        values = {"cause_id": (cause or self.pump).id, **values}
        tickets = self.env["helpdesk.ticket"].create([self._ticket_values(**values) for _n in range(count)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = ANY(%s)",
            [START + timedelta(days=day), tickets.ids],
        )
        tickets.invalidate_recordset()
        return tickets

    def improvement(self, user=None, **values):
        return (
            self.env["service.improvement"]
            .with_user(user or self.agent)
            .create({"name": "Pumps fail", "cause_id": self.parts.id, **values})
        )

    def carried_out(self, **values):
        improvement = self.improvement(root_cause="The bearing", **values)
        improvement.action_ids = [Command.create({"name": "Another supplier", "user_id": self.leader.id})]
        improvement.action_do()
        improvement.action_ids.with_user(self.leader).action_done()
        improvement.action_check()
        return improvement.sudo()

    def check(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("service_quality.ir_cron_check_effects").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestImprovement(ImprovementCase):
    """Plan, do, check, act: and again where it did not help."""

    def test_what_each_step_asks_for(self):
        improvement = self.improvement()
        with self.assertRaises(UserError):
            improvement.action_do()
        improvement.root_cause = "The bearing"
        improvement.action_ids = [Command.create({"name": "Another supplier", "user_id": self.leader.id})]
        self.assertEqual(improvement.activity_ids.user_id, self.leader)
        improvement.action_do()
        with self.assertRaises(UserError):
            improvement.action_check()
        improvement.activity_ids.with_user(self.leader).action_feedback("Ordered")
        self.assertEqual((improvement.action_ids.state, improvement.action_ids.note), ("done", "Ordered"))
        improvement.action_check()
        self.assertEqual(improvement.check_on, (START + 8 * WEEK).date())
        with self.assertRaises(UserError):
            improvement.action_close()

    def test_asked_twice_the_same_is_one_check(self):
        improvement = self.carried_out()
        self.assertEqual((improvement.can_edit, improvement.with_user(self.leader).can_edit), (True, True))
        other = self._user("other", "service_quality.service_quality_group_agent")
        self.assertFalse(improvement.with_user(other).can_edit)
        improvement.action_check_now()
        improvement.action_check_now()
        self.assertEqual(len(improvement.check_ids), 1)

    def test_measures_can_be_named_at_once(self):
        improvement = self.improvement(action_ids=[Command.create({"name": "Order", "user_id": self.agent.id})])
        self.assertEqual(improvement.message_partner_ids, self.agent.partner_id)
        self.assertEqual(improvement.activity_ids.user_id, self.agent)

    def test_a_rate_that_fell_is_effective_and_becomes_the_rule(self):
        for week in range(1, 9):
            self.cases(6, -7 * week)
        improvement = self.carried_out()
        for week in range(8):
            self.cases(2, 7 * week + 1)
        self.go_to(START + 8 * WEEK)
        self.check()
        [check] = improvement.check_ids
        self.assertEqual((check.before_events, check.after_events, check.outcome), (48, 16, "effective"))
        self.assertLess(check.p_value, 0.001)
        self.assertAlmostEqual(check.change, -2 / 3, places=4)
        self.assertEqual(improvement.state, "act")
        self.assertIn("<svg", improvement.chart)
        with self.assertRaises(UserError):
            improvement.with_user(self.agent).action_close()
        improvement.with_user(self.agent).standardised = "The new supplier is in the parts list"
        improvement.with_user(self.agent).action_close()
        self.assertEqual(improvement.state, "closed")

    def test_what_did_not_help_goes_to_the_next_cycle(self):
        for week in range(1, 9):
            self.cases(9, -7 * week)
        improvement = self.carried_out()
        for week in range(8):
            self.cases(9, 7 * week + 1)
        self.check()
        self.assertFalse(improvement.check_ids)
        self.go_to(START + 8 * WEEK)
        self.check()
        self.assertEqual((improvement.outcome, improvement.state, improvement.cycle), ("ineffective", "plan", 2))
        self.assertEqual(improvement.cycle_start, (START + 8 * WEEK).date())
        self.assertFalse(improvement.implemented_on)

    def test_with_too_few_cases_it_waits(self):
        self.cases(6, -7)
        improvement = self.carried_out()
        self.go_to(START + 8 * WEEK)
        self.cases(4, 3)
        self.check()
        self.assertEqual((improvement.outcome, improvement.state), ("unclear", "check"))
        self.assertEqual(improvement.check_on, (START + 12 * WEEK).date())

    def test_as_a_share_fewer_cases_of_all_kinds_are_no_effect(self):
        other = self.env["service.cause"].create({"name": "Other"})
        for week in range(1, 9):
            self.cases(10, -7 * week)
            self.cases(30, -7 * week, other)
        improvement = self.carried_out(compare="shares")
        for week in range(8):
            self.cases(5, 7 * week + 1)
            self.cases(15, 7 * week + 1, other)
        self.go_to(START + 8 * WEEK)
        self.check()
        [check] = improvement.check_ids
        self.assertEqual((check.before_exposure, check.after_exposure, check.change), (320, 160, 0))
        self.assertNotEqual(check.outcome, "effective")

    def test_the_scope_counts_its_own_cases_alone(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.cases(3, -3)
        self.cases(2, -3, team_id=team.id)
        improvement = self.improvement(team_id=team.id)
        self.assertEqual(improvement.ticket_count, 2)
        self.assertEqual(sum(span.events for span in improvement.sudo()._get_series()[0]), 2)

    def test_why_and_why_again(self):
        improvement = self.improvement()
        whys = self.env["service.improvement.why"].with_user(self.agent)
        first = whys.create({"improvement_id": improvement.id, "name": "It leaks", "field_id": self.parts.id})
        second = whys.create(
            {"improvement_id": improvement.id, "name": "<b>Worn</b>", "parent_id": first.id, "is_root": True}
        )
        tree = improvement.why_tree
        self.assertLess(tree.index("It leaks"), tree.index("Worn"))
        self.assertNotIn("<b>", tree)
        with self.assertRaises(ValidationError):
            first.parent_id = second
        with self.assertRaises(ValidationError):
            whys.create({"improvement_id": self.improvement().id, "name": "x", "parent_id": first.id})

    def test_late_measures_are_told_once(self):
        improvement = self.improvement(user=self.manager)
        improvement.action_ids = [Command.create({"name": "Another supplier", "user_id": self.leader.id})]
        self.go_to(START + 3 * WEEK)
        for _time in range(2):
            self.env["service.improvement.action"]._cron_late()
        told = self.messages(self.manager).filtered(lambda message: "Late measures" in (message.subject or ""))
        self.assertEqual(len(told), 1)


@tagged("post_install", "-at_install")
class TestRepeatCauses(ImprovementCase):
    def rule(self, **values):
        return self.env["service.improvement.rule"].create(
            {"name": "Often", "count": 4, "days": 30, "user_id": self.manager.id, **values}
        )

    def found(self, rule):
        rule._find()
        return self.env["service.improvement"].search([("rule_id", "=", rule.id)])

    def test_what_comes_back_is_analysed_once(self):
        rule = self.rule()
        self.cases(3, -5)
        self.cases(5, -40)
        self.assertFalse(self.found(rule))
        self.cases(1, -1)
        improvement = self.found(rule)
        self.assertEqual((improvement.cause_id, improvement.user_id), (self.pump, self.manager))
        self.assertEqual(improvement.activity_ids.user_id, self.manager)
        self.assertEqual(self.found(rule), improvement)
        improvement.action_drop()
        self.assertEqual(len(self.found(rule)), 2)

    def test_for_each_team_by_itself(self):
        rule = self.rule(per="team_id", cause_ids=[Command.set(self.parts.ids)])
        team = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.cases(3, -1)
        self.cases(4, -1, team_id=team.id)
        self.cases(9, -1, self.env["service.cause"].create({"name": "Unwatched"}))
        self.assertEqual(self.found(rule).team_id, team)

    def test_pareto(self):
        self.cases(7, -1)
        self.cases(2, -1, self.parts)
        self.cases(1, -1, cause_id=False)
        analysis = self.env["service.pareto"].with_user(self.agent).create({"below_id": self.parts.id})
        self.assertEqual((analysis.total, analysis.unknown), (9, 0))
        self.assertIn("Parts / Pump", analysis.chart)
        self.assertIn("78 %", analysis.chart)
        analysis.by = "field"
        self.assertNotIn("Parts / Pump", analysis.chart)
        analysis.write({"by": "team_id", "team_id": self.team.id})
        self.assertIn("Hotline", analysis.chart)
        analysis.cause_id = self.pump
        opened = self.env["service.improvement"].browse(analysis.action_improve()["res_id"])
        self.assertEqual((opened.cause_id, opened.team_id), (self.pump, self.team))


@tagged("post_install", "-at_install")
class TestImprovementRights(ImprovementCase):
    def test_who_reads_and_who_writes(self):
        improvement = self.improvement()
        improvement.action_ids = [Command.create({"name": "Draw it anew", "user_id": self.leader.id})]
        stranger = self._user("stranger", "service_quality.service_quality_group_agent")
        engineer = self._user("engineer", "service_quality.service_quality_group_department")
        self.assertEqual(improvement.with_user(stranger).name, "Pumps fail")
        for change in (
            lambda: improvement.with_user(stranger).write({"name": "Mine"}),
            lambda: improvement.with_user(stranger).action_drop(),
            lambda: improvement.write({"state": "closed"}),
            lambda: improvement.action_ids.with_user(stranger).action_done(),
            lambda: improvement.with_user(engineer).read(["name"]),
            lambda: improvement.action_ids.write({"state": "done"}),
        ):
            with self.assertRaises(AccessError):
                change()
        improvement.action_ids.user_id = engineer
        self.assertEqual(improvement.with_user(engineer).name, "Pumps fail")
        with self.assertRaises(AccessError):
            improvement.action_ids.with_user(engineer).write({"deadline": "2030-01-01"})
        improvement.action_ids.with_user(engineer).note = "Drawn"
        improvement.action_ids.with_user(engineer).action_done()
        self.assertEqual(improvement.action_ids.state, "done")
        for user in (self._user("portal", "base.group_portal"), self._user("nobody")):
            for model in ("service.improvement", "service.improvement.action", "service.improvement.why"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
