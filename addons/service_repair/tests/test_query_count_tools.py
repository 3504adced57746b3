"""What visits with tool kits cost: queries that do not grow with how many there are."""

from datetime import date, timedelta

from odoo.tests import TransactionCase, tagged

from .common import MONDAY
from .common_equipment import ToolStore


@tagged("post_install", "-at_install")
class TestQueryCountTools(ToolStore, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()

    def test_visits_with_tool_kits(self):
        """Finding tools for ten appointments asks no more than finding them for two."""
        self._kit(self.meters, self.saws)
        self._certify(self.meter, self.today, valid_to=date(2040, 1, 1))
        self.env["service.operating.rule"].create(
            {"name": "Meters", "body": "<p>Discharge first.</p>", "category_ids": self.meters.ids}
        ).action_put_in_force()
        self.env["service.operating.rule"].search([]).with_user(self.technician).action_acknowledge()
        orders = self.env["repair.order"].concat(
            *(self.order(place="on_site", product_id=self.appliance.id, lot_id=False) for _n in range(13))
        )
        weeks = iter(range(1, 100))

        def offer(some):
            start = MONDAY + timedelta(weeks=next(weeks))
            return self.env["service.visit"].create(
                [
                    {"repair_id": order.id, "start": start + timedelta(days=number // 2, hours=number % 2), "hours": 1}
                    for number, order in enumerate(some)
                ]
            )

        def read(visits):
            return visits.mapped("tool_note")

        self.count_queries(offer, orders[:1])
        visits = [offer(orders[1:3]), offer(orders[3:13])]
        for some in visits:
            self.assertEqual(some.tool_ids.equipment_id, self.meter | self.saw)
            self.assertEqual(len(some.tool_ids.filtered("equipment_id")), 2 * len(some))
        self.assertEqual(self.count_queries(read, visits[1]), self.count_queries(read, visits[0]))
        for visit in visits:
            visit.sudo().unlink()
        few, many = self.count_queries(offer, orders[1:3]), self.count_queries(offer, orders[3:13])
        self.assertEqual(many, few)
