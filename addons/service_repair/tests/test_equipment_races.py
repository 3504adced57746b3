"""Two people and one tool, one piece of equipment, one appointment: real transactions at the same time."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .race import Race


@tagged("post_install", "-at_install")
class TestEquipmentRaces(Race):
    """Committed data, which is deleted at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = cls._environment(cr)
            group = "base.group_user,service_repair.service_repair_group_technician"
            cls.users = [
                new_test_user(env, f"tool_race_{number}", group, email="somebody@ours.example").id
                for number in range(2)
            ]
            category = env["maintenance.equipment.category"].create({"name": "Races"})
            tool = {"name": "Only one", "asset_kind": "tool", "equipment_assign_to": "other"}
            cls.category, cls.tool = (
                category.id,
                env["maintenance.equipment"].create({**tool, "category_id": category.id}).id,
            )
            partner = env["res.partner"].create({"name": "Race customer"})
            product = env["product.product"].create({"name": "Race device", "is_storable": True, "tracking": "serial"})
            cls.partner, cls.product = partner.id, product.id
        cls.addClassCleanup(cls._close)

    @classmethod
    def _close(cls):
        with cls.registry.cursor() as cr:
            env = cls._environment(cr)
            cr.execute("DELETE FROM service_tool_loan WHERE equipment_id = %s", [cls.tool])
            cr.execute("DELETE FROM service_equipment_request WHERE equipment_id = %s", [cls.tool])
            cr.execute("DELETE FROM service_customer_equipment WHERE product_id = %s", [cls.product])
            env["maintenance.equipment"].browse(cls.tool).unlink()
            env["maintenance.equipment.category"].browse(cls.category).unlink()
            users = env["res.users"].browse(cls.users)
            partners = users.partner_id | env["res.partner"].browse(cls.partner)
            env["stock.lot"].search([("product_id", "=", cls.product)]).unlink()
            env["product.product"].browse(cls.product).unlink()
            users.unlink()
            partners.unlink()

    def test_a_tool_goes_out_once(self):
        def take(login):
            def call(env):
                user = env["res.users"].browse(login)
                tool = env["maintenance.equipment"].browse(self.tool).with_user(user)
                return env["service.tool.loan"].with_user(user)._check_out(tool, user, fields.Date.today()).id

            return call

        for _round in range(3):
            results = self.race(*(take(user) for user in self.users))
            self.assertEqual(sum(isinstance(result, UserError) for result in results), 1, results)
            with self.registry.cursor() as cr:
                env = self._environment(cr)
                loans = env["service.tool.loan"].search([("equipment_id", "=", self.tool), ("returned_on", "=", False)])
                self.assertEqual(len(loans), 1)
                loans._check_in()

    def test_a_request_is_submitted_once(self):
        with self.registry.cursor() as cr:
            env = self._environment(cr)
            values = {"equipment_id": self.tool, "reason": "Worn"}
            requests = env["service.equipment.request"].create([values, values]).ids

        def submit(request):
            return lambda env: env["service.equipment.request"].browse(request).action_submit()

        results = self.race(*(submit(request) for request in requests))
        self.assertEqual(sum(isinstance(result, Exception) for result in results), 1, results)
        with self.registry.cursor() as cr:
            states = self._environment(cr)["service.equipment.request"].browse(requests).mapped("state")
        self.assertEqual(sorted(states), ["draft", "submitted"])

    def test_a_serial_number_is_entered_once(self):
        with self.registry.cursor() as cr:
            lot = self._environment(cr)["stock.lot"].create({"name": "RACE-1", "product_id": self.product}).id

        def enter(env):
            rows, company = env["service.customer.equipment"], env.company
            found = (
                env["stock.lot"].browse(lot),
                env["res.partner"].browse(self.partner),
                company,
                fields.Date.today(),
            )
            return len(rows._enter_serials([found], "delivery"))

        results = self.race(enter, enter)
        self.assertFalse([result for result in results if isinstance(result, Exception)], results)
        with self.registry.cursor() as cr:
            rows = self._environment(cr)["service.customer.equipment"].search([("lot_id", "=", lot)])
            self.assertEqual(len(rows), 1)
