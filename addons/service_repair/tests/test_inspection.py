from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RepairCase

INSPECTOR = "service_quality.service_quality_group_inspector"


@tagged("post_install", "-at_install")
class TestWorkOrderInspection(RepairCase):
    """A reported work order is drawn, judged and published; its log says where it went astray."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspector = cls._user("inspector", INSPECTOR)
        cls.sheet = cls.env.ref("service_repair.service_inspection_sheet_repair")

    def reported(self):
        order = self.order()
        self.go_to(order, "reported")
        return order

    def inspection(self, order):
        return self.env["service.inspection"].create(
            {
                "repair_id": order.id,
                "sheet_id": self.sheet.id,
                "agent_id": self.technician.id,
                "inspector_id": self.inspector.id,
            }
        )

    def process_line(self, inspection):
        return inspection.line_ids.filtered("log_rating")

    def test_a_week_is_drawn(self):
        order = self.reported()
        self.order(product_id=self.appliance.id, lot_id=False)
        plan = self.env["service.inspection.plan"].create(
            {
                "name": "Work orders",
                "subject": "repair",
                "per_agent": 2,
                "second_percent": 0,
                "inspector_ids": [Command.set(self.inspector.ids)],
                "next_week": "2020-01-06",
            }
        )
        today = fields.Date.today()
        draw = plan._draw(today - timedelta(days=today.weekday()))
        inspection = draw.inspection_ids.filtered(lambda found: found.repair_id == order)
        self.assertEqual(
            (inspection.agent_id, inspection.sheet_id, inspection.inspector_id),
            (self.technician, self.sheet, self.inspector),
        )
        self.assertFalse(draw.inspection_ids - inspection)
        self.assertIn("Replaced the heater", inspection.with_user(self.inspector).conversation)
        draw.action_verify()

    def test_what_went_straight_is_fulfilled(self):
        self.assertEqual(self.process_line(self.inspection(self.reported())).rating, "yes")

    def test_what_was_returned_is_not(self):
        order = self.reported()
        order.with_user(self.manager)._return_to_technician("Photo is missing")
        line = self.process_line(self.inspection(order))
        self.assertEqual(line.rating, "partly")
        self.assertIn("Photo is missing", line.note)

    def test_who_sees_it(self):
        inspection = self.inspection(self.reported())
        for user in (self.technician, self.other_technician):
            with self.assertRaises(AccessError):
                inspection.with_user(user).read(["state"])
        judged = inspection.with_user(self.inspector)
        self.assertEqual(judged.display_name, inspection.repair_id.display_name)
        judged.line_ids.filtered(lambda line: not line.rating).rating = "yes"
        judged.action_submit()
        judged.action_publish()
        self.assertTrue(inspection.with_user(self.technician).can_appeal)
        with self.assertRaises(AccessError):
            inspection.with_user(self.other_technician).read(["state"])
        inspection.with_user(self.technician)._appeal("The photo was there")
        self.assertEqual(inspection.state, "appealed")

    def test_the_leader_of_the_technician_decides(self):
        leader = self.env["hr.employee"].create({"name": "Leader", "user_id": self.manager.id})
        self.env["hr.employee"].create({"name": "Technician", "user_id": self.technician.id, "parent_id": leader.id})
        self.assertEqual(self.inspection(self.reported())._get_decider(), self.manager)

    def test_an_agent_who_inspects_takes_it_up_by_hand(self):
        order = self.reported()
        self.inspector.group_ids = [Command.link(self.env.ref("service_quality.service_quality_group_agent").id)]
        action = order.with_user(self.inspector).action_inspect()
        inspection = (
            self.env["service.inspection"].with_user(self.inspector).with_context(**action["context"]).create({})
        )
        self.assertEqual(
            (inspection.repair_id, inspection.agent_id, inspection.inspector_id),
            (order, self.technician, self.inspector),
        )
