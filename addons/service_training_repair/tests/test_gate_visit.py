from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GateEquipmentCase


@tagged("post_install", "-at_install")
class TestGateVisit(GateEquipmentCase):
    """The technician of a visit needs what the work order needs; a leader hands out tools for a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["product.category"].create({"name": "High voltage"})
        product = cls.env["product.product"].create({"name": "Inverter", "categ_id": category.id})
        cls.order_rule = cls._rule("repair.order", f"[('product_id.categ_id', 'child_of', {category.id})]")
        cls.order = (
            cls.env["repair.order"]
            .with_user(cls.manager)
            .create({"is_service": True, "product_id": product.id, "place": "on_site", "user_id": cls.holder.id})
        )

    def _visit(self, technician, days=40, **values):
        visits = self.env["service.visit"].with_user(self.manager).with_context(service_outside_hours=True)
        start = fields.Datetime.now() + timedelta(days=days)
        values = {"repair_id": self.order.id, "technician_id": technician.id, "start": start, "hours": 1, **values}
        return visits.create(values)

    def _log(self, subject="service.visit"):
        return self.env["training.gate.log"].search([("subject", "=", subject)])

    def test_only_holders_visit(self):
        visit = self._visit(self.holder)
        self.assertEqual(visit.needed_course_ids, self.course)
        with self.assertRaisesRegex(UserError, "does not hold"):
            self._visit(self.other, days=50)
        with self.assertRaisesRegex(UserError, "does not hold"):
            visit.technician_id = self.other

    def test_a_warning_is_written_down(self):
        self.order_rule.mode = "warn"
        visit = self._visit(self.other)
        self.assertIn(self.course.name, visit.gate_warning)
        self.assertEqual((self._log().record_id, self._log().action), (visit.id, "warned"))

    def test_override(self):
        visit = self._visit(self.holder)
        wizard = self.env["training.gate.override"].with_user(self.manager)
        wizard = wizard.with_context(**visit.action_assign_anyway()["context"], service_outside_hours=True)
        wizard.create({"user_id": self.other.id, "reason": "Supervised"}).action_assign()
        self.assertEqual(visit.technician_id, self.other)
        self.assertEqual((self._log().action, self._log().reason), ("overridden", "Supervised"))

    def test_a_new_visit_for_a_reason(self):
        visit = self._visit(self.other, gate_reason="Supervised")
        self.assertEqual((self._log().record_id, self._log().reason), (visit.id, "Supervised"))

    def test_no_exception_where_the_rule_allows_none(self):
        visit = self._visit(self.holder)
        self.order_rule.may_override = False
        with self.assertRaisesRegex(UserError, "allows no exception"):
            self._visit(self.other, days=50, gate_reason="Supervised")
        with self.assertRaisesRegex(UserError, "allows no exception"):
            visit._assign_anyway(self.other, "Supervised")
        self.assertFalse(self._log())

    def test_programmes_are_logged(self):
        self._visit(self.holder).sudo().technician_id = self.other
        self.assertEqual(self._log().action, "warned")

    def test_technicians_are_offered_holders_first(self):
        users = self.env["res.users"].with_user(self.holder).with_context(training_needed_course_ids=self.course.ids)
        found = users.name_search("tool ", [("id", "in", (self.other | self.holder).ids)])
        self.assertEqual([number for number, _name in found], [self.holder.id, self.other.id])

    def test_tools_for_a_reason(self):
        desks = self.env["service.tool.desk"].with_user(self.manager)
        values = {"user_id": self.other.id, "line_ids": [Command.create({"equipment_id": self.tools[0].id})]}
        desk = desks.create(values)
        self.assertIn(self.course.name, desk.gate_warning)
        with self.assertRaisesRegex(UserError, "does not hold"):
            desk.action_done()
        desk.override_reason = "Supervised"
        desk.action_done()
        log = self._log("maintenance.equipment")
        self.assertEqual((log.action, log.reason, log.by_id), ("overridden", "Supervised", self.manager))
        self.assertFalse(desks.create({**values, "user_id": self.holder.id}).gate_warning)

    def test_no_tool_where_the_rule_allows_no_exception(self):
        self.env["training.gate.rule"].search([("subject", "=", "maintenance.equipment")]).may_override = False
        line = Command.create({"equipment_id": self.tools[0].id})
        desk = (
            self.env["service.tool.desk"]
            .with_user(self.manager)
            .create({"user_id": self.other.id, "line_ids": [line], "override_reason": "Supervised"})
        )
        with self.assertRaisesRegex(UserError, "does not hold"):
            desk.action_done()

    def test_technicians_give_no_reasons(self):
        context = {"training_gate_reason": "Me"}
        tool = self.tools[0].with_user(self.other).with_context(**context)
        with self.assertRaises(AccessError):
            tool.env["service.tool.loan"]._check_out(tool, self.other, fields.Date.today() + timedelta(days=3))
