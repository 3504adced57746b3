from odoo import fields
from odoo.tests import tagged

from .common import RepairCase


@tagged("post_install", "-at_install")
class TestRepairReport(RepairCase):
    """First-time fix, on time, repeats and no fault found, counted by hand."""

    def row(self, order):
        self.env.flush_all()
        return self.env["service.repair.report"].with_user(self.manager).search_read([("repair_id", "=", order.id)])[0]

    def raw(self, order, name):
        """An empty figure is read as zero by the ORM; a mean of nothing is False."""
        [[value]] = self.env["service.repair.report"]._read_group([("repair_id", "=", order.id)], [], [f"{name}:avg"])
        return value

    def test_a_repair_that_held(self):
        order = self.order()
        self.go_to(order, "reported")
        row = self.row(order)
        self.assertEqual((row["first_time"], row["on_time"], row["came_back"], row["no_fault"]), (1, 1, 0, 0))

    def test_no_promise_is_neither_kept_nor_broken(self):
        order = self.order()
        order.sudo().clock_ids.unlink()
        self.go_to(order, "reported")
        self.assertIs(self.raw(order, "on_time"), False)

    def test_no_fault_found_is_no_fix(self):
        nothing = self.env["service.fault"].create(
            {"kind": "cause", "code": "TN", "name": "Nothing", "no_fault_found": True}
        )
        order = self.order()
        order.cause_id = nothing
        self.go_to(order, "reported")
        self.assertIs(self.raw(order, "first_time"), False)
        self.assertEqual(self.row(order)["no_fault"], 1)

    def test_a_repeat_spoils_the_first_repair(self):
        first = self.order()
        self.go_to(first, "reported")
        second = self.order()
        self.go_to(second, "reported")
        self.assertEqual((self.row(first)["first_time"], self.row(first)["came_back"]), (0, 1))
        self.assertEqual((self.row(second)["first_time"], self.row(second)["came_back"]), (1, 0))
        groups = self.env["service.repair.report"]._read_group(
            [("repair_id", "in", (first | second).ids)], ["technician_id"], ["first_time:avg", "came_back:avg"]
        )
        self.assertEqual(groups, [(self.technician, 0.5, 0.5)])

    def test_waiting_is_told_apart(self):
        order = self.order()
        order.action_wait_part()
        order.action_go_on()
        self.go_to(order, "reported")
        done = order.repaired_on
        order.sudo().step_ids.filtered(lambda s: s.step == "intake").at = fields.Datetime.subtract(done, hours=10)
        order.sudo().wait_ids.write(
            {"start": fields.Datetime.subtract(done, hours=9), "stop": fields.Datetime.subtract(done, hours=5)}
        )
        row = self.row(order)
        self.assertEqual((row["hours"], row["waiting"], row["hours_net"]), (10, 4, 6))

    def test_ordinary_repairs_and_open_ones_are_not_counted(self):
        ordinary = self.env["repair.order"].create({"product_id": self.part.id})
        ordinary.action_repair_start()
        ordinary.action_repair_end()
        self.env.flush_all()
        report = self.env["service.repair.report"]
        self.assertFalse(report.search([("repair_id", "in", (ordinary | self.order()).ids)]))
        self.assertFalse(report.with_user(self.technician).has_access("read"))
