from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import Workshop


@tagged("post_install", "-at_install")
class TestVans(Workshop, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()

    def press(self, user=None):
        return self.env["stock.warehouse"].with_user(user or self.keeper).action_create_vans_everywhere()["params"]

    def van_of(self, user):
        return self.env["stock.location"]._get_vans(user).get((self.env.company.id, user.id))

    def test_one_each_however_often_it_is_pressed(self):
        self.press()
        newcomer = self._user("newcomer", "service_repair.service_repair_group_technician")
        self.assertEqual(self.press()["message"], "Vans created: 1")
        van = self.van_of(newcomer)
        self.assertEqual(van.location_id, self.warehouse.vans_location_id)
        self.assertEqual(self.press()["type"], "info", "everybody has one")
        self.assertEqual(self.van_of(newcomer), van)
        with self.assertRaises(AccessError):
            self.press(self.technician)

    def test_in_the_warehouse_that_the_technician_works_from(self):
        branch = (
            self.env["stock.warehouse"]
            .with_user(self.env.ref("base.user_admin"))
            .create({"name": "Branch", "code": "BRA"})
        )
        newcomer = self._user("newcomer", "service_repair.service_repair_group_technician")
        newcomer.property_warehouse_id = branch
        self.press()
        self.assertEqual(self.van_of(newcomer).location_id, branch.vans_location_id)
        self.assertEqual(self.van_of(newcomer).warehouse_id, branch)
        self.assertEqual(self.van_of(self.technician), self.van, "who has one keeps it")

    def test_a_manager_has_one_only_as_a_technician(self):
        self.press()
        self.assertFalse(self.van_of(self.manager))
        self.manager.group_ids += self.env.ref("service_repair.service_repair_group_technician")
        self.press()
        self.assertTrue(self.van_of(self.manager))
