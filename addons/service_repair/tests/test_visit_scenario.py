from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SIGNATURE, Workshop

_PHONE = "400x850"


@tagged("post_install", "-at_install")
class TestVisitScenario(Workshop, HttpCase):
    """A visit from the ticket to the signed work order, each step by whoever does it, in the browser."""

    suffix = "_visit"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
        cls.part.default_code = "HTR"
        cls.client_user = new_test_user(cls.env, "client_visit", "base.group_portal", email="client@example.com")
        # The technician works whenever the test runs
        cls.env["hr.employee"].search([("user_id", "=", cls.technician.id)]).unlink()

    def tour(self, name, url, user, size="1366x900"):
        self.browser_size = size
        self.touch_enabled = size == _PHONE
        self.start_tour(url, f"service_repair_{name}", login=user.login)
        self.env.invalidate_all()

    def test_from_ticket_to_acceptance(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Oven cold",
                "description": "It does not heat",
                "partner_id": self.client_user.partner_id.id,
                "user_id": self.agent.id,
            }
        )
        self.tour("intake", f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket.id}", self.agent)
        order = ticket.repair_ids
        self.assertEqual((order.lot_id, order.service_step), (self.serial, "intake"))
        order.write({"user_id": self.technician.id, "fault_id": self.fault.id})
        self.tour("dispatch", f"/odoo/action-service_repair.work_order_action/{order.id}", self.manager)
        visit = order.visit_ids
        self.assertEqual((visit.state, visit.technician_id), ("offered", self.technician))
        self._customer_confirms(order, visit)
        self._keeper_issues(order)
        order.with_user(self.technician).action_validate()
        self.tour("my_day", "/odoo/my-service-visits", self.technician, _PHONE)
        self.assertEqual(order.service_step, "arrived")
        self.tour("scan", f"/odoo/action-service_repair.work_order_action_my/{order.id}", self.technician, _PHONE)
        self.assertEqual((order.move_ids.product_id, order.move_ids.quantity), (self.part, 1))
        self.go_to(order.with_user(self.technician), "explained")
        self._customer_signs(order)
        order.with_user(self.technician).action_repair_end()
        self.tour("accept", f"/odoo/action-service_repair.work_order_action/{order.id}", self.manager)
        self.assertEqual((order.service_step, order.accepted_by_id), ("accepted", self.manager))
        row = self.env["service.part.ledger"].search([("technician_id", "=", self.technician.id)])
        self.assertEqual((row.issued, row.used, row.held, row.difference), (1, 1, 0, 0))

    def _customer_confirms(self, order, visit):
        self.authenticate("client_visit", "client_visit")
        page = self.url_open(f"/my/repairs/{order.id}").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = {"csrf_token": token, "visit_id": visit.id, "answer": "confirm"}
        self.url_open(f"/my/repairs/{order.id}/visit", answer)
        self.env.invalidate_all()
        self.assertEqual((visit.state, visit.confirmed_by), ("confirmed", "portal"))

    def _keeper_issues(self, order):
        self.put(self.part, 3, self.stock)
        requisition = (
            self.env["service.part.requisition"]
            .with_user(self.technician)
            .create(
                {
                    "repair_id": order.id,
                    "line_ids": [Command.create({"product_id": self.part.id, "quantity": 1})],
                }
            )
        )
        requisition.action_submit()
        url = f"/odoo/action-service_repair.service_part_requisition_action/{requisition.id}"
        self.tour("issue", url, self.keeper)
        self.assertEqual(requisition.state, "issued")
        requisition.with_user(self.technician).action_receive()

    def _customer_signs(self, order):
        self.authenticate("client_visit", "client_visit")
        unsigned = self.url_open(f"/my/repairs/{order.id}?report_type=html").text
        self.assertNotIn("Signed by", unsigned)
        result = self.make_jsonrpc_request(
            f"/my/repairs/{order.id}/sign", {"name": "Ms Client", "signature": SIGNATURE.decode()}
        )
        self.assertTrue(result.get("force_refresh"), result)
        self.env.invalidate_all()
        self.assertTrue(order.signature_valid)
        signed = self.url_open(f"/my/repairs/{order.id}?report_type=html").text
        self.assertIn("Ms Client", signed)
        self.assertNotIn("the signature is void", signed)
        paper = order.message_ids.attachment_ids.filtered(lambda found: found.name.endswith(".pdf"))
        self.assertEqual(len(paper), 1, "the work order as it was signed")
        order.with_user(self.technician).work_done = "Something else"
        self.assertFalse(order.signature_valid)
        voided = self.url_open(f"/my/repairs/{order.id}?report_type=html").text
        self.assertIn("the signature is void", voided)
        order.with_user(self.technician).work_done = "Replaced the heater"
        self.make_jsonrpc_request(
            f"/my/repairs/{order.id}/sign", {"name": "Ms Client", "signature": SIGNATURE.decode()}
        )
        self.env.invalidate_all()
