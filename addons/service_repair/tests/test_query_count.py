"""What visits, imports and requisitions cost: queries that do not grow with how many there are, or were."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import MONDAY, RepairCase
from .test_equipment_import import workbook


@tagged("post_install", "-at_install")
class TestQueryCount(RepairCase):
    def test_visits(self):
        """Offering twelve appointments asks no more than offering two."""
        orders = self.env["repair.order"].concat(
            *(
                self.order(place="on_site", product_id=self.appliance.id, lot_id=False, user_id=user.id)
                for user in (self.technician, self.other_technician)
                for _n in range(13)
            )
        )
        days = iter(range(1, 100))

        def offer(some):
            start = MONDAY + timedelta(weeks=next(days))
            self.env["service.visit"].create(
                [
                    {"repair_id": order.id, "start": start + timedelta(days=number // 4, hours=number % 4), "hours": 1}
                    for number, order in enumerate(some)
                ]
            )

        self.count_queries(offer, orders[:1])
        few, many = self.count_queries(offer, orders[1:3]), self.count_queries(offer, orders[3:13])
        self.assertEqual(many, few)
        # Of two technicians there is twice as much to know about, but not ten times
        two = self.count_queries(offer, orders[13:15] | orders[1:3])
        many = self.count_queries(offer, orders[15:23] | orders[3:9])
        self.assertEqual(many, two)

    def test_equipment_import(self):
        departments = self.env["hr.department"].create([{"name": f"Department {n}"} for n in range(40)])
        below = self.env["hr.department"].create({"name": "Below", "parent_id": departments[0].id})
        vendors = self.env["res.partner"].create([{"name": f"Vendor {n}"} for n in range(40)])
        heading = ("Name", "Serial Number", "Department", "Vendor")
        lines = [(f"Thing {n}", f"QC-{n}", departments[n].name, vendors[n].name) for n in range(40)]
        lines[0] = ("Thing 0", "QC-0", below.complete_name, vendors[0].name)

        def check(some):
            wizard = self.env["service.equipment.import"].with_user(self.keeper)
            wizard = wizard.create({"file": workbook(heading, *some)})
            wizard.action_check()
            self.assertEqual((wizard.good, wizard.bad), (len(some), 0), wizard.report)

        self.count_queries(check, lines[:1])
        self.assertEqual(self.count_queries(check, lines[:2]), self.count_queries(check, lines))

    def test_requisition_beside_its_history(self):
        """The eighth requisition of the same parts costs what the second did."""
        parts = self.env["product.product"].create(
            [{"name": f"Part {n}", "is_storable": True, "is_spare_part": True} for n in range(5)]
        )
        for part in parts:
            self.put(part, 50, self.stock)

        def issue():
            requisition = (
                self.env["service.part.requisition"]
                .with_user(self.technician)
                .create({"line_ids": [Command.create({"product_id": part.id, "quantity": 1}) for part in parts]})
            )
            requisition.action_submit()
            if requisition.state == "submitted":
                requisition.with_user(self.manager).action_approve()
            picking = requisition.with_user(self.keeper).action_issue()["res_id"]
            picking = self.env["stock.picking"].with_user(self.keeper).browse(picking)
            picking.move_ids.picked = True
            picking.button_validate()
            self.assertEqual(requisition.state, "issued")

        counts = [self.count_queries(issue) for _n in range(8)]
        self.assertLessEqual(counts[-1], counts[1])
