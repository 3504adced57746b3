"""Agents dispatch work orders, which they read without any rights in the store."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import HOUR, MONDAY, RepairCase


@tagged("post_install", "-at_install")
class TestDispatch(RepairCase):
    def open_as(self, user, order):
        """Read all that the form of this user shows of the order; returns the models it is read from."""
        order = order.with_user(user)
        form = etree.fromstring(order.get_view(order.get_formview_id(), "form")["arch"])
        read = {"repair.order"}
        order.read([node.get("name") for node in form.xpath("//field[not(ancestor::field)]")])
        for node in form.xpath("//field[not(ancestor::field)][list]"):
            lines = order[node.get("name")]
            lines.read([field.get("name") for field in node.xpath("list/field")])
            read.add(lines._name)
        return read

    def test_agents_open_a_work_order(self):
        self.put(self.part, 1, self.stock)
        order = self.order(parts=[(self.part, 1)])
        self.go_to(order, "explained")
        self.assertIn("service.repair.check", self.open_as(self.agent, order))
        with self.assertRaises(AccessError):
            order.with_user(self.agent).work_done = "Nothing"
        with self.assertRaises(AccessError):
            order.with_user(self.agent).check_ids[0].result = "failed"
        self.assertIn("stock.move", self.open_as(self.technician, order))

    def test_inspectors_open_what_they_inspect(self):
        order = self.order()
        self.go_to(order, "reported")
        inspector = self._user("inspector", "service_quality.service_quality_group_inspector")
        self.env["service.inspection"].create(
            {
                "repair_id": order.id,
                "sheet_id": self.env.ref("service_repair.service_inspection_sheet_repair").id,
                "agent_id": self.technician.id,
                "inspector_id": inspector.id,
            }
        )
        self.assertEqual(self.open_as(inspector, order), {"repair.order"})

    def test_tickets_and_visits_lead_to_that_form(self):
        reader = self.env.ref("service_repair.work_order_view_form_reader")
        ticket = self.env["helpdesk.ticket"].create({"name": "Cold", "description": "Cold", "user_id": self.agent.id})
        order = self.order(place="on_site", ticket_id=ticket.id)
        visit = self.visit(order).with_user(self.agent)
        self.assertIn((reader.id, "form"), visit.action_open_order()["views"])
        action = ticket.with_user(self.agent).action_view_repairs()
        self.assertIn((reader.id, "form"), action["views"])

    def test_an_address_that_was_handed_on_leads_to_that_form(self):
        full, reader = (self.env.ref(f"service_repair.work_order_view_form{kind}") for kind in ("", "_reader"))
        orders = self.env["repair.order"]
        for user, form in ((self.agent, reader), (self.technician, full)):
            views = orders.with_user(user).get_views([(full.id, "form")])["views"]
            self.assertEqual(views["form"]["id"], form.id)

    def test_agents_offer_but_do_not_take_in_alone(self):
        order = self.order(place="on_site")
        visit = self.env["service.visit"].with_user(self.agent).create({"repair_id": order.id, "start": MONDAY})
        visit.action_confirm_by_phone()
        self.assertEqual((order.service_step, order.user_id), ("appointment", self.technician))
        with self.assertRaises(AccessError):
            order.with_user(self.agent).action_validate()

    def test_nobody_agrees_on_the_past(self):
        order = self.order(place="on_site")
        now = fields.Datetime.now()
        with self.assertRaisesRegex(ValidationError, "lies in the past"):
            self.visit(order, now - timedelta(days=3))
        visit = self.visit(order)
        with self.assertRaisesRegex(ValidationError, "lies in the past"):
            visit.start = now - timedelta(days=3)
        visit.sudo().start = now - timedelta(days=3)
        with self.assertRaisesRegex(UserError, "lies in the past"):
            visit.action_confirm_by_phone()

    def test_leaving_for_another_visit(self):
        """A part is missing: the technician leaves and comes again, on the same order."""
        order = self.order(place="on_site")
        first = self.visit(order)
        with self.assertRaisesRegex(UserError, "Agree on an appointment"):
            self.order(product_id=self.appliance.id, lot_id=False, place="remote").action_arrive()
        first.action_confirm_by_phone()
        order.action_validate()
        order.action_set_out()
        order.action_arrive()
        order.action_wait_part()
        order.action_leave()
        self.assertEqual((first.state, order.visit_id.id), ("done", False))
        second = self.visit(order, MONDAY + 3 * HOUR)
        second.action_confirm_by_phone()
        self.assertEqual((order.visit_id, order.service_step), (second, "arrived"))
        order.action_set_out()
        self.assertEqual((order.service_step, order.waiting_for), ("on_the_way", False))
        order.action_arrive()
        self.go_to(order, "reported")
        self.assertEqual(second.state, "done", "whoever reports has left")
        self.assertEqual(order.visits_done, 2)
