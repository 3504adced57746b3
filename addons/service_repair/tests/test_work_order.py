from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HOUR, MONDAY, SIGNATURE, RepairCase


@tagged("post_install", "-at_install")
class TestWorkOrder(RepairCase):
    def test_the_paper_to_carry_says_what_is_planned(self):
        order = self.order([(self.part, 3)])
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html("service_repair.work_order_report", order.ids)
        self.assertIn("3.00", page.decode())

    def test_the_serial_number_is_asked_for_before_the_repair(self):
        order = self.order(lot_id=False)
        self.go_to(order, "prepared")
        with self.assertRaisesRegex(UserError, "serial number"):
            self._diagnose(order)
        order.lot_id = self.serial
        self._diagnose(order)
        self.assertEqual(order.service_step, "diagnosed")

    def test_on_site_from_ticket_to_acceptance(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Oven cold", "description": "It does not heat", "partner_id": self.customer.id}
        )
        intake = self.env["service.repair.intake"].with_user(self.agent).with_context(default_ticket_id=ticket.id)
        ticket.user_id = self.agent
        intake.create(
            {
                "serial": " OV-1 ",
                "problem": "Cold",
                "fault_id": self.fault.id,
                "technician_id": self.technician.id,
                "partner_id": self.customer.id,
                "ticket_id": ticket.id,
            }
        ).action_create()
        order = ticket.repair_ids.with_user(self.technician)
        self.assertEqual((order.product_id, order.lot_id), (self.device, self.serial))
        self.assertEqual(order.location_id, self.van)
        with self.assertRaisesRegex(UserError, "appointment"):
            order.action_validate()
        visit = self.visit(order)
        self.assertEqual((visit.state, order.next_step), ("offered", "appointment"))
        visit.action_confirm_by_phone()
        self.assertEqual((order.service_step, order.schedule_date), ("appointment", MONDAY))
        order.action_validate()
        self.assertEqual(order.state, "confirmed")
        with self.assertRaises(UserError):
            order.action_repair_start()
        visit.action_set_out()
        visit.action_arrive()
        self.assertEqual(order.service_step, "arrived")
        self.assertTrue(order.arrived_on)
        self.put(self.part, 1, self.van)
        order.move_ids.create(
            {"repair_id": order.id, "product_id": self.part.id, "repair_line_type": "add", "product_uom_qty": 1}
        )
        self.assertEqual(order.move_ids.state, "assigned")
        self.go_to(order, "reported")
        self.assertEqual(visit.state, "done")
        self.assertEqual((order.state, order.move_ids.state), ("done", "done"))
        self.assertEqual(self.on_hand(self.part, self.van), 0)
        self.assertTrue(order.first_time_fix)
        order.with_user(self.manager).action_accept()
        self.assertEqual((order.service_step, order.accepted_by_id), ("accepted", self.manager))
        with self.assertRaises(UserError):
            order.write({"diagnosis": "Something else"})
        self.assertEqual(
            order.step_ids.mapped("step"),
            [
                "intake",
                "appointment",
                "prepared",
                "on_the_way",
                "arrived",
                "diagnosed",
                "planned",
                "repairing",
                "tested",
                "explained",
                "signed",
                "reported",
                "accepted",
            ],
        )

    def test_every_step_refuses_what_is_missing(self):
        order = self.order(place="workshop")
        order.action_validate()
        self.assertTrue(order.check_ids.filtered(lambda check: check.kind == "test"))
        order.diagnosis = "Open"
        with self.assertRaisesRegex(UserError, "cause"):
            order.action_diagnose()
        order.cause_id = self.cause
        order.action_diagnose()
        with self.assertRaisesRegex(UserError, "plan"):
            order.action_plan()
        order.plan = "Do it"
        with self.assertRaisesRegex(UserError, "warranty"):
            order.action_plan()
        order.approval_by = "Ms Client"
        order.action_plan()
        order.action_repair_start()
        with self.assertRaisesRegex(UserError, "result of every test"):
            order.action_tested()
        tests = order.check_ids.filtered(lambda check: check.kind == "test")
        tests.result = "passed"
        tests[0].result = "failed"
        with self.assertRaisesRegex(UserError, "Failed"):
            order.action_tested()
        tests[0].result = "passed"
        order.write({"remedy_id": self.remedy.id, "work_done": "Done"})
        order.action_tested()
        with self.assertRaisesRegex(UserError, "point of use"):
            order.action_explained()
        order.check_ids.filtered(lambda check: check.kind == "usage").result = "explained"
        with self.assertRaisesRegex(UserError, "who was told"):
            order.action_explained()
        order.explained_to = "Ms Client"
        order.action_explained()
        with self.assertRaisesRegex(UserError, "Signed"):
            order.action_repair_end()
        with self.assertRaisesRegex(UserError, "why"):
            order.action_not_signed()
        order.unsigned_reason = "Nobody there"
        order.action_not_signed()
        order.action_repair_end()
        self.assertEqual(order.state, "done")

    def test_manager_returns_what_is_not_right(self):
        order = self.order()
        self.go_to(order, "reported")
        with self.assertRaises(AccessError):
            order.action_accept()
        self.env["service.repair.return"].with_user(self.manager).create(
            {"repair_id": order.id, "reason": "No photo"}
        ).action_return()
        self.assertEqual((order.service_step, order.return_reason), ("returned", "No photo"))
        order.report_note = "With photo"
        order.action_repair_end()
        self.assertEqual((order.service_step, len(order.move_id)), ("reported", 1))
        order.with_user(self.manager).action_accept()

    def test_nobody_accepts_their_own(self):
        order = self.order()
        order.user_id = self.manager
        self.go_to(order, "reported")
        with self.assertRaisesRegex(UserError, "own"):
            order.with_user(self.manager).action_accept()

    def test_nothing_is_asked_for_less_than_once(self):
        with self.assertRaisesRegex(UserError, "cannot be negative"):
            self.order([(self.part, -1)], lot_id=False)
        order = self.order([(self.part, 1)])
        with self.assertRaisesRegex(UserError, "cannot be negative"):
            order.move_ids.product_uom_qty = -2

    def test_steps_are_not_written_by_hand(self):
        order = self.order()
        for values in (
            {"service_step": "accepted"},
            {"state": "done"},
            {"is_service": False},
            {"under_warranty": True},
        ):
            with self.assertRaises(AccessError, msg=values):
                order.write(values)
        with self.assertRaises(AccessError):
            self.env["service.repair.step"].with_user(self.technician).create({"repair_id": order.id, "step": "signed"})
        ordinary = self.env["repair.order"].with_user(self.technician).create({"product_id": self.part.id})
        with self.assertRaises(AccessError):
            ordinary.is_service = True

    def test_ordinary_repairs_have_no_steps(self):
        order = self.env["repair.order"].with_user(self.technician).create({"product_id": self.part.id})
        self.assertEqual(order.picking_type_id, self.warehouse.repair_type_id)
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual((order.state, order.step_ids.ids, order.clock_count), ("done", [], 0))

    def test_cancelling_calls_visits_off(self):
        order = self.order(place="on_site")
        visit = self.visit(order)
        order.action_repair_cancel()
        self.assertEqual(visit.state, "called_off")
        order.action_repair_cancel_draft()
        self.assertEqual((order.state, order.service_step), ("draft", "intake"))

    def test_another_technician_another_van(self):
        self.put(self.part, 1, self.other_van)
        order = self.order([(self.part, 1)], parts_from="van")
        order.action_validate()
        self.assertEqual((order.location_id, order.move_ids.state), (self.van, "confirmed"))
        order.user_id = self.other_technician
        self.assertEqual((order.location_id, order.move_ids.state), (self.other_van, "assigned"))
        order.parts_from = "store"
        self.assertEqual(order.location_id, self.stock)

    # Visits

    def test_a_technician_is_at_one_place(self):
        self.visit(self.order(place="on_site"))
        with self.assertRaisesRegex(ValidationError, "choose another time"):
            self.visit(self.order(place="on_site", lot_id=False, product_id=self.appliance.id), MONDAY + HOUR)
        self.visit(self.order(place="on_site", lot_id=False, product_id=self.appliance.id), MONDAY + 2 * HOUR)

    def test_leaves_and_working_hours_are_kept(self):
        employee = self.env["hr.employee"].create({"name": "Tech", "user_id": self.technician.id, "tz": "UTC"})
        order = self.order(place="on_site")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": employee.resource_id.id,
                "calendar_id": employee.resource_calendar_id.id,
                "date_from": MONDAY - HOUR,
                "date_to": MONDAY + HOUR,
            }
        )
        with self.assertRaisesRegex(ValidationError, "Holiday"):
            self.visit(order)
        with self.assertRaisesRegex(ValidationError, "does not work"):
            self.visit(order, MONDAY.replace(day=10))

    def test_a_moved_appointment_is_agreed_on_anew(self):
        visit = self.visit(self.order(place="on_site"))
        visit.action_confirm_by_phone()
        visit.start = MONDAY + 24 * HOUR
        self.assertEqual((visit.state, visit.confirmed_by), ("offered", False))
        with self.assertRaises(AccessError):
            visit.state = "confirmed"

    def test_declined_is_offered_again(self):
        order = self.order(place="on_site")
        visit = self.visit(order)
        visit._decline("Not at home")
        self.assertEqual(order.next_step, "appointment")
        self.visit(order).action_confirm_by_phone()
        self.assertEqual(order.service_step, "appointment")

    def test_remote_session_has_no_travel(self):
        order = self.order(place="remote")
        visit = self.visit(order)
        visit.action_confirm_by_phone()
        order.action_validate()
        with self.assertRaises(UserError):
            order._advance("on_the_way")
        visit.action_arrive()
        self.assertEqual(order.service_step, "arrived")

    def test_workshop_has_no_visit(self):
        with self.assertRaisesRegex(UserError, "on site or remote"):
            self.visit(self.order())

    # Clocks

    def test_clocks_and_waiting(self):
        standard = self.env["service.standard"].search([("target_ids.metric", "=", "arrival")], limit=1)
        self.assertTrue(standard)
        order = self.order(place="on_site")
        clocks = order.sudo().clock_ids
        self.assertEqual(set(clocks.mapped("metric")), {"arrival", "repair"})
        order.action_wait_part()
        self.assertEqual(set(clocks.mapped("state")), {"paused"})
        self.assertEqual(order.waiting_for, "part")
        with self.assertRaises(UserError):
            order.action_wait_customer()
        self.assertIn(order, self.env["repair.order"].search([("waiting_for", "=", "part")]))
        order.action_go_on()
        self.assertEqual(set(clocks.mapped("state")), {"running"})
        visit = self.visit(order)
        visit.action_confirm_by_phone()
        order.action_validate()
        visit.action_set_out()
        visit.action_arrive()
        arrival = clocks.filtered(lambda clock: clock.metric == "arrival")
        self.assertEqual((arrival.state, arrival.result), ("stopped", "met"))
        self.go_to(order, "reported")
        self.assertEqual(set(clocks.mapped("state")), {"stopped"})
        self.assertEqual(order.on_time, 1.0)

    def test_a_manager_approves(self):
        order = self.order()
        order.action_wait_approval()
        [asked] = order.sudo().activity_ids
        self.assertTrue(asked.user_id.has_group("service_quality.service_quality_group_manager"))
        self.assertEqual(asked.summary, "Approve the repair")
        with self.assertRaises(AccessError):
            order.with_user(self.technician).action_approve()
        order.with_user(self.manager).action_approve()
        self.assertFalse(order.waiting_for)
        self.assertFalse(order.sudo().activity_ids)
        self.assertEqual(order.wait_ids.note, self.manager.name)
        self.assertEqual(set(order.sudo().clock_ids.mapped("state")), {"running"})
        with self.assertRaisesRegex(UserError, "does not wait"):
            order.with_user(self.manager).action_approve()

    def test_going_on_asks_nobody_any_more(self):
        order = self.order()
        for end in (order.action_go_on, order.action_repair_cancel):
            order.action_wait_approval()
            end()
            self.assertFalse(order.sudo().activity_ids)
        self.assertIn("Not approved", "".join(order.wait_ids.filtered("note").mapped("note")))
        own = self.order(user_id=self.manager.id, lot_id=False, product_id=self.appliance.id)
        self._user("other_manager", "service_quality.service_quality_group_manager")
        own.with_user(self.manager).action_wait_approval()
        self.assertNotEqual(own.sudo().activity_ids.user_id, self.manager, "who asks is not asked")
        with self.assertRaisesRegex(UserError, "Nobody approves their own"):
            own.with_user(self.manager).action_approve()

    def test_workshop_promises_no_arrival(self):
        self.assertEqual(self.order().sudo().clock_ids.mapped("metric"), ["repair"])

    def test_ticket_standards_do_not_hold_for_work_orders(self):
        self.assertFalse(self.order().sudo().clock_ids.filtered(lambda clock: clock.metric == "resolution"))

    def test_quality_finding_becomes_a_case(self):
        order = self.order()
        self.go_to(order, "diagnosed")
        team = self.env["helpdesk.ticket.team"].create({"name": "Development"})
        action = order.action_quality_finding()
        wizard = self.env["service.quality.finding"].with_user(self.technician).with_context(**action["context"])
        wizard.create({"team_id": team.id}).action_create()
        ticket = self.env["helpdesk.ticket"].search([("finding_repair_id", "=", order.id)])
        self.assertEqual((ticket.team_id, ticket.finding_lot_ids), (team, self.serial))

    def test_signature_needs_name_and_drawing(self):
        order = self.order()
        self.go_to(order, "explained")
        with self.assertRaises(UserError):
            order._sign("", SIGNATURE, "device")
        with self.assertRaises(AccessError):
            order.write({"signed_by": "Somebody", "signed_hash": "x"})
