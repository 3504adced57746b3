"""What an upgrade mends in databases that an earlier version has set up."""

from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import RepairCase

_SCRIPT = "service_repair/migrations/19.0.1.0.1/pre-name_checklist_points.py"
_CHECKS = "service_repair/migrations/19.0.1.0.2/post-translate_checks.py"


@tagged("post_install", "-at_install")
class TestMigration(RepairCase):
    def test_shipped_checklist_points_are_translated(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        checklist = self.env.ref("service_repair.service_checklist_every_product")
        checklist.line_ids.unlink()
        shipped, own = self.env["service.checklist.line"].create(
            [
                {"checklist_id": checklist.id, "name": "Care and cleaning", "kind": "usage"},
                {"checklist_id": checklist.id, "name": "Care of our own kind", "kind": "usage"},
            ]
        )
        load_script(file_path(_SCRIPT), "name_checklist_points").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env["ir.module.module"]._load_module_terms(["service_repair"], ["zh_CN"])
        self.assertEqual(self.env.ref("service_repair.service_checklist_line_care"), shipped)
        self.assertFalse(self.env.ref("service_repair.service_checklist_line_daily", raise_if_not_found=False))
        self.assertEqual(shipped.with_context(lang="zh_CN").name, "保养与清洁")
        self.assertEqual(own.with_context(lang="zh_CN").name, "Care of our own kind")

    def test_copies_of_one_language_get_the_others(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_repair"], ["zh_CN"])
        self.put(self.part, 1, self.stock)
        opened, signed = self.order(lot_id=False, product_id=self.appliance.id), self.order([(self.part, 1)])
        self.go_to(opened, "prepared")
        self.go_to(signed, "explained")
        (opened | signed).check_ids.flush_recordset()
        # As an earlier version has left them: in the customer's language, which became the only one
        self.cr.execute(
            """UPDATE service_repair_check SET line_id = NULL, name = jsonb_build_object('en_US', name->>'zh_CN')
                WHERE id = ANY(%s)""",
            [(opened | signed).check_ids.ids],
        )
        self.env.invalidate_all()
        self.go_to(signed, "signed")
        self.env.flush_all()
        load_script(file_path(_CHECKS), "translate_checks").migrate(self.cr, "19.0.1.0.1")
        self.env.invalidate_all()
        care = self.env.ref("service_repair.service_checklist_line_care")
        [point] = opened.check_ids.filtered(lambda check: check.line_id == care)
        self.assertEqual(point.with_context(lang="en_US").name, "Care and cleaning")
        self.assertEqual(point.with_context(lang="zh_CN").name, "保养与清洁")
        self.assertTrue(signed.signature_valid)
        self.assertIn("保养与清洁", signed.with_context(lang="en_US").check_ids.mapped("name"))
