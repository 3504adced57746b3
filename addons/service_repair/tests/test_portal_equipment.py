from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, Workshop


@tagged("post_install", "-at_install")
class TestPortalEquipment(Workshop, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
        cls.user = new_test_user(cls.env, "client_se", "base.group_portal", email="client@example.com")
        cls.stranger = new_test_user(cls.env, "stranger_se", "base.group_portal", email="stranger@example.com")
        cls.row = cls.env["service.customer.equipment"].create(
            {
                "customer_id": cls.user.partner_id.id,
                "product_id": cls.device.id,
                "lot_id": cls.serial.id,
                "note": "Pays late",
            }
        )

    def _token(self, page):
        return page.text.split('name="csrf_token" value="')[1].split('"')[0]

    def test_history_and_request_for_service(self):
        order = self.order(partner_id=self.user.partner_id.id, place="on_site")
        self.visit(order, MONDAY)
        self.authenticate("client_se", "client_se")
        page = self.url_open("/my/equipment")
        self.assertIn("OV-1", page.text)
        nothing = self.url_open("/my/equipment?search=nothing")
        self.assertEqual(nothing.status_code, 200)
        self.assertNotIn("OV-1", nothing.text)
        self.assertIn("OV-1", self.url_open(f"/my/equipment?search={self.device.name}").text)
        page = self.url_open(f"/my/equipment/{self.row.id}")
        self.assertIn(order.name, page.text)
        self.assertNotIn("Pays late", page.text)
        token = self._token(page)
        page = self.url_open(f"/my/equipment/{self.row.id}/service", {"csrf_token": token, "problem": "  "})
        self.assertIn("Tell us what does not work", page.text)
        page = self.url_open(f"/my/equipment/{self.row.id}/service", {"csrf_token": token, "problem": "<b>Cold</b>"})
        ticket = self.row.ticket_ids
        self.assertIn(f"/my/ticket/{ticket.id}", page.url)
        self.assertEqual((ticket.partner_id, ticket.company_id), (self.user.partner_id, self.row.company_id))
        self.assertNotIn("<b>", ticket.description)
        self.assertIn(ticket.number, self.url_open(f"/my/equipment/{self.row.id}").text)

    @mute_logger("odoo.http")
    def test_strangers_find_nothing(self):
        self.authenticate("client_se", "client_se")
        token = self._token(self.url_open(f"/my/equipment/{self.row.id}"))
        self.authenticate("stranger_se", "stranger_se")
        self.assertNotIn("OV-1", self.url_open("/my/equipment").text)
        self.assertEqual(self.url_open(f"/my/equipment/{self.row.id}").status_code, 404)
        self.assertEqual(self.url_open("/my/equipment/999999999").status_code, 404)
        answer = self.url_open(f"/my/equipment/{self.row.id}/service", {"csrf_token": token, "problem": "Cold"})
        self.assertNotEqual(answer.status_code, 200)
        self.assertFalse(self.row.ticket_ids)
        with self.assertRaises(AccessError):
            self.row.with_user(self.stranger)._request_service("Cold")

    def test_the_former_owner_reads_the_own_history_only(self):
        order = self.order(partner_id=self.user.partner_id.id)
        newer = self.row._transfer(self.stranger.partner_id, self.env["res.partner"], self.row.installed_on, "Sold")
        later = self.env["repair.order"].search([("id", "=", order.id)])
        self.authenticate("stranger_se", "stranger_se")
        page = self.url_open(f"/my/equipment/{newer.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(later.name, page.text)
        self.assertEqual(self.url_open(f"/my/equipment/{self.row.id}").status_code, 404)

    def test_customers_write_nothing_and_read_no_notes(self):
        row = self.row.with_user(self.user)
        self.assertEqual(row.read(["serial", "warranty_text"])[0]["serial"], "OV-1")
        for field in ("note", "reward_ids", "maintenance_ids", "repair_ids", "serial_repair_count"):
            with self.assertRaises(AccessError, msg=field):
                row.read([field])
        for call in (lambda: row.write({"place": "x"}), row.unlink, row.action_end, row.action_rate_care):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            row._transfer(self.stranger.partner_id, self.env["res.partner"], row.installed_on, "")
        with self.assertRaises(AccessError):
            self.env["maintenance.equipment"].with_user(self.user).search([])
