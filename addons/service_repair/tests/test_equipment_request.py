from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..engine.approval_chain import ANYBODY, Level, plan
from .common_equipment import ToolStore

_LEVELS = st.lists(
    st.tuples(
        st.integers(0, 100),
        st.sampled_from(["department", "above", "top", "manager", "user"]),
        st.integers(1, 4),
    ),
    max_size=4,
)


@tagged("post_install", "-at_install")
class TestApprovalChain(TransactionCase):
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(levels=_LEVELS, value=st.integers(0, 120), chain=st.lists(st.integers(0, 5), max_size=5))
    def test_nobody_twice_and_never_oneself(self, levels, value, chain):
        rows = [Level(key, amount, who, user) for key, (amount, who, user) in enumerate(levels, start=1)]
        steps = plan(rows, value, chain, requester=1)
        people = [person for _key, person in steps]
        self.assertEqual(len(set(people)), len(people))
        self.assertNotIn(1, people)
        due = {row.key for row in rows if row.amount_from <= value}
        self.assertLessEqual({key for key, _person in steps}, due)
        # A greater value never needs fewer approvals by people
        more = [person for _key, person in plan(rows, value + 50, chain, requester=1) if person != ANYBODY]
        self.assertLessEqual({person for person in people if person != ANYBODY}, set(more))

    def test_up_the_chain(self):
        rows = [Level(1, 0, "department"), Level(2, 100, "above"), Level(3, 500, "top")]
        self.assertEqual(plan(rows, 50, [7, 8, 9], 1), [(1, 7)])
        self.assertEqual(plan(rows, 100, [7, 8, 9], 1), [(1, 7), (2, 8)])
        self.assertEqual(plan(rows, 900, [7, 8, 9], 1), [(1, 7), (2, 8), (3, 9)])
        self.assertEqual(plan(rows, 900, [7, 7], 1), [(1, 7)])
        self.assertEqual(plan(rows, 900, [1], 1), [(1, ANYBODY)])
        self.assertEqual(plan(rows, 50, [1, 8], 1), [(1, 8)])


