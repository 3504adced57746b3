"""A tool store: meters with certificates, an unchecked saw, and a kit that asks for a meter."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import Workshop


class ToolStore(Workshop):
    @classmethod
    def _open(cls):  # pylint: disable=missing-return
        super()._open()
        today = fields.Date.today()
        cls.today = today
        categories = cls.env["maintenance.equipment.category"]
        cls.meters = categories.create({"name": "Meters of the test", "check_interval": 12})
        cls.saws = categories.create({"name": "Saws of the test"})
        cls.meter = cls._tool("Meter", cls.meters, asset_code="T-001")
        cls.second_meter = cls._tool("Second meter", cls.meters, asset_code="T-002")
        cls.saw = cls._tool("Saw", cls.saws, serial_no="SAW-TEST-9")
        for meter in (cls.meter, cls.second_meter):
            cls._certify(meter, today)
        cls.employees = {}
        for user in (cls.technician, cls.other_technician, cls.keeper, cls.manager):
            cls.employees[user] = cls.env["hr.employee"].create({"name": user.name, "user_id": user.id})

    @classmethod
    def _tool(cls, name, category, **values):
        return cls.env["maintenance.equipment"].create(
            {
                "name": name,
                "category_id": category.id,
                "asset_kind": "tool",
                "equipment_assign_to": "other",
                **values,
            }
        )

    @classmethod
    def _certify(cls, equipment, issued, **values):
        return cls.env["service.equipment.certificate"].create(
            {"name": "CAL-1", "equipment_id": equipment.id, "issued": issued, **values}
        )

    @classmethod
    def _kit(cls, *categories, product_category=None):
        return cls.env["service.tool.kit"].create(
            {
                "name": "Kit",
                "category_id": product_category and product_category.id,
                "line_ids": [Command.create({"category_id": category.id}) for category in categories],
            }
        )

    def take(self, tool, user=None, by=None, days=7, **values):
        user = user or self.technician
        loans = self.env["service.tool.loan"].with_user(by or user)
        return loans._check_out(tool.with_user(by or user), user, self.today + timedelta(days=days), **values)
