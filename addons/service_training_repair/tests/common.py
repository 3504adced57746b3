from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class GateEquipmentCase(TransactionCase):
    """Two tools that only a holder may take."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        groups = "base.group_user,service_repair.service_repair_group_technician"
        cls.holder = new_test_user(cls.env, "tool holder", groups)
        cls.other = new_test_user(cls.env, "tool other", groups)
        cls.manager = new_test_user(
            cls.env, "tool manager", "base.group_user,service_quality.service_quality_group_manager"
        )
        cls.course = cls.env.ref("service_training.training_course_new_hire")
        category = cls.env["maintenance.equipment.category"].create({"name": "High voltage testers"})
        cls.tools = cls.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Tester {number}",
                    "asset_kind": "tool",
                    "category_id": category.id,
                    "equipment_assign_to": "other",
                }
                for number in range(2)
            ]
        )
        cls.certify(cls.holder.partner_id)
        cls.rule = cls._rule("maintenance.equipment", f"[('category_id', '=', {category.id})]")

    @classmethod
    def certify(cls, partner):
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": partner.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": date(2020, 1, 1),
                }
            ]
        )

    @classmethod
    def _rule(cls, subject, domain):
        return cls.env["training.gate.rule"].create(
            {
                "name": subject,
                "subject": subject,
                "domain": domain,
                "course_ids": [Command.set(cls.course.ids)],
                "mode": "block",
            }
        )
