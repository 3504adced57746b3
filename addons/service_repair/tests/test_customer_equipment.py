from datetime import timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from ..engine.care import Facts, Weights, rate
from .common import RepairCase


@tagged("post_install", "-at_install")
class TestCare(TransactionCase):
    _number = st.integers(0, 6)

    def test_nothing_known_is_no_score(self):
        self.assertEqual(rate(Facts(), Weights()), (None, []))

    def test_by_hand(self):
        # 3 of 4 on time: 30 of 40; one misuse: 20 of 40; good and poor: 10 of 20
        score, parts = rate(Facts(due=4, on_time=3, repairs=2, misuse=1, good=1, poor=1), Weights())
        self.assertEqual({part.key: part.points for part in parts}, {"maintenance": 30, "condition": 10, "misuse": 20})
        self.assertEqual(score, 60)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(due=_number, late=_number, repairs=_number, misuse=_number, good=_number, poor=_number)
    def test_worse_never_scores_better(self, due, late, repairs, misuse, good, poor):
        due, misuse = due + late, min(misuse, repairs)
        facts = {"due": due, "on_time": due - late, "repairs": repairs, "misuse": misuse, "good": good, "poor": poor}
        score, parts = rate(Facts(**facts), Weights())
        if score is None:
            return
        self.assertTrue(0 <= score <= 100)
        self.assertAlmostEqual(score, 100 * sum(p.points for p in parts) / sum(p.weight for p in parts), delta=0.51)
        for change in ({"misuse": misuse + 1, "repairs": repairs + 1}, {"due": due + 1}, {"poor": poor + 1}):
            part = {p.key: p.points for p in rate(Facts(**facts | change), Weights())[1]}
            for before in parts:
                self.assertLessEqual(part[before.key], before.points + 1e-9)


