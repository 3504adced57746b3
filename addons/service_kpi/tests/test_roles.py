from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "an officer", "base.group_user,service_kpi.service_kpi_group_officer")
        cls.employee = new_test_user(cls.env, "an employee")
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def _clock(self, **values):
        return self.env["service.clock"].create(
            {
                "company_id": self.env.company.id,
                "metric": "resolution",
                "start": Datetime.to_datetime("2026-03-02 08:00:00"),
                "state": "stopped",
                "result": "met",
                "compliance": 1.0,
                **values,
            }
        )

    def _visible_menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        xmlids = [menu["xmlid"].split(".") for key, menu in menus.items() if key != "root" and menu["xmlid"]]
        return {name for module, name in xmlids if module == "service_kpi"}

    def test_officer_reads_clocks_of_own_companies_only(self):
        own, foreign = self._clock(), self._clock(company_id=self.other_company.id)
        self.assertEqual((own + foreign).with_user(self.officer)._filtered_access("read"), own)
        with self.assertRaises(AccessError):
            own.with_user(self.employee).check_access("read")

    def test_officer_opens_the_case_behind_a_figure(self):
        ticket = self.env["helpdesk.ticket"].create({"name": "Cold", "description": "It does not heat."})
        clock = self._clock(ticket_id=ticket.id).with_user(self.officer)
        self.assertIn("Cold", clock.display_name)
        self.assertEqual(clock.action_open_subject()["res_id"], ticket.id)
        case = ticket.with_user(self.officer)
        self.assertIn("It does not heat.", case.description)
        self.assertFalse(case.has_access("write"))
        ticket.company_id = self.other_company
        self.assertFalse(case._filtered_access("read"))

    def test_officer_changes_no_clock(self):
        clock = self._clock().with_user(self.officer)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(clock.has_access(operation), operation)

    def test_share_of_promises_kept_per_agent_and_month(self):
        agent = new_test_user(self.env, "an agent")
        self._clock(user_id=agent.id)
        self._clock(user_id=agent.id, result="missed", compliance=0.0)
        self._clock(user_id=agent.id, result="waived", compliance=False)
        self._clock(user_id=agent.id, start=Datetime.to_datetime("2026-04-02 08:00:00"))
        rows = (
            self.env["service.clock"]
            .with_user(self.officer)
            ._read_group(
                [("user_id", "=", agent.id), ("result", "in", ("met", "missed"))],
                ["user_id", "start:month"],
                ["compliance:avg", "__count"],
            )
        )
        self.assertEqual([(share, n) for __, __, share, n in rows], [(0.5, 2), (1.0, 1)])

    def test_menus_per_role(self):
        everything = self._visible_menus(self.env.ref("base.user_admin"))
        self.assertEqual(self._visible_menus(self.officer), everything - {"res_config_settings_menu"})
        mine = {
            "service_kpi_menu_root",
            "service_kpi_menu_my",
            "service_appraisal_menu_my",
            "service_appraisal_menu_staff",
            "service_appraisal_feedback_menu_my",
            "service_appraisal_feedback_menu_nomination",
            "service_kpi_measure_menu_my",
            # What rules let nobody but those concerned see
            "service_development_menu",
            "service_improvement_plan_menu",
            "service_improvement_plan_menu_my",
            "service_honour_menu",
            "service_career_path_menu",
            "service_career_menu_my",
            "service_career_proposal_menu",
        }
        self.assertEqual(self._visible_menus(self.employee), mine)
        leader = new_test_user(self.env, "a leader", "service_quality.service_quality_group_leader")
        figures = {
            "service_kpi_menu_figures",
            "service_kpi_measure_menu",
            "service_kpi_measure_menu_benchmark",
            "service_clock_menu_agent",
            "service_clock_menu_team",
        }
        self.assertEqual(self._visible_menus(leader), mine | figures)

    def test_actions_open(self):
        actions = self.env["ir.model.data"].search(
            [("module", "=", "service_kpi"), ("model", "=", "ir.actions.act_window")]
        )
        self.assertTrue(actions)
        for row in actions:
            action = self.env[row.model].browse(row.res_id)
            user = self.env.ref("base.user_admin") if action.res_model == "res.config.settings" else self.officer
            model = self.env[action.res_model].with_user(user)
            views = model.get_views([*action.views, (action.search_view_id.id, "search")], {"action_id": action.id})
            self.assertIn("search", views["views"], action.name)
