import re
from datetime import date

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

_PATIENCE = 300


@tagged("post_install", "-at_install")
class TestGateBrowser(HttpCase):
    """A leader assigns a work order that needs a certificate, in the browser, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        worker = "base.group_user,stock.group_stock_user"
        leader = f"{worker},service_quality.service_quality_group_leader"
        cls.leader = new_test_user(cls.env, "leader_gate", leader, name="Lea Leader")
        cls.holder = new_test_user(cls.env, "holder_gate", worker, name="Hilda Holder")
        cls.other = new_test_user(cls.env, "other_gate", worker, name="Otto Other")
        course = cls.env.ref("service_training.training_course_new_hire")
        category = cls.env["product.category"].create({"name": "High voltage"})
        cls.product = cls.env["product.product"].create({"name": "Inverter", "categ_id": category.id})
        cls.env["training.gate.rule"].search([]).active = False
        cls.env["training.gate.rule"].create(
            {
                "name": "High voltage",
                "subject": "repair.order",
                "domain": f"[('product_id.categ_id', 'child_of', {category.id})]",
                "course_ids": [Command.set(course.ids)],
                "mode": "block",
            }
        )
        cls.env["training.certificate"].search([("root_id", "=", course.root_id.id)]).sudo().revoked_on = date(
            2020, 1, 2
        )
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": cls.holder.partner_id.id,
                    "course_id": course.id,
                    "company_id": cls.env.company.id,
                    "issued": date(2020, 1, 1),
                }
            ]
        )

    def _tour(self, name, order):
        url = f"/odoo/action-repair.action_repair_order_tree/{order.id}"
        self.browser_size = "1366x900"
        self.start_tour(url, f"service_training_repair_{name}", login=self.leader.login, timeout=_PATIENCE)
        self.env.invalidate_all()

    def _assign(self, lang):
        if lang != "en_US":
            self.env["res.lang"]._activate_lang(lang)
            shown = ("repair", "service_repair", "service_training", "service_training_repair", "web")
            self.env["ir.module.module"].search([("name", "in", shown)])._update_translations([lang])
        self.leader.lang = lang
        # A page asks for these at once, and all requests of a test share one transaction
        self.authenticate(self.leader.login, self.leader.login)
        addresses = [f"/web/webclient/{name}?lang={lang}" for name in ("translations", "load_menus")]
        addresses += re.findall(r'"(/web/assets/[^"]+)"', self.url_open("/odoo", timeout=_PATIENCE).text)
        for address in dict.fromkeys(addresses):
            self.url_open(address, timeout=_PATIENCE).raise_for_status()
        order = self.env["repair.order"].create({"product_id": self.product.id, "user_id": False})
        with self.assertLogs("odoo.http", "WARNING") as refusals:
            self._tour("gate", order)
        self.assertIn("Otto Other", refusals.output[0])
        self.assertEqual(order.user_id, self.holder)
        self._tour("override", order)
        self.assertEqual(order.user_id, self.other)
        log = self.env["training.gate.log"].search([("subject", "=", "repair.order"), ("record_id", "=", order.id)])
        self.assertEqual((log.action, log.reason, log.by_id), ("overridden", "Supervised", self.leader))

    def test_in_english(self):
        self._assign("en_US")

    def test_in_chinese(self):
        self._assign("zh_CN")
