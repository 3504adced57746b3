from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import START, ServiceCase


@tagged("post_install", "-at_install")
class TestCustomerTier(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tiers = cls.env["service.customer.tier"]
        cls.tiers.search([]).active = False
        cls.tag = cls.env["res.partner.category"].create({"name": "Contract"})
        cls.gold = cls.tiers.create({"name": "T-Gold", "sequence": 1, "tag_ids": cls.tag.ids})
        cls.silver = cls.tiers.create({"name": "T-Silver", "sequence": 2, "min_tickets": 2, "months": 3})
        cls.vip = cls.tiers.create({"name": "T-Vip", "sequence": 3})
        cls.company = cls.env["res.partner"].create({"name": "A company", "is_company": True})
        cls.person = cls.env["res.partner"].create({"name": "A person", "parent_id": cls.company.id})

    def test_the_first_tier_whose_criteria_hold(self):
        for _number in range(2):
            self._ticket(partner_id=self.person.id)
        self.env.flush_all()
        self.tiers._recompute()
        self.assertEqual(self.company.service_tier_id, self.silver)
        self.assertEqual(self.person.service_tier_id, self.silver)
        self.company.category_id = self.tag
        self.assertEqual(self.tiers._recompute(), 1)
        self.assertEqual(self.person.service_tier_id, self.gold)
        self.company.category_id = False
        self.env.cr.execute("UPDATE helpdesk_ticket SET create_date = %s", [START - timedelta(days=120)])
        self.env.invalidate_all()
        self.assertEqual(self.tiers._recompute(), 1)
        self.assertFalse(self.company.service_tier_id)
        self.assertEqual(self.tiers._recompute(), 0)

    def test_conditions_and_figures(self):
        figure = self.env["ir.model.fields"]._get("res.partner", "color")
        self.silver.write(
            {"min_tickets": 0, "domain": "[('name', 'like', 'A comp')]", "figure_id": figure.id, "min_figure": 7}
        )
        self.tiers._recompute()
        self.assertFalse(self.company.service_tier_id)
        self.company.color = 7
        self.tiers._recompute()
        self.assertEqual(self.company.service_tier_id, self.silver)
        for values in (
            {"domain": "[('nothing', '=', 1)]"},
            {"domain": "__import__('os')"},
            {"figure_id": self.env["ir.model.fields"]._get("res.partner", "name").id},
        ):
            with self.assertRaises(ValidationError):
                self.silver.write(values)

    def test_what_is_set_by_hand_stays(self):
        self.company.category_id = self.tag
        self.company.service_tier_id = self.vip
        self.assertTrue(self.company.service_tier_locked)
        self.assertEqual(self.person.service_tier_id, self.vip)
        self.tiers._recompute()
        self.assertEqual(self.company.service_tier_id, self.vip)
        self.company.service_tier_locked = False
        self.tiers._recompute()
        self.assertEqual((self.company | self.person).service_tier_id, self.gold)
        late = self.env["res.partner"].create({"name": "Late", "parent_id": self.company.id})
        self.assertEqual(late.service_tier_id, self.gold)

    def test_recomputing_tells_how_many(self):
        self.company.category_id = self.tag
        action = self.tiers.with_user(self.manager).action_recompute()
        self.assertIn("1", action["params"]["message"])
        self.assertEqual(self.gold.partner_count, 1)

    def test_a_tier_that_cannot_be_judged_stops_nobody(self):
        self.silver.flush_recordset()
        self.env.cr.execute(
            "UPDATE service_customer_tier SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", self.silver.ids
        )
        self.silver.invalidate_recordset()
        self.company.category_id = self.tag
        with self.assertLogs("odoo.addons.service_quality", "ERROR"):
            self.tiers._recompute()
        self.assertEqual(self.company.service_tier_id, self.gold)

    def test_tickets_are_matched_by_tier(self):
        self._standard({"resolution": 2}, tier_ids=self.gold.ids)
        self.assertEqual(self.clock(self._ticket(partner_id=self.person.id)).limit_seconds, 8 * 3600)
        self.company.service_tier_id = self.gold
        ticket = self._ticket(partner_id=self.person.id)
        self.assertEqual(self.clock(ticket).limit_seconds, 2 * 3600)
        self.assertEqual(ticket.service_tier_id, self.gold)
        self.assertEqual(self.clock(ticket).standard_id.scope_summary, "T-Gold")

    def test_the_record_of_a_customer(self):
        ticket = self._ticket(partner_id=self.person.id)
        self._move(ticket, "done")
        late = self._ticket(partner_id=self.company.id)
        self.wait(hours=48)
        self._move(late, "done")
        for partner in self.company | self.person:
            as_agent = partner.with_user(self.agent)
            self.assertAlmostEqual(as_agent.promises_kept, 0.5)
            found = (
                self.env["service.clock"].with_user(self.agent).search_count(as_agent.action_view_promises()["domain"])
            )
            self.assertEqual(found, as_agent.promise_count)

    def test_queries_do_not_depend_on_the_number_of_customers(self):
        costs = []
        for count in (1, 10, 100):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Customer {count}-{n}", "is_company": True, "category_id": self.tag.ids}
                    for n in range(count)
                ]
            )
            self.env["res.partner"].create([{"name": "Person", "parent_id": partner.id} for partner in partners])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.tiers._recompute(), count)
            costs.append(self.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2])
        self.assertLess(costs[2], 30)
