from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestCustomerCare(TransactionCase):
    """Purchases, equipment and maintenance in customer files and care rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.care.rule"].search([]).action_archive()
        cls.today = fields.Date.today()
        cls.customer = cls.env["res.partner"].create({"name": "Buys", "email": "buys@example.com"})
        cls.person = cls.env["res.partner"].create({"name": "Ines", "parent_id": cls.customer.id})
        cls.product = cls.env["product.product"].create({"name": "A thing", "list_price": 250.0, "type": "service"})
        cls.agent = new_test_user(cls.env, "care_agent", "service_quality.service_quality_group_agent")

    def _order(self, days, partner=None, confirmed=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 2, "tax_ids": False})],
            }
        )
        if confirmed:
            order.action_confirm()
        order.date_order = fields.Datetime.now() - days * DAY
        return order

    def _file(self):
        files = self.env["service.customer.file"]
        return files.sudo()._refresh(self.env.company, self.customer.ids).sudo(False)

    def _equipment(self, days=0):
        return self.env["service.customer.equipment"].create(
            {
                "customer_id": self.customer.id,
                "product_id": self.product.id,
                "serial": "S1",
                "installed_on": self.today - days * DAY,
            }
        )

    def _occasions(self, trigger, since, until, **values):
        rule = self.env["service.care.rule"].create(
            {
                "name": "A rule",
                "trigger": trigger,
                "standing": "any",
                "template_id": self.env.ref("service_repair.mail_template_care_delivery").id,
                **values,
            }
        )
        found = rule._get_occasions(self.today + since * DAY, self.today + until * DAY)
        return [(day, key) for day, partner, _contact, key in found if partner == self.customer.id]

    def test_purchases_count_when_they_are_confirmed(self):
        self._order(400)
        self._order(10, self.person)
        self._order(5, confirmed=False)
        file = self._file()
        self.assertEqual((file.purchase_count, file.purchase_amount), (2, 1000))
        self.assertEqual(file.first_purchase_on, self.today - 400 * DAY)
        self.assertEqual(file.standing, "active", "a purchase is use")
        self.assertIn("Purchases: 2, 10 points", file.points_text)
        action = file.action_view_purchases()
        self.assertEqual(self.env["sale.order"].search_count(action["domain"]), 2)

    def test_equipment_is_that_which_is_still_theirs(self):
        self._equipment()
        file = self._file().with_user(self.agent)
        self.assertEqual(file.equipment_count, 1)
        action = file.action_view_equipment()
        self.assertEqual(self.env["service.customer.equipment"].search_count(action["domain"]), 1)
        portal = new_test_user(self.env, "care_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            file.with_user(portal).read(["equipment_count"])

    def test_tips_after_delivery(self):
        equipment = self._equipment(days=7)
        self._file()
        self.assertEqual(self._occasions("delivery", 0, 0, days=7), [(self.today, str(equipment.id))])
        self.assertEqual(self._occasions("delivery", 0, 0, days=6), [])

    def test_maintenance_is_announced_until_it_is_done(self):
        equipment = self._equipment()
        self._file()
        request = self.env["maintenance.request"].create(
            {
                "name": "Yearly",
                "customer_equipment_id": equipment.id,
                "maintenance_type": "preventive",
                "schedule_date": fields.Datetime.now() + 14 * DAY,
            }
        )
        due = self._occasions("maintenance", 0, 0, days=-14)
        self.assertEqual(due, [(self.today, str(request.id))])
        request.stage_id = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        self.assertEqual(self._occasions("maintenance", 0, 0, days=-14), [])

    def test_the_anniversary_of_each_purchase(self):
        order = self._order(0)
        order.date_order = fields.Datetime.to_datetime(self.today.replace(year=self.today.year - 2, day=1))
        self._file()
        found = self._occasions("purchase", -40, 40)
        self.assertEqual([key for _day, key in found], [f"{order.id}/{self.today.year}"])