@tagged("post_install", "-at_install")
class TestCustomerEquipment(RepairCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Another customer", "is_company": True})
        cls.site = cls.env["res.partner"].create({"name": "Plant", "parent_id": cls.customer.id})
        cls.rows = cls.env["service.customer.equipment"]

    def row(self, **values):
        return self.rows.create(
            {"customer_id": self.customer.id, "product_id": self.device.id, "lot_id": self.serial.id, **values}
        )

    def deliver(self, lots, partner, back=False):
        kind = self.warehouse.in_type_id if back else self.warehouse.out_type_id
        customers = self.env.ref("stock.stock_location_customers")
        source, target = (customers, self.stock) if back else (self.stock, customers)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": partner.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.device.id,
                            "product_uom_qty": len(lots),
                            "location_id": source.id,
                            "location_dest_id": target.id,
                            "picked": True,
                            "move_line_ids": [
                                Command.create(
                                    {
                                        "product_id": self.device.id,
                                        "lot_id": lot.id,
                                        "quantity": 1,
                                        "location_id": source.id,
                                        "location_dest_id": target.id,
                                        "picked": True,
                                    }
                                )
                                for lot in lots
                            ],
                        }
                    )
                ],
            }
        )
        picking._action_done()
        return picking

    def lots(self, number):
        lots = self.env["stock.lot"].create([{"name": f"LOT-{n}", "product_id": self.device.id} for n in range(number)])
        for lot in lots:
            self.put(self.device, 1, self.stock, lot)
        return lots

    # How it gets there

    def test_delivery_enters_and_return_ends(self):
        lots = self.lots(2)
        self.deliver(lots, self.site)
        rows = self.rows.search([("lot_id", "in", lots.ids)])
        self.assertEqual(rows.customer_id, self.customer)
        self.assertEqual((rows.site_id, set(rows.mapped("origin"))), (self.site, {"delivery"}))
        self.deliver(lots[0], self.customer, back=True)
        self.assertEqual(rows.filtered("until").lot_id, lots[0])
        self.deliver(lots[0], self.customer)
        self.assertFalse(rows.filtered("until"))
        self.assertEqual(len(self.rows.search([("lot_id", "in", lots.ids)])), 2)

    def test_delivery_to_another_customer_ends_the_first_row(self):
        (lot,) = self.lots(1)
        first = self.row(lot_id=lot.id)
        self.deliver(lot, self.other)
        self.assertTrue(first.until)
        newer = self.rows.search([("lot_id", "=", lot.id), ("until", "=", False)])
        self.assertEqual((newer.customer_id, newer.previous_id), (self.other, first))

    def test_settings_switch_it_off(self):
        self.env.company.service_equipment_from_delivery = False
        self.env.company.service_equipment_from_repair = False
        lots = self.lots(1)
        self.deliver(lots, self.customer)
        order = self.order()
        self.assertFalse(order.customer_equipment_id)
        self.assertFalse(self.rows.search([("lot_id", "in", (lots | self.serial).ids)]))

    def test_work_order_enters_and_links(self):
        order = self.order(partner_id=self.site.id)
        row = order.customer_equipment_id
        self.assertEqual((row.customer_id, row.site_id, row.origin), (self.customer, self.site, "repair"))
        self.assertEqual((row.repair_count, row.serial_repair_count), (1, 1))
        ordinary = self.env["repair.order"].create({"product_id": self.device.id, "lot_id": self.serial.id})
        self.assertFalse(ordinary.customer_equipment_id)

    def test_work_order_for_somebody_else_says_so(self):
        self.row(customer_id=self.other.id)
        order = self.order()
        self.assertFalse(order.customer_equipment_id)
        self.assertIn("Another customer", order.equipment_note)

    def test_past_deliveries(self):
        self.env.company.service_equipment_from_delivery = False
        lots = self.lots(3)
        self.deliver(lots, self.customer)
        self.deliver(lots[0], self.customer, back=True)
        self.rows.with_user(self.manager).action_register_past()
        self.assertEqual(self.rows.search([("lot_id", "in", lots.ids)]).lot_id, lots[1:])
        before = self.rows.search_count([])
        self.rows.with_user(self.manager).action_register_past()
        self.assertEqual(self.rows.search_count([]), before)

    def test_past_deliveries_leave_what_is_known(self):
        """A change of owner and the end of use are younger than the delivery."""
        self.env.company.service_equipment_from_delivery = False
        sold_on, ended = lots = self.lots(2)
        self.deliver(lots, self.customer)
        known = self.row(lot_id=sold_on.id, customer_id=self.other.id) | self.row(lot_id=ended.id)
        known[1].action_end()
        self.rows.with_user(self.manager).action_register_past()
        self.assertEqual(self.rows.search([("lot_id", "in", lots.ids)]), known)
        self.assertFalse(known[0].until)
        self.assertTrue(known[1].until)

    # One row per customer and serial

    @mute_logger("odoo.sql_db")
    def test_a_serial_number_stands_at_one_customer_once(self):
        self.row()
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
            self.row(lot_id=False, serial="OV-1 ")
            self.env.flush_all()
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017
            self.row(customer_id=self.other.id)
            self.env.flush_all()
        self.row(lot_id=False, serial=False)
        self.row(lot_id=False, serial=False)

    def test_site_is_one_of_theirs(self):
        with self.assertRaises(UserError):
            self.row(site_id=self.other.id)

    # Change of owner

    def test_change_of_owner_keeps_the_history(self):
        order = self.order()
        first = order.customer_equipment_id
        request = self._maintenance(first, self._days(10), None)
        wizard = (
            self.env["service.equipment.transfer"]
            .with_user(self.agent)
            .create({"equipment_id": first.id, "customer_id": self.other.id, "reason": "Sold"})
        )
        newer = self.rows.browse(wizard.action_transfer()["res_id"])
        self.assertEqual((newer.customer_id, newer.previous_id, newer.lot_id), (self.other, first, self.serial))
        self.assertEqual(first.repair_ids, order)
        self.assertEqual((newer.repair_count, newer.serial_repair_count), (0, 1))
        self.assertEqual(request.customer_equipment_id, newer)
        # and back again: the first row takes it up
        back = newer._transfer(self.customer, self.site.browse(), fields.Date.today(), "")
        self.assertEqual((back, first.until, bool(newer.until)), (first, False, True))

    def test_ownership_is_written_by_its_button_alone(self):
        row = self.row().with_user(self.manager)
        for values in ({"customer_id": self.other.id}, {"until": fields.Date.today()}, {"previous_id": row.id}):
            with self.assertRaises(AccessError):
                row.write(values)
        self.order()
        with self.assertRaises(UserError):
            row.unlink()

    # Warranty

    def test_warranty_by_the_rules_of_work_orders(self):
        row = self.row()
        self.serial.warranty_agreed = fields.Date.today() - relativedelta(months=23)
        self.assertTrue(row.warranty_covered)
        self.assertEqual(row.warranty_until, fields.Date.today() + relativedelta(months=1))
        self.serial.warranty_agreed = fields.Date.today() - relativedelta(months=25)
        row.invalidate_recordset()
        self.assertFalse(row.warranty_covered)
        self.serial.warranty_extension = 12
        row.invalidate_recordset()
        self.assertTrue(row.warranty_covered)
        order = self.order()
        self.assertEqual((order.customer_equipment_id, order.under_warranty), (row, True))

    # Care

    def _days(self, number):
        return fields.Datetime.now() + timedelta(days=number)

    def _maintenance(self, row, planned, closed, **values):
        request = self.env["maintenance.request"].create(
            {
                "name": "Service",
                "customer_equipment_id": row.id,
                "maintenance_type": "preventive",
                "schedule_date": planned,
                **values,
            }
        )
        if closed:
            request.stage_id = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
            request.close_date = closed.date()
        return request

    def test_score_is_computed_and_explained(self):
        row = self.row()
        row._rate_care()
        self.assertFalse(row.care_rated)
        self._maintenance(row, self._days(-100), self._days(-95), care_found="good")
        self._maintenance(row, self._days(-60), self._days(-20), care_found="poor")
        self._maintenance(row, self._days(-50), None)
        self._maintenance(row, self._days(-2), None)
        self._maintenance(row, self._days(40), None)
        order = self.order()
        order.cause_id = self.misuse
        self.go_to(order, "reported")
        row._rate_care()
        # one of three on time, half of the condition, one fault by misuse of one repair
        self.assertEqual(row.care_facts["due"], 3)
        self.assertEqual(row.care_score, round(100 * (40 / 3 + 10 + 20) / 100))
        self.assertIn("1 of 3", row.care_explanation)
        self.assertEqual(len(row.care_explanation.splitlines()), 4)

    def test_reward_keeps_its_score(self):
        row = self.row()
        self._maintenance(row, self._days(-100), self._days(-100))
        row._rate_care()
        leader = self._user("leader", "service_quality.service_quality_group_leader")
        reward = (
            self.env["service.equipment.reward"]
            .with_user(leader)
            .create({"equipment_id": row.id, "reward": "Free filter"})
        )
        self.assertEqual((reward.score, row.rewarded_on, reward.given_by_id), (100, fields.Date.today(), leader))
        with self.assertRaises(AccessError):
            self.env["service.equipment.reward"].with_user(self.technician).create(
                {"equipment_id": row.id, "reward": "Gift"}
            )

    def test_a_reward_is_due_by_the_score_of_the_company(self):
        row = self.row()
        due = [("reward_due", "=", True), ("id", "=", row.id)]
        self.assertFalse(row.reward_due or self.rows.search(due), "not judged yet")
        self._maintenance(row, self._days(-100), self._days(-100))
        self._maintenance(row, self._days(-90), None)
        row._rate_care()
        self.assertEqual(row.care_score, 75)
        for limit in (75, 76):
            row.company_id.service_care_reward = limit
            self.assertEqual((row.reward_due, self.rows.search(due) == row), (limit == 75, limit == 75))
        row.company_id.service_care_reward = 0
        self.env["service.equipment.reward"].create({"equipment_id": row.id, "reward": "Free filter"})
        self.assertFalse(row.reward_due or self.rows.search(due))

    def test_queries_do_not_grow(self):
        lots = self.lots(24)
        rows = self.rows.create(
            [{"customer_id": self.customer.id, "product_id": self.device.id, "lot_id": lot.id} for lot in lots]
        )
        self._maintenance(rows[0], self._days(-100), self._days(-100))
        self.env.flush_all()

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("warranty_text")
            some.mapped("repair_count")
            some._count_care(fields.Date.today())
            return self.cr.sql_log_count - before

        count(rows)
        self.assertEqual(count(rows[:2]), count(rows))

    # Tickets

    def test_ticket_to_work_order(self):
        row = self.row(site_id=self.site.id)
        form = Form(self.env["helpdesk.ticket"].with_user(self.manager))
        form.name = form.description = "Cold"
        form.customer_equipment_id = row.with_user(self.manager)
        self.assertEqual(form.partner_id, self.site)
        ticket = form.save()
        wizard = self.env["service.repair.intake"].with_user(self.agent).with_context(default_ticket_id=ticket.id)
        values = wizard.default_get(list(wizard._fields))
        self.assertEqual((values["serial"], values["product_id"]), ("OV-1", self.device.id))
        self.assertEqual(row.ticket_count, 1)

    def test_smart_buttons(self):
        row = self.row()
        self.assertEqual(self.site.with_user(self.agent).customer_equipment_count, 1)
        self.assertEqual(self.device.product_tmpl_id.with_user(self.agent).installed_count, 1)
        self.assertEqual(self.serial.with_user(self.agent).owner_count, 1)
        action = self.site.with_user(self.agent).action_view_customer_equipment()
        self.assertEqual(self.rows.search(action["domain"]), row)

    def test_roles(self):
        row = self.row()
        plain = self._user("plain", "base.group_user")
        with self.assertRaises(AccessError):
            row.with_user(plain).read(["serial"])
        for user in (self.agent, self.technician, self.keeper, self.manager):
            self.assertEqual(row.with_user(user).serial, "OV-1")
        with self.assertRaises(AccessError):
            row.with_user(self.agent).unlink()
        row.with_user(self.manager).unlink()
