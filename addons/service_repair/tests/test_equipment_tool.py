from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged

from .common import HOUR, MONDAY
from .common_equipment import ToolStore


@tagged("post_install", "-at_install")
class TestEquipmentTool(ToolStore, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()

    def site_order(self, **values):
        return self.order(place="on_site", **values)

    # Checks

    def test_state_of_the_check(self):
        self.assertEqual((self.meter.check_state, self.saw.check_state), ("valid", "none"))
        self.assertEqual(self.meter.check_due, fields.Date.add(self.today, months=12, days=-1))
        fresh = self._tool("New meter", self.meters)
        self.assertEqual(fresh.check_state, "missing")
        self._certify(fresh, self.today - timedelta(days=400))
        self.assertEqual(fresh.check_state, "overdue")
        self._certify(fresh, self.today, valid_to=self.today + timedelta(days=10))
        self.assertEqual(fresh.check_state, "soon")
        self._certify(fresh, self.today, result="failed")
        self.assertEqual((fresh.check_state, fresh.check_due), ("failed", False))
        for state in ("none", "valid", "soon", "overdue", "failed", "missing"):
            found = self.env["maintenance.equipment"].search([("check_state", "in", [state])])
            self.assertEqual(
                set(found), {e for e in self.env["maintenance.equipment"].search([]) if e.check_state == state}
            )

    def test_reminder_once_until_checked(self):
        self.meter.technician_user_id = self.keeper
        self._certify(self.meter, self.today, valid_to=self.today + timedelta(days=5))
        for _run in range(2):
            self.env["maintenance.equipment"]._cron_remind_checks()
        activities = self.meter.activity_ids
        self.assertEqual(activities.user_id, self.keeper)
        self.assertEqual(len(activities), 1)
        self._certify(self.meter, self.today, valid_to=self.today + timedelta(days=300))
        self.assertFalse(self.meter.activity_ids)

    def test_certificate_that_was_relied_on_stays(self):
        self.take(self.meter)
        with self.assertRaises(UserError):
            self.meter.certificate_ids.unlink()

    # Out and in

    def test_out_and_in_with_condition(self):
        loan = self.take(self.meter, condition_out="worn", note_out="Scratched")
        self.assertEqual((self.meter.tool_holder_id, loan.condition_out), (self.technician, "worn"))
        with self.assertRaisesRegex(UserError, "is with Technician"):
            self.take(self.meter, self.other_technician)
        loan.with_user(self.technician)._check_in(condition_in="damaged", note_in="Fell")
        self.assertFalse(self.meter.loan_id)
        self.assertEqual(self.meter.maintenance_ids.maintenance_type, "corrective")
        with self.assertRaisesRegex(UserError, "under repair"):
            self.take(self.meter, self.other_technician)
        self.meter.maintenance_ids.stage_id = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        self.assertTrue(self.take(self.meter, self.other_technician))
        with self.assertRaises(UserError):
            loan.with_user(self.technician)._check_in()

    def test_for_oneself_only_except_keepers(self):
        with self.assertRaises(AccessError):
            self.take(self.meter, self.other_technician, by=self.technician)
        loan = self.take(self.meter, self.technician, by=self.keeper)
        with self.assertRaises(AccessError):
            loan.with_user(self.other_technician)._check_in()
        loan.with_user(self.keeper)._check_in()
        self.assertEqual(loan.in_by_id, self.keeper)

    def test_nobody_writes_check_outs(self):
        loan = self.take(self.meter)
        for user in (self.technician, self.keeper, self.manager):
            with self.assertRaises(AccessError):
                loan.with_user(user).write({"returned_on": fields.Datetime.now()})
            with self.assertRaises(AccessError):
                self.env["service.tool.loan"].with_user(user).create({"equipment_id": self.saw.id})

    def test_overdue(self):
        loan = self.take(self.meter)
        loan.sudo().due_on = self.today - timedelta(days=1)
        self.assertEqual(self.env["service.tool.loan"].search([("is_overdue", "=", True)]), loan)
        self.assertNotIn(loan, self.env["service.tool.loan"].search([("is_overdue", "=", False)]))
        for _run in range(2):
            self.env["service.tool.loan"]._cron_remind_overdue()
        self.assertEqual(len(self.meter.activity_ids), 1)
        self.assertEqual(self.meter.activity_ids.user_id, self.technician)

    def test_invalid_tools_stay_in_the_store(self):
        self._certify(self.meter, self.today, result="failed")
        with self.assertRaisesRegex(UserError, "failed its last check"):
            self.take(self.meter)
        machine = self._tool("Press", self.saws, asset_kind="equipment")
        with self.assertRaisesRegex(UserError, "no tool"):
            self.take(machine)

    def test_desk_by_scan(self):
        desk = Form(self.env["service.tool.desk"].with_user(self.technician))
        desk.code = "T-001"
        desk.code = "SAW-TEST-9"
        self.assertFalse(desk.code)
        record = desk.save()
        self.assertEqual(record.line_ids.mapped("direction"), ["out", "out"])
        record.action_done()
        self.assertEqual((self.meter | self.saw).tool_holder_id, self.technician)
        desk = Form(self.env["service.tool.desk"].with_user(self.technician))
        desk.code = "T-001"
        record = desk.save()
        self.assertEqual(record.line_ids.direction, "in")
        record.action_done()
        self.assertFalse(self.meter.loan_id)

    def test_desk_refuses_all_or_nothing(self):
        self.take(self.saw, self.other_technician)
        desk = (
            self.env["service.tool.desk"]
            .with_user(self.technician)
            .create({"line_ids": [Command.create({"equipment_id": tool.id}) for tool in self.meter | self.saw]})
        )
        self.assertIn("Other technician", desk.line_ids[1].obstacle)
        with self.assertRaises(UserError), self.cr.savepoint():
            desk.action_done()
        self.assertFalse(self.meter.loan_id)

    # Operating rules

    def _rule(self, **values):
        rule = (
            self.env["service.operating.rule"]
            .with_user(self.keeper)
            .create({"name": "Meters", "body": "<p>Discharge first.</p>", "category_ids": self.meters.ids, **values})
        )
        rule.action_put_in_force()
        return rule

    def test_rules_are_acknowledged_and_again_for_a_new_version(self):
        self.take(self.meter)
        rule = self._rule()
        self.assertEqual(rule.pending_user_ids, self.technician)
        self.assertEqual(rule.sudo().activity_ids.user_id, self.technician)
        with self.assertRaisesRegex(UserError, "has not acknowledged"):
            self.take(self.second_meter)
        rule.with_user(self.technician).action_acknowledge()
        rule.with_user(self.technician).action_acknowledge()
        self.assertEqual(len(rule.acknowledgement_ids), 1)
        self.assertFalse(rule.sudo().activity_ids)
        self.assertTrue(self.take(self.second_meter))
        newer = self.env["service.operating.rule"].browse(rule.action_new_version()["res_id"])
        newer.body = "<p>Discharge first, and wait.</p>"
        newer.action_put_in_force()
        self.assertEqual((newer.version, rule.state, newer.pending_user_ids), (2, "withdrawn", self.technician))
        self.assertIn("Meters v2", self.meter.rule_note)

    def test_rules_in_force_do_not_change(self):
        rule = self._rule()
        with self.assertRaises(UserError):
            rule.body = "<p>Whatever.</p>"
        with self.assertRaises(AccessError):
            rule.state = "draft"
        with self.assertRaises(UserError):
            rule.unlink()
        with self.assertRaises(AccessError):
            rule.with_user(self.technician).action_new_version()

    def test_employees_read_published_rules_only(self):
        rule = self._rule()
        draft = rule.copy()
        plain = self._user("plain", "base.group_user")
        rules = self.env["service.operating.rule"].with_user(plain)
        self.assertEqual(rules.search([("id", "in", (rule | draft).ids)]), rule)
        rule.with_user(plain).action_acknowledge()
        with self.assertRaises(AccessError):
            self.env["service.operating.acknowledgement"].with_user(plain).create(
                {"rule_id": rule.id, "user_id": self.technician.id}
            )

    def test_an_assigned_holder_is_asked(self):
        rule = self._rule()
        self.meter.write({"equipment_assign_to": "employee", "employee_id": self.employees[self.technician].id})
        self.assertEqual(rule.sudo().activity_ids.user_id, self.technician)

    # Visits

    def test_visit_gets_free_and_valid_tools(self):
        self._kit(self.meters, self.saws, product_category=self.device.categ_id)
        self._certify(self.meter, self.today, result="failed")
        self._certify(self.second_meter, self.today, valid_to=MONDAY.date())
        visit = self.visit(self.site_order(), MONDAY)
        self.assertEqual(set(visit.tool_ids.equipment_id), {self.second_meter, self.saw})
        self.assertFalse(visit.tool_note)

    def test_two_visits_do_not_share_a_tool(self):
        self._kit(self.saws)
        first = self.visit(self.site_order(), MONDAY)
        self.assertEqual(first.tool_ids.equipment_id, self.saw)
        second = self.visit(
            self.site_order(product_id=self.appliance.id, lot_id=False), MONDAY, technician_id=self.other_technician.id
        )
        self.assertFalse(second.tool_ids.equipment_id)
        self.assertIn("No tool is chosen", second.tool_note)
        later = self.visit(self.site_order(product_id=self.appliance.id, lot_id=False), MONDAY + 3 * HOUR)
        self.assertEqual(later.tool_ids.equipment_id, self.saw)
        with self.assertRaisesRegex(Exception, "planned for another visit"):
            later.write({"start": MONDAY, "technician_id": self.keeper.id})
        first.action_call_off()
        second.action_propose_tools()
        self.assertEqual(second.tool_ids.equipment_id, self.saw)

    def test_visits_offered_together_do_not_share_a_tool(self):
        self._kit(self.saws)
        orders = self.site_order() | self.site_order(product_id=self.appliance.id, lot_id=False)
        visits = self.env["service.visit"].create(
            [
                {"repair_id": order.id, "start": MONDAY, "hours": 1, "technician_id": user.id}
                for order, user in zip(orders, (self.technician, self.other_technician), strict=True)
            ]
        )
        self.assertEqual([len(visit.tool_ids.equipment_id) for visit in visits], [1, 0])

    def test_setting_out_without_valid_tools(self):
        self._kit(self.meters)
        visit = self.visit(self.site_order(), MONDAY)
        visit.tool_ids.equipment_id = self.meter
        visit.action_confirm_by_phone()
        visit.repair_id.action_validate()
        # The meter's certificate ends before Monday
        self.assertIn("certificate ended", visit.tool_note)
        with self.assertRaisesRegex(UserError, "certificate ended"):
            visit.action_set_out()
        self.env.company.service_tool_gate = "warn"
        visit.action_set_out()
        self.assertEqual(visit.state, "on_the_way")
        self.assertTrue(visit.message_ids.filtered(lambda m: "certificate ended" in m.body))

    def test_workshop_and_products_without_kit_need_nothing(self):
        self._kit(self.meters, product_category=self.env["product.category"].create({"name": "Others"}))
        visit = self.visit(self.site_order(), MONDAY)
        self.assertFalse(visit.tool_ids)

    def test_queries_do_not_grow(self):
        tools = self.env["maintenance.equipment"].browse()
        for number in range(30):
            tool = self._tool(f"Meter {number}", self.meters)
            self._certify(tool, self.today)
            tools |= tool
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some._get_obstacles(MONDAY, MONDAY + HOUR, self.technician)
            some.mapped("check_state")
            return self.cr.sql_log_count - before

        count(tools)
        self.assertEqual(count(tools[:2]), count(tools))
