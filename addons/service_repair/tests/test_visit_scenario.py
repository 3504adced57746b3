from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import Workshop

_PHONE = "390x844"
# Seconds a tour may take on a busy machine
_PATIENCE = 300
_WORDS = {
    "en_US": ("Work Order", "Signed", "Use explained to"),
    "zh_CN": ("维修工单", "已签字", "讲解对象"),
}


@tagged("post_install", "-at_install")
class TestVisitScenario(Workshop, HttpCase):
    """A visit from the ticket to the signed and accepted work order, in the browser, each step by whoever does it.

    The dispatcher takes it in and offers an appointment, the customer confirms it; the technician asks for the parts,
    the keeper issues them; the technician prepares, goes there, repairs, tests and explains with a telephone; the
    customer signs, and the manager accepts.
    """

    suffix = "_visit"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
        cls.part.default_code = "HTR"
        # Lists that are asked for the technician find one
        cls.other_technician.name = "Somebody else"
        cls.client_user = new_test_user(cls.env, "client_visit", "base.group_portal", email="client@example.com")
        cls.people = cls.technician | cls.keeper | cls.manager | cls.agent | cls.client_user
        # The technician works whenever the test runs
        cls.env["hr.employee"].search([("user_id", "=", cls.technician.id)]).unlink()

    def tour(self, name, user, record, action=None, size="1366x900"):
        self.browser_size = size
        self.touch_enabled = size == _PHONE
        url = f"/odoo/action-{action}/{record.id}" if action else f"/my/repairs/{record.id}"
        self.start_tour(url, f"service_repair_{name}", login=user.login, timeout=_PATIENCE)
        self.env.invalidate_all()

    def on_order(self, name, user, order, size=_PHONE):
        self.tour(name, user, order, "service_repair.work_order_action", size)

    def test_in_english(self):
        order = self._repair("en_US")
        self.tour("sign", self.client_user, order)
        self.assertEqual(order.signed_where, "portal")
        self._accept(order, "en_US")

    def test_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        shown = ("portal", "repair", "service_quality", "service_repair")
        self.env["ir.module.module"].search([("name", "in", shown)])._update_translations(["zh_CN"])
        self.people.lang = "zh_CN"
        # The first page asks for both at once, and all requests of a test share one transaction
        self.authenticate(self.agent.login, self.agent.login)
        for address in ("translations", "load_menus"):
            self.url_open(f"/web/webclient/{address}?lang=zh_CN", timeout=60).raise_for_status()
        order = self._repair("zh_CN")
        self.on_order("sign_here", self.technician, order)
        self.assertEqual(order.signed_where, "device")
        self._accept(order, "zh_CN")

    def _repair(self, lang):
        """The order of a ticket, repaired and explained."""
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Oven cold",
                "description": "It does not heat",
                "partner_id": self.client_user.partner_id.id,
                "user_id": self.agent.id,
            }
        )
        self.tour("dispatch", self.agent, ticket, "helpdesk_mgmt.helpdesk_ticket_action")
        order, visit = ticket.repair_ids, ticket.repair_ids.visit_ids
        self.assertEqual((order.lot_id, order.user_id, order.service_step), (self.serial, self.technician, "intake"))
        self.assertEqual((visit.state, visit.technician_id), ("offered", self.technician))
        self.tour("confirm", self.client_user, order)
        self.assertEqual((visit.state, visit.confirmed_by, order.service_step), ("confirmed", "portal", "appointment"))
        self._get_parts(order)
        self.on_order("prepare", self.technician, order)
        self.assertEqual((order.service_step, order.move_ids.state), ("prepared", "assigned"))
        self.browser_size, self.touch_enabled = _PHONE, True
        self.start_tour(
            "/odoo/my-service-visits", "service_repair_work", login=self.technician.login, timeout=_PATIENCE
        )
        self.env.invalidate_all()
        self.assertEqual((order.service_step, visit.state), ("explained", "arrived"))
        self.assertEqual((order.move_ids.product_id, order.move_ids.quantity), (self.part, 1))
        self.assertEqual(
            order.check_ids.mapped("result"), ["passed"] * 3 + ["explained"] * 3, "as the technician pressed"
        )
        self._check_paper(order, signed=False, lang=lang)
        return order

    def _get_parts(self, order):
        self.put(self.part, 3, self.stock)
        part = {"product_id": self.part.id, "product_uom_qty": 1, "repair_line_type": "add"}
        order.with_user(self.technician).move_ids = [Command.create(part)]
        self.on_order("request", self.technician, order)
        requisition = order.requisition_ids
        self.assertEqual((requisition.state, requisition.line_ids.product_id), ("approved", self.part))
        action = "service_repair.service_part_requisition_action"
        self.tour("issue", self.keeper, requisition, action)
        self.assertEqual(requisition.state, "issued")
        self.tour("receive", self.technician, requisition, action, _PHONE)
        self.assertEqual(requisition.state, "received")

    def _accept(self, order, lang):
        self.assertTrue(order.signature_valid)
        self._check_paper(order, signed=True, lang=lang)
        paper = order.message_ids.attachment_ids.filtered(lambda found: found.name.endswith((".pdf", ".html")))
        self.assertEqual(len(paper), 1, "the work order as it was signed")
        self.on_order("report", self.technician, order)
        self.assertEqual((order.service_step, order.state), ("reported", "done"))
        self.on_order("accept", self.manager, order, "1366x900")
        self.assertEqual((order.service_step, order.accepted_by_id), ("accepted", self.manager))
        row = self.env["service.part.ledger"].search([("technician_id", "=", self.technician.id)])
        self.assertEqual((row.issued, row.used, row.held, row.difference), (1, 1, 0, 0))
        order.sudo().work_done = "Something else"
        self.assertFalse(order.signature_valid, "what was signed is not changed unnoticed")

    def _check_paper(self, order, signed, lang):
        """What the customer prints in the portal."""
        self.authenticate("client_visit", "client_visit")
        page = self.url_open(f"/my/repairs/{order.id}?report_type=html").content.decode()
        title, signature, explained = _WORDS[lang]
        self.assertIn(title, page)
        self.assertIn(explained, page)
        self.assertEqual((signature in page, "Ms Client</span>, " in page), (signed, signed))
