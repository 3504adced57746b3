from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

# A Monday morning in the company's time zone
MONDAY = datetime(2030, 3, 4, 9, 0)
HOUR = timedelta(hours=1)
SIGNATURE = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


class Workshop:
    """A technician with a van, a keeper, a manager, a customer with an oven, and a part for it; and how to work.

    It has an ``env`` of its own, in which ``_open`` makes all these.
    """

    suffix = "_sr"

    @classmethod
    def _open(cls):
        cls.technician = cls._user("technician", "service_repair.service_repair_group_technician")
        cls.other_technician = cls._user("other technician", "service_repair.service_repair_group_technician")
        cls.keeper = cls._user("keeper", "service_repair.service_repair_group_parts_keeper")
        cls.manager = cls._user("manager", "service_quality.service_quality_group_manager")
        cls.agent = cls._user("agent", "service_quality.service_quality_group_agent")
        cls.customer = cls.env["res.partner"].create({"name": "A customer", "email": "customer@example.com"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.warehouse._create_vans(cls.technician | cls.other_technician)
        vans = cls.env["stock.location"]._get_vans(cls.technician | cls.other_technician)
        cls.van = vans[cls.env.company.id, cls.technician.id]
        cls.other_van = vans[cls.env.company.id, cls.other_technician.id]
        cls.stock = cls.warehouse.lot_stock_id
        products = cls.env["product.product"]
        cls.device = products.create({"name": "Oven", "is_storable": True, "tracking": "serial", "warranty_months": 24})
        cls.appliance = products.create({"name": "Kettle", "is_storable": True})
        cls.part = products.create(
            {"name": "Heater", "is_storable": True, "is_spare_part": True, "list_price": 80, "standard_price": 30}
        )
        cls.serial = cls.env["stock.lot"].create({"name": "OV-1", "product_id": cls.device.id})
        faults = cls.env["service.fault"]
        cls.fault = faults.create({"kind": "fault", "code": "TF", "name": "Cold"})
        cls.cause = faults.create({"kind": "cause", "code": "TC", "name": "Burnt out"})
        cls.misuse = faults.create({"kind": "cause", "code": "TM", "name": "Dropped", "excludes_warranty": True})
        cls.remedy = faults.create({"kind": "remedy", "code": "TR", "name": "New heater"})

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"{login.replace(' ', '_')}{cls.suffix}",
            f"base.group_user,{groups}",
            name=login.capitalize(),
            email="somebody@ours.example",
        )

    def put(self, product, quantity, location, lot=None):
        self.env["stock.quant"]._update_available_quantity(product, location, quantity, lot_id=lot)

    def on_hand(self, product, location):
        return sum(
            self.env["stock.quant"]
            .search([("product_id", "=", product.id), ("location_id", "child_of", location.id)])
            .mapped("quantity")
        )

    def order(self, parts=(), user=None, **values):
        """A work order of the technician's, with ``[(product, quantity)]`` to put in."""
        return (
            self.env["repair.order"]
            .with_user(user or self.technician)
            .create(
                {
                    "is_service": True,
                    "partner_id": self.customer.id,
                    "product_id": self.device.id,
                    "lot_id": self.serial.id,
                    "user_id": self.technician.id,
                    "fault_id": self.fault.id,
                    "place": "workshop",
                    "parts_from": "store",
                    "move_ids": [
                        Command.create({"product_id": part.id, "product_uom_qty": quantity, "repair_line_type": "add"})
                        for part, quantity in parts
                    ],
                    **values,
                }
            )
        )

    def go_to(self, order, step):
        """Take a workshop order on to a step, by the buttons."""
        buttons = {
            "prepared": lambda: order.action_validate(),
            "diagnosed": lambda: self._diagnose(order),
            "planned": lambda: self._plan(order),
            "repairing": lambda: order.action_repair_start(),
            "tested": lambda: self._test(order),
            "explained": lambda: self._explain(order),
            "signed": lambda: order._sign("A customer", SIGNATURE, "device"),
            "reported": lambda: order.action_repair_end(),
        }
        while order.service_step != step:
            buttons[order.next_step]()

    def _diagnose(self, order):
        order.write({"cause_id": order.cause_id.id or self.cause.id, "diagnosis": "The heater is open"})
        order.action_diagnose()

    def _plan(self, order):
        order.write({"plan": "A new heater", "approval_by": "Ms Client"})
        order.action_plan()

    def _test(self, order):
        for check in order.check_ids.filtered(lambda check: check.kind == "test"):
            check.result = "passed"
        order.write({"remedy_id": self.remedy.id, "work_done": "Replaced the heater"})
        order.action_tested()

    def _explain(self, order):
        for check in order.check_ids.filtered(lambda check: check.kind == "usage"):
            check.result = "explained"
        order.explained_to = "Ms Client"
        order.action_explained()

    def count_queries(self, call, *arguments):
        """The queries of a call, from cold caches to the last write."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(*arguments)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def visit(self, order, start=MONDAY, **values):
        return (
            self.env["service.visit"]
            .with_user(self.technician)
            .create({"repair_id": order.id, "start": start, "hours": 2, **values})
        )


class RepairCase(Workshop, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
