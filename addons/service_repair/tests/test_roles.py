from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(
            cls.env, "a technician", "base.group_user,service_repair.service_repair_group_technician"
        )
        cls.keeper = new_test_user(
            cls.env, "a keeper", "base.group_user,service_repair.service_repair_group_parts_keeper"
        )
        cls.manager = new_test_user(
            cls.env, "a manager", "base.group_user,service_quality.service_quality_group_manager"
        )
        cls.employee = new_test_user(cls.env, "an employee")
        cls.device = cls.env["product.product"].create({"name": "Boiler", "is_storable": True})
        cls.equipment = cls.env["maintenance.equipment"].create({"name": "Multimeter"})

    def _visible_menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        xmlids = [menu["xmlid"].split(".") for key, menu in menus.items() if key != "root" and menu["xmlid"]]
        return {name for module, name in xmlids if module == "service_repair"}

    def test_service_manager_holds_both_groups(self):
        self.assertTrue(self.manager.has_group("service_repair.service_repair_group_technician"))
        self.assertTrue(self.manager.has_group("service_repair.service_repair_group_parts_keeper"))

    def test_groups_of_one_person_can_be_chosen_apart(self):
        groups = self.env.ref("service_repair.service_repair_group_technician")
        groups += self.env.ref("service_repair.service_repair_group_parts_keeper")
        self.assertEqual(len(groups.privilege_id), 2)

    def test_technician_repairs(self):
        order = self.env["repair.order"].with_user(self.technician).create({"product_id": self.device.id})
        self.assertEqual(order.user_id, self.technician)
        order.action_validate()
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual(order.state, "done")

    def test_technician_does_not_configure(self):
        for model in ("product.product", "stock.picking.type", "maintenance.equipment.category", "res.config.settings"):
            self.assertFalse(self.env[model].with_user(self.technician).has_access("create"), model)
        with self.assertRaises(AccessError):
            self.equipment.with_user(self.technician).name = "Mine"

    def test_technician_looks_equipment_up(self):
        self.assertEqual(self.equipment.with_user(self.technician).name, "Multimeter")
        self.assertFalse(self.equipment.with_user(self.employee)._filtered_access("read"))

    def test_technician_sees_no_equipment_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.equipment.company_id = other
        self.assertFalse(self.equipment.with_user(self.technician)._filtered_access("read"))

    def test_keeper_keeps_parts_and_equipment(self):
        part = self.env["product.product"].with_user(self.keeper).create({"name": "Valve", "is_storable": True})
        equipment = self.equipment.with_user(self.keeper)
        equipment.serial_no = "DM-1"
        part.is_spare_part = True
        self.assertTrue(part.is_spare_part)
        self.assertFalse(self.env["stock.picking.type"].with_user(self.keeper).has_access("create"))

    def test_menus_per_role(self):
        everything = self._visible_menus(self.env.ref("base.user_admin"))
        catalogue = {"service_fault_menu", "service_checklist_menu"}
        vans = {"stock_location_menu", "stock_location_menu_create"}
        equipment = {"service_tool_kit_menu", "service_equipment_import_menu"}
        keeper_only = {"service_repair_menu_configuration", "maintenance_equipment_category_menu"} | vans | equipment
        keeper_only |= {"stock_warehouse_orderpoint_menu", "service_part_cost_menu"}
        manager_only = {
            "service_equipment_approval_level_menu",
            "service_customer_equipment_menu_past",
            # in the app of those who handle tickets
            "service_customer_equipment_menu_agent",
            "service_visit_menu_dispatch",
            "work_order_menu_dispatch",
        }
        repairs = {
            "service_repair_menu_repairs",
            "repair_order_menu_my",
            "repair_order_menu",
            "service_visit_menu_my",
            "service_visit_menu",
            "work_order_menu_my",
            "work_order_menu",
            "service_repair_wait_menu",
            "service_part_return_menu",
            "service_inspection_menu_technician",
        }
        reports = {
            "service_repair_menu_reporting",
            "repair_order_menu_analysis",
            "work_order_menu_analysis",
            "service_repair_report_menu",
            "service_repair_report_menu_no_fault",
            "service_reliability_menu",
            "service_part_kit_menu",
        } | (catalogue | manager_only)
        system = {"res_config_settings_menu"}
        self.assertEqual(self._visible_menus(self.technician), everything - keeper_only - reports - system)
        self.assertEqual(self._visible_menus(self.keeper), everything - repairs - reports - system)
        self.assertEqual(self._visible_menus(self.manager), everything - system)
        self.assertFalse(self._visible_menus(self.employee))

    def test_actions_open(self):
        actions = self.env["ir.model.data"].search(
            [("module", "=", "service_repair"), ("model", "=", "ir.actions.act_window")]
        )
        self.assertTrue(actions)
        for row in actions:
            action = self.env[row.model].browse(row.res_id)
            user = self.env.ref("base.user_admin") if action.res_model == "res.config.settings" else self.manager
            model = self.env[action.res_model].with_user(user)
            views = model.get_views([*action.views, (action.search_view_id.id, "search")], {"action_id": action.id})
            self.assertIn("search", views["views"], action.name)
