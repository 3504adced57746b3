from datetime import timedelta

from odoo import Command, fields
from odoo.addons.service_repair.tests.common import RepairCase
from odoo.tests import new_test_user, tagged

OFFICER = "base.group_user,service_kpi.service_kpi_group_officer"


@tagged("post_install", "-at_install")
class TestRepairSources(RepairCase):
    """Work orders of a technician, counted by hand, and by the report that repairs have of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Technician",
                "user_id": cls.technician.id,
                "date_version": "2020-01-01",
                "contract_date_start": "2020-01-01",
            }
        )
        cls.today = fields.Date.today()
        cls.officer = new_test_user(cls.env, "kpi officer", OFFICER)

    def _repaired(self, **values):
        order = self.order(**values)
        self.go_to(order, "reported")
        return order

    def _other_device(self, name):
        return self.env["stock.lot"].create({"name": name, "product_id": self.device.id}).id

    def figure(self, source, **values):
        kpi = self.env["service.kpi"].create(
            {
                "name": source,
                "source": source,
                "min_n": 1,
                "target_ids": [Command.create({"value": 1})],
                **values,
            }
        )
        kpi.action_put_in_force()
        measures = self.env["service.kpi.measure"]
        day = timedelta(days=1)
        # Around the end of a month the company's day can be another one
        measures._measure(self.env.company, kpi, self.today - day, self.today + day, ["month"])
        return measures.search(
            [("root_id", "=", kpi.id), ("employee_id", "=", self.employee.id), ("n", ">", 0)], limit=1
        )

    def numbers(self, source, **values):
        figure = self.figure(source, **values)
        return (round(figure.raw_value, 6), figure.n)

    def _report(self, name):
        """The same mean from the report of repairs."""
        self.env.flush_all()
        [[value]] = self.env["service.repair.report"]._read_group(
            [("technician_id", "=", self.technician.id)], [], [f"{name}:avg"]
        )
        return value

    def test_first_time_and_repeats(self):
        self._repaired()
        self._repaired()
        nothing = self.env["service.fault"].create(
            {"kind": "cause", "code": "KN", "name": "Nothing", "no_fault_found": True}
        )
        order = self.order(lot_id=self._other_device("OV-2"))
        order.cause_id = nothing
        self.go_to(order, "reported")
        self.order(lot_id=self._other_device("OV-3"))
        self.assertEqual(self.numbers("repair_first_time"), (0.5, 2), "the first came back; nothing found is no fix")
        self.assertEqual(self.numbers("repair_repeat", direction="down", zero_percent=200), (round(1 / 3, 6), 3))
        self.assertEqual(self._report("first_time"), 0.5)
        self.assertAlmostEqual(self._report("came_back"), 1 / 3)

    def test_on_time_counts_promises(self):
        kept, late = self._repaired(), self._repaired(lot_id=self._other_device("OV-4"))
        without = self.order(lot_id=self._other_device("OV-5"))
        without.sudo().clock_ids.unlink()
        self.go_to(without, "reported")
        clock = late.sudo().clock_ids.filtered(lambda c: c.metric == "repair")
        clock.write({"result": "missed", "compliance": 0, "due": fields.Datetime.now()})
        figure = self.figure("repair_on_time")
        self.assertEqual((figure.raw_value, figure.n), (0.5, 2))
        action = figure.with_user(self.officer).action_view_evidence()
        clocks = self.env["service.clock"].search(action["domain"])
        self.assertEqual(clocks.repair_id, kept | late)

    def test_evidence_says_which_work_order_it_was(self):
        order = self._repaired()
        kpi = self.env.ref("service_kpi.service_kpi_promises")
        self.env.flush_all()
        facts = self.env["service.kpi.source"]._get_facts(kpi)
        self.env.cr.execute(
            f"SELECT label FROM ({facts.code}) f WHERE label LIKE %s", [*facts.params, f"{order.name}%"]
        )
        self.assertTrue(self.env.cr.fetchall())

    def test_time_to_repair(self):
        order = self.order()
        order.action_wait_part()
        order.action_go_on()
        self.go_to(order, "reported")
        done = order.repaired_on
        order.sudo().step_ids.filtered(lambda s: s.step == "intake").at = done - timedelta(hours=10)
        order.sudo().wait_ids.write({"start": done - timedelta(hours=9), "stop": done - timedelta(hours=5)})
        hours = {"unit": "hours", "direction": "down", "zero_percent": 200}
        self.assertEqual(self.numbers("repair_hours", **hours), (10, 1))
        self.assertEqual(self.numbers("repair_net_hours", **hours), (6, 1))

    def test_parts_cost_of_a_repair(self):
        self.put(self.part, 10, self.stock)
        self._repaired(parts=[(self.part, 2)])
        self._repaired(lot_id=self._other_device("OV-6"))
        figure = self.figure("repair_cost", unit="number", direction="down", zero_percent=200)
        self.assertEqual((figure.raw_value, figure.n), (30, 2), "two heaters of 30 in one of two repairs")

    def test_who_may_open_the_work_orders(self):
        order = self._repaired()
        figure = self.figure("repair_done", calculation="total", unit="number")
        self.assertEqual(figure.value, 1)
        for user in (self.technician, self.officer, self.manager):
            action = figure.with_user(user).action_view_evidence()
            found = self.env[action["res_model"]].with_user(user).search(action["domain"])
            self.assertEqual(found.sudo(), order, user.name)
        ordinary = self.env["repair.order"].create({"product_id": self.part.id})
        self.assertFalse(ordinary.with_user(self.officer).has_access("read"))

    def test_shipped_indicators_and_template(self):
        template = self.env.ref("service_kpi_repair.service_appraisal_template_technician")
        self.assertEqual(template.weight_total, 100)
        for source in self.env["service.kpi.source"]._get_sources():
            if source.startswith("repair_"):
                self.assertEqual(self.env.ref(f"service_kpi_repair.service_kpi_{source}").source, source)