@tagged("post_install", "-at_install")
class TestEquipmentRequest(ToolStore, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
        cls.head = cls._user("head", "base.group_user")
        cls.boss = cls._user("boss", "base.group_user")
        people = {
            user: cls.env["hr.employee"].create({"name": user.name, "user_id": user.id})
            for user in (cls.head, cls.boss)
        }
        departments = cls.env["hr.department"]
        top = departments.create({"name": "Company", "manager_id": people[cls.boss].id})
        repair = departments.create({"name": "Repairs", "manager_id": people[cls.head].id, "parent_id": top.id})
        cls.employees[cls.technician].department_id = repair
        cls.meter.cost = 300

    def _ask(self, user=None, **values):
        values = {"equipment_id": self.meter.id, "reason": "Broken", **values}
        request = self.env["service.equipment.request"].with_user(user or self.technician).create(values)
        request.action_submit()
        return request

    def test_small_values_need_the_head_only(self):
        request = self._ask()
        self.assertEqual(request.approval_ids.user_id, self.head)
        self.assertEqual(request.sudo().activity_ids.user_id, self.head)
        for user in (self.technician, self.boss, self.manager):
            with self.assertRaises(UserError):
                request.with_user(user).action_approve()
        request.with_user(self.head).action_approve()
        self.assertEqual(request.state, "approved")
        with self.assertRaises(AccessError):
            request.action_carry_out()
        request.with_user(self.keeper).action_carry_out()
        self.assertEqual((request.state, self.meter.active, self.meter.scrap_date), ("done", False, self.today))
        self.assertFalse(request.sudo().activity_ids)

    def test_greater_values_go_up_in_order(self):
        self.meter.cost = 60000
        request = self._ask()
        self.assertEqual(request.approval_ids.user_id, self.head | self.boss)
        with self.assertRaises(AccessError):
            request.with_user(self.boss).action_approve()
        request.with_user(self.head).action_approve()
        self.assertEqual(request.state, "submitted")
        request.with_user(self.boss).action_approve()
        self.assertEqual(request.state, "approved")

    def test_the_head_does_not_approve_the_own_request(self):
        self.head.group_ids += self.env.ref("service_repair.service_repair_group_technician")
        self.head.employee_id.department_id = self.employees[self.technician].department_id
        request = self._ask(self.head)
        self.assertEqual(request.approval_ids.user_id, self.boss)
        with self.assertRaises(UserError):
            request.with_user(self.head).action_approve()

    def test_nobody_there_any_manager(self):
        self.employees[self.technician].department_id = False
        request = self._ask()
        self.assertFalse(request.approval_ids.user_id)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_renewal_enters_the_new_one(self):
        request = self._ask(kind="renewal", replacement_name="Better meter", replacement_cost=12000)
        self.assertEqual(request.value, 12000)
        self.assertEqual(len(request.approval_ids), 2)
        request.with_user(self.head).action_approve()
        request.with_user(self.boss).action_approve()
        request.with_user(self.keeper).action_carry_out()
        newer = request.sudo().replacement_id
        self.assertEqual((newer.name, newer.cost, newer.active, newer.scrap_date), ("Better meter", 12000, True, False))
        self.assertEqual(newer.replaces_id, self.meter)
        self.assertEqual(newer.check_state, "missing")

    def test_refusal_and_second_request(self):
        request = self._ask()
        with self.assertRaisesRegex(UserError, "open request"):
            self._ask()
        request.with_user(self.head).action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertTrue(self._ask())

    def test_writes_without_approval_are_refused(self):
        for user in (self.keeper, self.manager, self.env.ref("base.user_admin")):
            meter = self.meter.with_user(user)
            for values in ({"active": False}, {"scrap_date": self.today}):
                with self.assertRaises(AccessError):
                    meter.write(values)
            with self.assertRaises(AccessError):
                meter.action_archive()
            with self.assertRaises(AccessError):
                self.env["maintenance.equipment"].with_user(user).create({"name": "X", "scrap_date": self.today})
            with self.assertRaises(UserError):
                meter.unlink()
        request = self._ask()
        for values in ({"state": "approved"}, {"value": 1}, {"reason": "Other"}, {"approval_ids": []}):
            with self.assertRaises(UserError):
                request.with_user(self.keeper).write(values)
        with self.assertRaises(AccessError):
            request.approval_ids.with_user(self.head).write({"state": "approved"})

    def test_what_is_scrapped_does_not_change(self):
        self.meter.sudo().write({"scrap_date": self.today, "active": False})
        with self.assertRaises(AccessError):
            self.meter.with_user(self.keeper).active = True
        with self.assertRaises(AccessError):
            self.meter.with_user(self.keeper).employee_id = self.employees[self.technician]
        with self.assertRaises(AccessError):
            self.meter.with_user(self.manager).name = "Another one"
        with self.assertRaises(UserError):
            self.take(self.meter)

    def test_equipment_that_is_out_comes_back_first(self):
        loan = self.take(self.meter)
        request = self._ask()
        request.with_user(self.head).action_approve()
        with self.assertRaisesRegex(UserError, "is with Technician"):
            request.with_user(self.keeper).action_carry_out()
        loan._check_in()
        request.with_user(self.keeper).action_carry_out()

    def test_wrong_entries_may_be_deleted_on_their_day(self):
        self._tool("Typo", self.saws).with_user(self.keeper).unlink()
        old = self._tool("Old", self.saws)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE maintenance_equipment SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=2), old.id],
        )
        old.invalidate_recordset()
        with self.assertRaises(UserError):
            old.with_user(self.keeper).unlink()

    # Stock

    def _in_stock(self):
        lot = self.env["stock.lot"].create({"name": "METER-9", "product_id": self.device.id})
        self.put(self.device, 1, self.stock, lot)
        self.meter.lot_id = lot
        return lot

    def _scrap(self, lot):
        return (
            self.env["stock.scrap"]
            .with_user(self.keeper)
            .create({"product_id": lot.product_id.id, "lot_id": lot.id, "scrap_qty": 1, "location_id": self.stock.id})
        )

    def test_its_serial_stays_in_stock_without_approval(self):
        lot = self._in_stock()
        with self.assertRaisesRegex(UserError, "approved request"), self.cr.savepoint():
            self._scrap(lot).do_scrap()
        quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
        with self.assertRaisesRegex(UserError, "approved request"), self.cr.savepoint():
            quant.with_user(self.keeper).with_context(inventory_mode=True).write({"inventory_quantity": 0})
            quant.with_user(self.keeper).action_apply_inventory()
        with self.assertRaises(AccessError):
            self.meter.with_user(self.keeper).lot_id = False
        self.assertEqual(self.on_hand(self.device, self.stock), 1)

    def test_approved_scrapping_takes_it_from_the_stock(self):
        lot = self._in_stock()
        request = self._ask()
        request.with_user(self.head).action_approve()
        request.with_user(self.keeper).action_carry_out()
        self.assertEqual(self.on_hand(self.device, self.stock), 0)
        scrap = self.env["stock.scrap"].search([("lot_id", "=", lot.id)])
        self.assertEqual((scrap.state, scrap.origin), ("done", request.name))

    def test_other_serials_are_scrapped_as_ever(self):
        lot = self.env["stock.lot"].create({"name": "FREE-1", "product_id": self.device.id})
        self.put(self.device, 1, self.stock, lot)
        self._scrap(lot).do_scrap()
        self.assertEqual(self.on_hand(self.device, self.stock), 0)

    def test_who_sees_a_request(self):
        request = self._ask()
        requests = self.env["service.equipment.request"]
        stranger = self._user("stranger", "base.group_user")
        for user, sees in ((self.technician, True), (self.head, True), (self.keeper, True), (stranger, False)):
            self.assertEqual(bool(requests.with_user(user).search([("id", "=", request.id)])), sees, user.name)
        self.assertFalse(requests.with_user(self.other_technician).search([("id", "=", request.id)]))
